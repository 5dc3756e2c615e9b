"""Lessons on feeding: what has to be fed, in which shape and dtype, and what a feed is."""


def test_unfed_placeholder(observe):
    """Catches a merge_all that leaves out what is not fed, and a merge that asks for it."""
    wrong, right = observe('unfed-placeholder')
    assert wrong.printed == 'the loss alone: 0.5\n'
    assert "You must feed a value for placeholder tensor 'score'" in wrong.error
    assert right.value == [('loss', 0.5), ('accuracy', 0.75)]


def test_cannot_feed_value_of_shape(observe):
    """Catches an open size that stands for an axis, and an empty batch that is refused."""
    wrong, right = observe('cannot-feed-value-of-shape')
    assert wrong.printed == 'three images: [4. 4. 4.]\nno image: []\n'
    assert wrong.error.startswith('ValueError: Cannot feed value of shape (4,) for Tensor')
    assert right.value == [4.0]


def test_keep_prob_or_rate(observe):
    """Catches a second argument that means what it meant in TensorFlow 1."""
    wrong, right = observe('keep-prob-or-rate')
    assert (wrong.value, right.value) == (0.1, 0.9)


def test_dropout_left_on(observe):
    """Catches a dropout that rests between steps, and a default that drops."""
    wrong, right = observe('dropout-left-on')
    assert len(set(wrong.value)) == 3
    assert right.value == [20.0, 20.0, 20.0]
    assert 'in training: [20.]' not in right.printed


def test_expected_float32_got_tensor(observe):
    """Catches a constant that takes a tensor, and a stack that does not."""
    wrong, right = observe('expected-float32-got-tensor')
    assert wrong.error.startswith('TypeError: Expected float32, but got Tensor(')
    assert right.value == [6.0, 0.0]


def test_array_element_with_a_sequence(observe):
    """Catches a feed with rows of two lengths, and padding that is counted."""
    wrong, right = observe('array-element-with-a-sequence')
    assert wrong.error.startswith('ValueError: setting an array element with a sequence.')
    assert right.value == [6, 4]


def test_feed_is_a_tensor(observe):
    """Catches a feed that joins nodes, and a pipeline that stands still."""
    wrong, right = observe('feed-is-a-tensor')
    assert wrong.error.startswith('TypeError: The value of a feed cannot be a tf.Tensor object.')
    assert right.value == [3.0, 7.0]


def test_feed_is_cast(observe):
    """Catches a feed that is refused, rounded or clipped."""
    wrong, right = observe('feed-is-cast')
    assert wrong.value == [0, 0, 44]
    assert right.value == [0, 1, 255]


def test_grey_image_has_no_channels(observe):
    """Catches a convolution that takes a matrix for an image."""
    wrong, right = observe('grey-image-has-no-channels')
    assert wrong.error.startswith('ValueError: Shape must be rank 4 but is rank 3')
    assert right.value == (1, 6, 6, 1)
    assert '2700.0' in right.printed  # 27 times 100: the three channels are equal
