"""What each exercise asks for, its hints, and its check where comparing values is not enough.

Without a check of its own an exercise is solved if `exercise()` returns what the lesson's `right()`
returns, numbers up to rounding. The last hints, the lesson's rule and its name, come by themselves.
"""

from typing import NamedTuple


class Task(NamedTuple):
    """An exercise."""

    task: str  # what `exercise()` has to return
    hints: tuple
    check: object = None  # function of (value, right()'s value), or None


TASKS = {
    'layers-are-gone': Task(
        'Build the dense layer without tf.layers, under the names that it always had, and return '
        "the names of its variables: ['fc/kernel', 'fc/bias'].",
        (
            'A dense layer is a matrix product and a bias.',
            "with tf.variable_scope('fc'): tf.get_variable('kernel', [2, 3]) …",
        ),
    ),
    'contrib-is-gone': Task(
        'Build the same convolution without tf.contrib, and return the names of its variables.',
        ('The part of contrib that is used here lives on as a package of its own.',),
    ),
    'regularizer-twice-as-strong': Task(
        "Return what contrib's regulariser of weight 0.5 returned for these weights: 1.25.",
        ('One formula has a factor of 1/2 in it, and the other has not.',),
    ),
    'session-graph-is-empty': Task(
        'Run the output, without changing build(), and return it: 11.0.',
        ('Which graph does a session run that is told nothing?', 'Every tensor knows its graph.'),
    ),
    'closed-session': Task(
        'Let the function that load() returns work after load() has ended, and return its output '
        'for [1, 2]: [2, 4].',
        ('What does `with` do to the session when its block ends?',),
    ),
    'not-an-element-of-this-graph': Task(
        'Let the handler run the model in its own thread, and return y for x = 3: 6.0.',
        (
            'Which graph is the default one in another thread?',
            'A session can be told its graph, and the graph is known outside of the thread.',
        ),
    ),
    'fetch-argument-none': Task(
        'The loss was meant to have the bias in it. Return both gradients: [6, 1].',
        ('Which of the two gradients is None, and what does that say about the loss?',),
    ),
    'fetch-overwritten': Task(
        'Let all three steps run, and return the loss that the third one found.',
        ('What is `loss` in the second step?',),
    ),
    'if-tensor': Task(
        'Return the rates for a loss of 5.0 and for one of 0.5, fed to the placeholder and fetched '
        'from a session: [0.1, 0.01].',
        ('When the `if` is decided, nothing has been fed yet.', 'tf.where chooses in the run.'),
    ),
    'equals-asks-for-identity': Task(
        'Return the accuracy: 0.75.',
        ('What is `hits`: a tensor, or something of Python?',),
    ),
    'tf-print-unattached': Task(
        'Let the features be printed whenever the output is computed, and return the number of '
        'lines after three runs: 3.',
        (
            'Only what a fetched tensor depends on is run.',
            'tf.control_dependencies, and a tf.identity inside of it.',
        ),
    ),
    'global-step-not-passed': Task(
        'Return the step and the rate after 30 steps: (30, 0.125).',
        ('Who is supposed to count?',),
    ),
    'graph-grows-in-loop': Task(
        'Clip in each of the 100 steps without letting the graph grow; return by how many '
        'operations it has grown: 0.',
        ('tf.assign builds. What does it build, and how often?', 'Build once, run often.'),
    ),
    'unfed-placeholder': Task(
        'Keep the two summaries, but feed each what it needs. Return tag and value of both: '
        "[('loss', 0.5), ('accuracy', 0.75)].",
        (
            'merge_all merges summaries that are due at different times.',
            'Two calls of tf.summary.merge, two runs; tf.Summary.FromString reads the result.',
        ),
    ),
    'cannot-feed-value-of-shape': Task(
        'Return the output for the first image alone: [4].',
        ('An open first size means any number of images. It does not mean: no such axis.',),
    ),
    'dropout-left-on': Task(
        'Return three outputs of the trained network: [20, 20, 20]. Training has to be able to '
        'feed another keep_prob.',
        ('Which value of keep_prob drops nothing?', 'tf.placeholder_with_default'),
    ),
    'keep-prob-or-rate': Task(
        'Keep nine of ten, with the function of TensorFlow 2, and return the share: 0.9.',
        ('What is the second argument called?',),
    ),
    'update-ops-not-run': Task(
        'Return the losses in training and in test mode, both 0 when rounded: [0, 0].',
        (
            'Who moves the moving averages?',
            'tf.get_collection(tf.GraphKeys.UPDATE_OPS), run with every step.',
        ),
    ),
    'softmax-applied-twice': Task(
        'Return the loss of a network that is right and sure: 0.0.',
        ('What does the end of that long name say about its argument?',),
    ),
    'list-summed-in-the-loop': Task(
        'Return how often each layer counts in the style loss: five times 1.0.',
        ('How long is the list when it is summed for the first time? And for the second?',),
    ),
    'argmax-of-one-column': Task(
        'Return the accuracy of a network that says 0.5 for everything, by a threshold of 0.5 '
        'that it does not exceed: 0.5.',
        ('Where is the largest of one number?',),
    ),
    'cond-runs-what-is-outside': Task(
        'Return the two counters after three runs with `training` False: (0, 3).',
        ('What is built outside of a branch belongs to neither branch.',),
    ),
    'where-lets-nan-through': Task(
        "Return a gradient without NaN, as the lesson's: at 0 it is 0.",
        (
            'The branch that is not chosen is computed all the same, and so is its gradient.',
            'A second tf.where, on the way into the logarithm.',
        ),
    ),
    'log-of-zero': Task(
        'Return the logits after one step of 0.1: [0.1, 199.9].',
        ('exp(-200) is 0 in float32. What is its logarithm?', 'One function does both steps.'),
    ),
    'reshape-minus-one': Task(
        'Return the number of losses, one for each picture: 49.',
        (
            'The -1 takes whatever is left over.',
            'Put the number of pictures in its place, and the right size of the features.',
        ),
        lambda value, right: value == right or len(value) == right,
    ),
    'adam-slots-uninitialised': Task(
        'Return the names of the variables without a value after the initialiser was run: [].',
        ('Which variables exist when the initialiser is built?',),
    ),
    'second-session-is-empty': Task(
        "Return the picture's mean in the second session: 100.0.",
        ('The values live in the session, not in the graph.', 'tf.train.Saver'),
    ),
    'stale-adam-moments': Task(
        "Let the second run begin with a fresh Adam, and return the lesson's four pixels.",
        ("Adam's moments are variables, and adam.variables() names them.",),
    ),
    'tensor-or-operation-name': Task(
        'Fetch the value by its name, and return it: 3.0.',
        ('`loss/total` is the name of an operation. An operation has outputs, with numbers.',),
    ),
    'variable-already-exists': Task(
        'Let both pictures go through the same weights, and return the names of all variables: '
        'one weights, one biases.',
        ('A variable scope can be told what to do when a name is there.', 'reuse=tf.AUTO_REUSE'),
    ),
    'restored-under-another-name': Task(
        'Let both networks have the weights of the file. Return the means of their weights, as a '
        'dict or a list: 0.5 and 0.5.',
        (
            'Print the names: they are not those in the file.',
            'A Saver takes a dict: {name in the file: variable}.',
        ),
        lambda value, right: (
            list(value.values() if hasattr(value, 'values') else value) == list(right.values())
        ),
    ),
    'end-points-are-after-relu': Task(
        'Compare what is comparable, and return the shares of numbers that agree, after the ReLU '
        "and before it: [1.0, 1.0]. (Before it, the layer's tensor is conv1_1/BiasAdd:0.)",
        ('What is the smallest number of each?',),
    ),
    'silent-broadcast': Task(
        'The target was cut by one axis too many. Return the loss of the picture with itself: 0.0.',
        ('Print the three shapes.',),
    ),
    'integer-image': Task(
        'Return the mean squared difference of black and white, and the mean of 254 and 255: '
        '(65025.0, 254.5). The layer has to be built, too.',
        ('What is the largest number of a uint8?',),
    ),
    'clip-kills-the-gradient': Task(
        'Let all three pixels arrive at 128, and return them. The picture has to stay in 0..255.',
        ('What is the gradient of clip_by_value outside of its range?', 'Clip after the step.'),
    ),
    'round-has-no-gradient': Task(
        'Return the picture in whole numbers after 200 steps, as a list: [128, 128, 128].',
        ('A step function is flat wherever it has a slope.', 'Round for the eye, at the end.'),
    ),
    'sqrt-of-zero-is-nan': Task(
        'Return the pixels after one step, as a list of rows: all of them 128.',
        ('What is the slope of the root at 0?', 'A small number under the root.'),
        lambda value, right: max(abs(pixel - 128) for row in value for pixel in row) < 0.1,
    ),
    'saver-restores-everything': Task(
        'Restore what the file holds, and return the mean of the weights: 0.5.',
        ('Which variables does a Saver want that is told nothing?',),
    ),
    'all-variables-by-position': Task(
        'Restore the network whatever else is in the graph, and return the names of the variables '
        'that the Saver restores.',
        ('What is in the list after the optimiser was built?', 'slim.get_model_variables'),
    ),
    'init-after-restore': Task(
        'Return the mean of the weights in the file: 0.5.',
        ('Read the three lines in the order in which they are run.',),
    ),
    'float64-image': Task(
        'Restore, and return the mean of the weights: 0.5.',
        ('Which dtype do random numbers of NumPy have? And the layer on top of them?',),
    ),
    'changed-class-count': Task(
        'Restore every layer but the last, and return the shape of the scores: (1, 10).',
        ('Which variable has another shape in the file?', 'A Saver takes a list of variables.'),
        lambda value, right: tuple(value) == tuple(right),
    ),
    'max-to-keep-deletes': Task(
        'Restore the best of the seven checkpoints, and return its loss: 0.2.',
        ('How many checkpoints does a Saver keep?',),
    ),
    'queue-never-started': Task(
        'Return the three batches: [[0, 1], [2, 3], [4, 5]].',
        ('Somebody has to fill the queue.', 'tf.train.start_queue_runners, or tf.data.'),
    ),
    'channels-are-bgr': Task(
        'Return what Pillow reads from the file: a pixel of the sand, [230, 200, 120], and one of '
        'the red frame that is drawn from (8, 8) to (16, 16), [255, 0, 0].',
        ('Convert to BGR before anything of OpenCV touches the picture.', 'cv2.cvtColor'),
    ),
    'cv2-resize-width-height': Task(
        'Return the shape of the picture resized to 24 rows and 32 columns, and the range of the '
        'enlarged board, which has to stay in 0..255: ((24, 32), 0, 255).',
        ('OpenCV counts across first.', 'INTER_CUBIC overshoots. np.clip'),
    ),
    'imread-depends-on-the-extension': Task(
        'Read all five files alike: float32, [1, 48, 64, 3], 0 to 255. Return the dict of what was '
        'found.',
        ('Pillow can convert everything to one mode.', "PIL.Image.open(name).convert('RGB')"),
    ),
    'uint8-wraps': Task(
        'Convert as an eye would: below 0 is black, above 255 is white. Return the six pixels '
        'converted by NumPy, and the same six by TensorFlow.',
        ('Round, clip, cast.', 'tf.saturate_cast(tf.round(…), tf.uint8)'),
    ),
    'unflushed-scalars': Task(
        'Return what a reader sees while the writer is still open: (True, 20).',
        ('Where are the twenty losses while they are not in the file?',),
    ),
    'merge-all-is-none': Task(
        "Return the tags of the merged summary: ['content_loss'].",
        ('What was there to merge when merge_all was called?', 'tf.Summary.FromString(…).value'),
    ),
    'accumulator-keeps-four-images': Task(
        'Return how many losses and pictures are read: (20, 20).',
        ('The reader keeps a sample. It can be told how large.', 'size_guidance'),
    ),
    'sess-run-per-tensor': Task(
        'Fetch the three losses and run the step, and return how often the network was computed: '
        '1.',
        ('How often is sess.run called?',),
    ),
}
