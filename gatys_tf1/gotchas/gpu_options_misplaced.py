"""allow_growth was set. Where?"""

import tensorflow.compat.v1 as tf

SYMPTOM = 'TensorFlow takes the whole GPU, or CUDA libraries fail to start, whatever is configured.'

MESSAGES = [
    'ValueError: Protocol message ConfigProto has no "allow_growth" field.',
    'TypeError: Argument `target` must be a string, but got "ConfigProto". Did you do '
    '"Session(config)" instead of "Session(config=config)"?',
    'E tensorflow/stream_executor/cuda/cuda_blas.cc:366] failed to create cublas handle: '
    'CUBLAS_STATUS_NOT_INITIALIZED',
    'E tensorflow/stream_executor/cuda/cuda_blas.cc:366] failed to create cublas handle: '
    'CUBLAS_STATUS_ALLOC_FAILED',
    'E tensorflow/stream_executor/cuda/cuda_dnn.cc:329] Could not create cudnn handle: '
    'CUDNN_STATUS_INTERNAL_ERROR',
    'E tensorflow/stream_executor/cuda/cuda_dnn.cc:329] Could not create cudnn handle: '
    'CUDNN_STATUS_NOT_INITIALIZED',
    'UnknownError: Failed to get convolution algorithm. This is probably because cuDNN failed to '
    'initialize, so try looking to see if a warning log message was printed above.',
    'E tensorflow/stream_executor/cuda/cuda_driver.cc:806] failed to allocate 10.90G (11701021440 '
    'bytes) from device: CUDA_ERROR_OUT_OF_MEMORY: out of memory',
    'InternalError: Blas GEMM launch failed : a.shape=(100, 784), b.shape=(784, 10), m=100, n=10, '
    'k=784',
    'InternalError: Failed to create session.',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/7072',
    'https://github.com/tensorflow/tensorflow/issues/24496',
    'https://github.com/tensorflow/tensorflow/issues/9489',
    'https://github.com/tensorflow/tensorflow/issues/2176',
    'https://github.com/tensorflow/tensorflow/issues/6111',
]

LEVEL = 'core'

PREDICT = (
    'Three lines that are to make TensorFlow take GPU memory only as needed. How many sessions '
    'come out of them that do so?'
)

CHOICES = ['None', 'One', 'Three']

ANSWER = 0

TEMPTING = {
    1: 'The second has the right configuration, and gives it to the session as something else. The '
    'third makes a right one and does not use it.',
    2: 'All three are in circulation. Two raise an error, which is the better case.',
}


def attempts():
    """Three ways of asking for `allow_growth`; each returns the session's configuration."""

    def in_the_constructor():
        return tf.Session(config=tf.ConfigProto(allow_growth=True))._config

    def by_position():
        return tf.Session(tf.ConfigProto(gpu_options=tf.GPUOptions(allow_growth=True)))._config

    def left_behind():
        config = tf.ConfigProto()
        config.gpu_options.allow_growth = True
        return tf.Session()._config

    return in_the_constructor, by_position, left_behind


def wrong():
    growing = 0
    for attempt in attempts():
        try:
            config = attempt()
            print(f'{attempt.__name__}: the session has {config.gpu_options.allow_growth}')
            growing += config.gpu_options.allow_growth
        except (ValueError, TypeError) as error:
            print(f'{attempt.__name__}: {type(error).__name__}: {error}')
    return growing


SURPRISE = 'The dangerous one is the third: no error, and nothing was configured.'

EXPLANATION = """
*This page was run without a GPU; the messages of CUDA below are from the threads at its end.*

On a GPU, the first session takes nearly **all** of its memory, needed or not, and divides it up
itself. That is fast, and `nvidia-smi` shows a full card from the first second on. It becomes an
error when somebody else wants memory: a second notebook, a process that was stopped but not ended,
or CUDA's own libraries. cuBLAS and cuDNN allocate outside of TensorFlow's share, and if nothing is
left, they fail in ways that do not say so: *CUBLAS_STATUS_NOT_INITIALIZED*, *Could not create cudnn
handle*, *Failed to get convolution algorithm*, *Blas GEMM launch failed*.

So look at `nvidia-smi` first, and end what should not be there. Then let the memory grow:
`config.gpu_options.allow_growth = True`, a field of `gpu_options`, not of `ConfigProto`; or a share
of the card for each process, `per_process_gpu_memory_fraction = 0.4`. The configuration must reach
the session by name, `config=`, and the **first** session that the process makes: the GPU is set up
once. Keras, estimators and `MonitoredTrainingSession` make sessions of their own, and have to be
handed the configuration. The environment variable `TF_FORCE_GPU_ALLOW_GROWTH=true` reaches all.

If the card is empty and it fails still, it is the versions: TensorFlow, CUDA, cuDNN and the driver
have to fit together.
"""


def right():
    config = tf.ConfigProto()
    config.gpu_options.allow_growth = True
    with tf.Graph().as_default(), tf.Session(config=config) as sess:
        print('the session has', sess._config.gpu_options.allow_growth)
        return int(sess._config.gpu_options.allow_growth)


DIFFER = 'How many sessions have allow_growth: none of three in wrong, the one in right.'

RULE = 'config.gpu_options.allow_growth = True, and Session(config=config), for the first session.'

STEPPED_ROUND = []
