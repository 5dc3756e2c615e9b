"""A lesson is found by the message that somebody pastes: in the list by message, and by --find."""

import os
import subprocess
import sys

import pytest
from conftest import ROOT

from gatys_tf1 import gotchas
from gatys_tf1.gotchas import find

# What strangers paste: (what stays the same in the message, as somebody saw it, with names and
# numbers of their own; the lessons of which one has to come first).
MESSAGES = [
    (
        'is not an element of this graph',
        'ValueError: Tensor Tensor("dense_3/Softmax:0", shape=(?, 12), dtype=float32) is not an '
        'element of this graph.',
        {'not-an-element-of-this-graph'},
    ),
    (
        'Cannot feed value of shape',
        "ValueError: Cannot feed value of shape (64, 784) for Tensor 'inputs/X:0', which has shape "
        "'(?, 28, 28, 1)'",
        {'cannot-feed-value-of-shape'},
    ),
    (
        'The Session graph is empty',
        'RuntimeError: The Session graph is empty.  Add operations to the graph before calling '
        'run().',
        {'session-graph-is-empty', 'placeholder-in-eager'},
    ),
    (
        'Attempted to use a closed Session',
        'RuntimeError: Attempted to use a closed Session.',
        {'closed-session'},
    ),
    (
        'Assign requires shapes of both tensors to match',
        'tensorflow.python.framework.errors_impl.InvalidArgumentError: Assign requires shapes of '
        'both tensors to match. lhs shape= [1024,5] rhs shape= [1024,1001]',
        {'changed-class-count'},
    ),
    (
        'is not a valid checkpoint',
        'ValueError: The passed save_path is not a valid checkpoint: ./models/inception_v3.ckpt',
        {'checkpoint-exists'},
    ),
    (
        'has invalid type',
        "TypeError: Fetch argument None of None has invalid type <type 'NoneType'>, must be a "
        'string or Tensor. (Can not convert a NoneType into a Tensor or Operation.)',
        {'fetch-argument-none'},
    ),
    (
        'Attempting to use uninitialized value',
        'FailedPreconditionError (see above for traceback): Attempting to use uninitialized value '
        'layer2/biases/Adam_1',
        {'adam-slots-uninitialised', 'second-session-is-empty'},
    ),
    (
        'You must feed a value for placeholder tensor',
        "InvalidArgumentError: You must feed a value for placeholder tensor 'x_input_3' with dtype "
        'float and shape [?,28,28,1]',
        {'unfed-placeholder'},
    ),
    (
        'not found in checkpoint',
        'NotFoundError (see above for traceback): Key conv2d_7/kernel/Adam_1 not found in '
        'checkpoint',
        {'saver-restores-everything', 'all-variables-by-position', 'restored-under-another-name'},
    ),
    (
        'already exists, disallowed',
        'ValueError: Variable rnn/basic_lstm_cell/kernel already exists, disallowed. Did you mean '
        'to set reuse=True or reuse=tf.AUTO_REUSE in VarScope? Originally defined at:',
        {'variable-already-exists'},
    ),
    (
        'does not exist, or was not created with tf.get_variable()',
        'ValueError: Variable d_w1/Adam/ does not exist, or was not created with '
        'tf.get_variable(). Did you mean to set reuse=tf.AUTO_REUSE in VarScope?',
        {'adam-while-reusing', 'variable-already-exists'},
    ),
    (
        'as a Python `bool` is not allowed',
        'TypeError: Using a `tf.Tensor` as a Python `bool` is not allowed. Use `if t is not '
        'None:` instead of `if t:` to test if a tensor is defined, and use TensorFlow ops such as '
        'tf.cond to execute subgraphs conditioned on the value of a tensor.',
        {'if-tensor'},
    ),
    (
        'No gradients provided for any variable',
        'ValueError: No gradients provided for any variable, check your graph for ops that do not '
        "support gradients, between variables [\"<tf.Variable 'W:0' shape=(784, 10) "
        'dtype=float32_ref>"] and loss Tensor("Mean_1:0", shape=(), dtype=float32).',
        {'round-has-no-gradient'},
    ),
    (
        'Cannot create a tensor proto whose content is larger than 2GB',
        'ValueError: Cannot create a tensor proto whose content is larger than 2GB.',
        {'graphdef-2gb'},
    ),
    (
        'Graph is finalized and cannot be modified',
        'RuntimeError: Graph is finalized and cannot be modified.',
        {'graph-grows-in-loop'},
    ),
    (
        "module 'tensorflow' has no attribute 'Session'",
        "AttributeError: module 'tensorflow' has no attribute 'Session'",
        {'placeholder-is-gone'},
    ),
    (
        "has no attribute 'contrib'",
        "AttributeError: module 'tensorflow' has no attribute 'contrib'",
        {'contrib-is-gone'},
    ),
    (
        'is not compatible with eager execution',
        'RuntimeError: tf.placeholder() is not compatible with eager execution.',
        {'placeholder-in-eager'},
    ),
    (
        'not an sstable',
        'DataLossError: Unable to open table file /home/me/train/model.ckpt-2000.data-00000-of-'
        '00001: Data loss: not an sstable (bad magic number): perhaps your file is in a different '
        'file format and you need to use a different restore operator?',
        {'checkpoint-exists'},
    ),
    (
        'Restoring from checkpoint failed',
        'InvalidArgumentError: Restoring from checkpoint failed. This is most likely due to a '
        'mismatch between the current graph and the graph from the checkpoint. Please ensure that '
        'you have not altered the graph expected based on the checkpoint. Original error:',
        {'float64-image', 'changed-class-count'},
    ),
    (
        'Dimensions must be equal',
        "ValueError: Dimensions must be equal, but are 128 and 64 for 'MatMul_2' (op: 'MatMul') "
        'with input shapes: [?,128], [64,10].',
        {'reshape-minus-one', 'silent-broadcast'},
    ),
    (
        'Shape must be rank 4 but is rank 3',
        "ValueError: Shape must be rank 4 but is rank 3 for 'conv1/Conv2D' (op: 'Conv2D') with "
        'input shapes: [224,224,3], [3,3,3,64].',
        {'grey-image-has-no-channels'},
    ),
    (
        'setting an array element with a sequence',
        'ValueError: setting an array element with a sequence.',
        {'array-element-with-a-sequence'},
    ),
    (
        "Can't convert non-rectangular Python sequence to Tensor",
        "ValueError: Can't convert non-rectangular Python sequence to Tensor.",
        {'array-element-with-a-sequence'},
    ),
    (
        'Expected float32, got',
        "TypeError: Expected float32, got <tf.Tensor 'Const_1:0' shape=() dtype=int32> of type "
        "'Tensor' instead.",
        {'integer-image', 'expected-float32-got-tensor'},
    ),
    (
        'OOM when allocating tensor',
        '2019-03-04 10:11:12.123456: W tensorflow/core/framework/op_kernel.cc:1502] OP_REQUIRES '
        'failed at conv_ops.cc:486 : Resource exhausted: OOM when allocating tensor with '
        'shape[256,64,224,224] and type float on /job:localhost/replica:0/task:0/device:GPU:0 by '
        'allocator GPU_0_bfc',
        {'gram-of-the-pixels', 'recompute-grad-saves-nothing'},
    ),
    (
        'ResourceExhaustedError',
        'ResourceExhaustedError (see above for traceback): OOM when allocating tensor with '
        'shape[32,512,14,14]',
        {'gram-of-the-pixels', 'recompute-grad-saves-nothing'},
    ),
    (
        'Could not create cudnn handle',
        '2019-08-27 09:01:22.3: E tensorflow/stream_executor/cuda/cuda_dnn.cc:334] Could not '
        'create cudnn handle: CUDNN_STATUS_INTERNAL_ERROR',
        {'gpu-options-misplaced'},
    ),
    (
        'is closed and has insufficient elements',
        "OutOfRangeError: FIFOQueue '_1_batch/fifo_queue' is closed and has insufficient elements "
        '(requested 128, current size 0)',
        {'queue-closed-too-early'},
    ),
    (
        'Loss is NaN',
        'ERROR:tensorflow:Model diverged with loss = NaN.',
        {'sqrt-of-zero-is-nan', 'log-of-zero'},
    ),
    (
        'Cannot assign a device for operation',
        "InvalidArgumentError: Cannot assign a device for operation 'tower_1/Variable': Could not "
        'satisfy explicit device specification because no supported kernel for GPU devices is '
        'available.',
        {'soft-placement'},
    ),
    (
        'Trying to share variable',
        'ValueError: Trying to share variable fc/weights, but specified shape (512, 10) and found '
        'shape (256, 10).',
        {'auto-reuse-makes-new-ones', 'variable-already-exists'},
    ),
]
# Not about anything in the course.
STRANGERS = [
    "ModuleNotFoundError: No module named 'pandas'",
    "KeyError: 'label'",
    'IndexError: list index out of range',
    'ZeroDivisionError: division by zero',
    'SyntaxError: invalid syntax',
    'ValueError: math domain error',
    'RuntimeError: CUDA error: device-side assert triggered',
    'RuntimeError: mat1 and mat2 shapes cannot be multiplied (64x100 and 128x10)',
    "NameError: name 'x' is not defined",
    'git: command not found',
    '',
]


