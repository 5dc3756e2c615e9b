"""The chapter 'Names': what goes wrong goes wrong, and what is right is right."""


def test_tensor_or_operation_name(observe):
    """Catches an operation's name that gives a value, and a tensor's name that gives none."""
    wrong, right = observe('tensor-or-operation-name')
    assert wrong.printed == 'loss: None\n'
    assert wrong.error.startswith('ValueError: The name ')
    assert 'refers to an Operation, not a Tensor' in wrong.error
    assert right.value == 3.0


def test_variable_already_exists(observe):
    """Catches a second call that shares without being told to, and a reuse that does not share."""
    wrong, right = observe('variable-already-exists')
    assert wrong.printed == 'content: vgg_19/conv1/conv1_1/Relu:0\n'
    assert wrong.error.startswith(
        'ValueError: Variable vgg_19/conv1/conv1_1/weights already exists'
    )
    assert 'style: vgg_19_1/conv1/conv1_1/Relu:0' in right.printed
    assert right.value == ['vgg_19/conv1/conv1_1/weights', 'vgg_19/conv1/conv1_1/biases']


def test_restored_under_another_name(observe):
    """Catches a default scope that is shared, and a Saver's dict that does not lead to the file."""
    wrong, right = observe('restored-under-another-name')
    assert wrong.printed.split()[::2] == [
        'vgg_19/conv1/conv1_1/weights',
        'vgg_19_1/conv1/conv1_1/weights',
    ]
    assert wrong.error.startswith('NotFoundError: ')
    assert 'Key vgg_19_1/conv1/conv1_1/biases not found in checkpoint' in wrong.error
    assert right.value == {
        'vgg_19/conv1/conv1_1/weights': 0.5,
        'vgg_19_1/conv1/conv1_1/weights': 0.5,
    }


def test_name_scope_spares_get_variable(observe):
    """Catches a name scope that prefixes get_variable, and a variable scope that does not."""
    wrong, right = observe('name-scope-spares-get-variable')
    assert wrong.printed.split() == [
        'conv1_1/by_Variable:0',
        'by_get_variable:0',
        'conv2_1/by_Variable:0',
    ]
    assert wrong.error.startswith('ValueError: Variable by_get_variable already exists')
    assert right.value == [
        ('conv1_1/weight:0', 'conv1_1/twice:0'),
        ('conv2_1/weight:0', 'conv2_1/twice:0'),
        ('conv2_1/weight:0', 'conv2_1_1/twice:0'),
    ]


def test_notebook_cell_run_twice(observe):
    """Catches a second run that replaces nodes, and a graph of its own that keeps old ones."""
    wrong, right = observe('notebook-cell-run-twice')
    assert wrong.printed.splitlines() == [
        'loss_1:0 = 40.0',
        'loss:0 = 4.0',
        'placeholder: image_1:0',
    ]
    assert wrong.error.startswith('InvalidArgumentError: ')
    assert "You must feed a value for placeholder tensor 'image'" in wrong.error
    assert right.value == [('curve', 40.0)]


def test_reuse_doubles_the_end_points(observe):
    """Catches slim keeping its calls apart, and collected tensors that are another picture's."""
    wrong, right = observe('reuse-doubles-the-end-points')
    assert wrong.value == (
        24,
        29,
        {'vgg_19/conv1/conv1_1': True, 'vgg_19/pool1': False, 'vgg_19_1/pool1': True},
    )
    assert right.value == (3, 3, {'conv1_1': True, 'pool1': True})


def test_end_points_are_after_relu(observe):
    """Catches a layer that ends before its ReLU, and a wrong name of what lies before it."""
    wrong, right = observe('end-points-are-after-relu')
    agree, least = wrong.value
    assert 0.4 < agree < 0.6 and least == 0.0
    assert right.value == [1.0, 1.0]
