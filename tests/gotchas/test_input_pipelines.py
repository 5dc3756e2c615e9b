"""The chapter 'Input pipelines, devices and determinism': wrong goes wrong, and right does not."""


def test_queue_never_started(observe):
    """Catches a queue that fills itself, and runners that skip or repeat a batch."""
    wrong, right = observe('queue-never-started')
    assert 'queue runners in the graph: 2' in wrong.printed
    assert 'DeadlineExceededError: Timed out waiting for notification' in wrong.printed
    assert wrong.value == []
    assert right.value == [[0, 1], [2, 3], [4, 5]]
    assert f'tf.data: {right.value}' in right.printed


def test_queue_closed_too_early(observe):
    """Catches a closed queue that names the cause, and a join that keeps it to itself."""
    wrong, right = observe('queue-closed-too-early')
    assert wrong.value == (
        'FIFOQueue … is closed and has insufficient elements (requested 2, current size 0)'
    )
    assert right.printed == 'NotFoundError: numbers.txt; No such file or directory\n'


def test_batch_and_label_out_of_step(observe):
    """Catches a get_next that stays where it is between runs, and one that moves twice in a run."""
    wrong, right = observe('batch-and-label-out-of-step')
    assert wrong.value == [(0, 10), (2, 30), (4, 50)]
    assert right.value == [(0, 0), (1, 10), (2, 20)]


def test_shuffle_buffer_too_small(observe):
    """Catches a shuffle that looks beyond its buffer, and a full one that leaves the order."""
    wrong, right = observe('shuffle-buffer-too-small')
    assert wrong.value == 400
    assert 150 < right.value < 250


def test_initializer_leaves_out(observe):
    """Catches a global initialiser that has grown, and a set of four that is not enough."""
    wrong, right = observe('initializer-leaves-out')
    assert wrong.value == ['variable']
    for message in (
        'metric: Attempting to use uninitialized value accuracy',
        'table: Table not initialized.',
        'data set: GetNext() failed because the iterator has not',
    ):
        assert message in wrong.printed
    assert right.value == ['variable', 'metric', 'table', 'data set']


def test_gram_of_the_pixels(observe):
    """Catches a product of all pixels that fits, and a Gram matrix that grows with the picture."""
    wrong, right = observe('gram-of-the-pixels')
    assert '20x20: (400, 400)' in wrong.printed
    start = 'ResourceExhaustedError: OOM when allocating tensor with shape[6553600,6553600]'
    assert wrong.error.startswith(start)
    assert right.value == (3, 3)


def test_gpu_options_misplaced(observe):
    """Catches a ConfigProto that takes GPU options, and a session that ignores its own."""
    wrong, right = observe('gpu-options-misplaced')
    assert 'Protocol message ConfigProto has no "allow_growth" field.' in wrong.printed
    assert 'Did you do "Session(config)" instead of "Session(config=config)"?' in wrong.printed
    assert 'left_behind: the session has False' in wrong.printed
    assert (wrong.value, right.value) == (0, 1)


def test_same_op_seed_same_noise(observe):
    """Catches equal seeds with different masks, and a graph's seed that makes masks equal."""
    wrong, right = observe('same-op-seed-same-noise')
    assert 0.4 < wrong.value < 0.6
    assert 0.2 < right.value < 0.3


def test_new_session_same_noise(observe):
    """Catches a session that knows how far the last one came, and stateless noise with a state."""
    wrong, right = observe('new-session-same-noise')
    rows = [row.partition(':')[2].split() for row in wrong.printed.splitlines()]
    uninterrupted, resumed = [[digits.strip('[],') for digits in row] for row in rows]
    assert resumed == uninterrupted[:2] * 2
    assert len(set(uninterrupted)) == 4
    assert wrong.value is False
    assert right.value is True