def pasted(test):
    return pytest.mark.parametrize(
        ('phrase', 'seen', 'slugs'), MESSAGES, ids=[phrase for phrase, *_ in MESSAGES]
    )(test)


@pasted
def test_message_is_on_the_page(phrase, seen, slugs):
    """Catches a message that nobody finds with the browser's own search."""
    with open(os.path.join(ROOT, 'docs/gotchas/by-message.md'), encoding='utf-8') as file:
        assert phrase in file.read()


@pasted
def test_message_is_found(phrase, seen, slugs):
    """Catches a comparison of letters: names, numbers and shapes are not those of the lesson."""
    hits = find.hits(seen)
    assert hits and hits[0].slug in slugs, hits
    assert len(hits) <= 5 and len({hit.slug for hit in hits}) == len(hits)


@pasted
def test_part_of_a_message_is_found(phrase, seen, slugs):
    """Catches a search that wants the whole line, in its own case and with today's quotes."""
    assert slugs & {hit.slug for hit in find.hits(phrase.upper().replace("'", '’'))}


@pasted
def test_message_in_a_traceback_is_found(phrase, seen, slugs):
    """Catches a search that is led astray by the lines around the message."""
    traceback = f"""2019-03-04 10:11:12.1: I tensorflow/core/cpu_feature_guard.cc:141] Your CPU
supports instructions that this TensorFlow binary was not compiled to use: AVX2 FMA
Epoch 1/10
Traceback (most recent call last):
  File "train.py", line 210, in <module>
    tf.app.run(main=main)
  File "/usr/lib/python3/dist-packages/tensorflow/python/client/session.py", line 929, in run
    saver.restore(sess, 'model.ckpt'); sess.run(tf.global_variables_initializer())
    ~~~~~~~~~~~~~^^^^^^^^^^^^^^^^^^^^
{seen}

Process finished with exit code 1
"""
    assert find.hits(traceback)[0].slug in slugs


