"""The chapter 'The graph': what goes wrong goes wrong, and what is right is right."""


def test_graph_grows_in_loop(observe):
    """Catches an assign that no longer builds nodes, and a finalized graph that lets one in."""
    for mode, added in {'A': 5, 'B': 7}.items():
        wrong, right = observe('graph-grows-in-loop', mode)
        assert wrong.value == 100 * added
        assert right.value == 0
        assert 'RuntimeError: Graph is finalized' in right.printed


def test_default_graph_leaks(observe):
    """Catches a default graph that forgets, and a graph of its own that does not."""
    wrong, right = observe('default-graph-leaks')
    assert wrong.value == (15, 3)  # variables in the checkpoint, summaries
    assert "['image', 'image_1', 'image_2']" in wrong.printed
    assert right.value == (5, 1)


def test_constants_bloat_graph(observe):
    """Catches a GraphDef that leaves large values out, and an assign that puts them in."""
    wrong, right = observe('constants-bloat-graph')
    assert wrong.value['.meta'] >= 2 * 360 and wrong.value['.data'] == 360
    assert right.value['.meta'] < 20 and right.value['.data'] == 2 * 360


def test_graphdef_2gb(observe):
    """Catches a constant that may exceed 2 GB, and a variable that puts its values in the graph."""
    wrong, right = observe('graphdef-2gb')
    assert wrong.error.startswith('ValueError: ') and 'larger than 2GB' in wrong.error
    assert right.value == ([1, 2592, 3456, 64], True)


def test_gradients_nobody_asked_for(observe):
    """Catches a `tf.gradients` that builds only what is asked, and kernels' gradients that run."""
    wrong, right = observe('gradients-nobody-asked-for')
    assert wrong.value == {'of features': 5, 'of kernels': 5, 'of biases': 5}
    assert right.value == {'of features': 5, 'of kernels': 0, 'of biases': 0}


def test_collections_add_hidden_loss(observe):
    """Catches a total loss without the collections, and a sum of ours that takes them in."""
    wrong, right = observe('collections-add-hidden-loss')
    content, total = map(float, wrong.value)
    assert (content, round(total, 3)) == (2.25, 3.762)
    assert 'l2_regularizer' in wrong.printed
    assert list(map(float, right.value)) == [2.25, 2.25]


def test_the_good_and_the_bad_graph(observe):
    """Catches a node outside the scopes, and default names that say what a node is."""
    (bad, of_bad), (good, of_good) = (half.value for half in observe('the-good-and-the-bad-graph'))
    assert of_bad == ('Mean', 'add_1', 'add_2')
    assert len(bad) > 30
    assert of_good == ('loss/content', 'loss/style', 'loss/total')
    assert good == ['image', 'assign', 'vgg_19', 'loss', 'train']


def test_custom_gradient_stays_behind(observe):
    """Catches an imported custom gradient that can be differentiated, and a gradient left out."""
    wrong, right = observe('custom-gradient-stays-behind')
    assert wrong.value == 'must be from the same graph'
    assert right.value.shape == (1, 2, 3, 4) and (right.value == 8.0).all()