@pytest.mark.parametrize('seen', STRANGERS)
def test_other_messages_find_nothing(seen):
    """Catches a search that always has an answer."""
    assert find.hits(seen) == []


def test_every_message_leads_to_its_lesson():
    """Catches a message that another lesson's drives from the first five places."""
    for slug in gotchas.slugs():
        for message in gotchas.part(slug, 'MESSAGES', []):
            assert slug in {hit.slug for hit in find.hits(message)}, message


def test_symptom_leads_to_its_lesson():
    """Catches a search that only knows messages: most failures here are silent."""
    for slug in gotchas.slugs():
        symptom = gotchas.part(slug, 'SYMPTOM')
        assert slug in {hit.slug for hit in find.hits(symptom)}, symptom


def find_in_a_process(*arguments, **kwargs):
    code = (
        'import sys; from gatys_tf1.cli import gotcha; code = gotcha.main(); '
        'print("tensorflow" in sys.modules or "numpy" in sys.modules); sys.exit(code)'
    )
    return subprocess.run(
        [sys.executable, '-c', code, '--find', *arguments],
        capture_output=True, text=True, cwd=ROOT, timeout=60, **kwargs,
    )  # fmt: skip


def test_script_reads_a_pipe():
    """Catches a search that waits for TensorFlow, or that takes the dash for the text."""
    seen = 'ValueError: Variable w already exists, disallowed. Did you mean to set reuse=True?\n'
    ended = find_in_a_process('-', input=f'some log\n{seen}')
    assert ended.returncode == 0, ended.stderr
    first, command, message = ended.stdout.splitlines()[:3]
    assert first == gotchas.title('variable-already-exists')
    assert command == '  python scripts/gotcha.py variable-already-exists'
    assert message.startswith('  > ValueError: Variable ')
    assert ended.stdout.endswith('\nFalse\n')


def test_script_says_that_nothing_was_found():
    """Catches an exit code 0 after which a pipeline would go on."""
    ended = find_in_a_process("KeyError: 'label'")
    assert ended.returncode == 1
    assert ended.stdout.startswith('No lesson knows this message.')
