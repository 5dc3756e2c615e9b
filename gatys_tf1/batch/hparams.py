"""TensorBoard's HParams page over a grid of runs: what was varied, and what came of it.

Two kinds of event files, as the plug-in reads them: the experiment, in the folder of the grid, and
a session in each run's. Raw protocol buffers, written by tf.summary.FileWriter, as all summaries
here are; TensorFlow 2's own writers would need eager mode.
"""

import glob
import os

from gatys_tf1.tf1 import tf

SUFFIX = '.hparams'
METRICS = ('result/loss', 'result/seconds', 'result/memory_mb')


def write(root, axes, points, outcomes):
    """Writes the page's data; that of an earlier call is replaced.

    Args: as in `report.write`.
    """
    from tensorboard.plugins.hparams import api_pb2
    from tensorboard.plugins.hparams.plugin_data_pb2 import (
        HParamsPluginData,
        SessionEndInfo,
        SessionStartInfo,
    )  # fmt: skip

    infos = [api_pb2.HParamInfo(name=one.name, type=_type(one.values)) for one in axes]
    metrics = [
        api_pb2.MetricInfo(name=api_pb2.MetricName(tag=tag), display_name=tag.partition('/')[2])
        for tag in METRICS
    ]
    experiment = api_pb2.Experiment(hparam_infos=infos, metric_infos=metrics)
    _write(root, [_summary('experiment', HParamsPluginData(experiment=experiment))])
    numeric = [_type(one.values) == api_pb2.DATA_TYPE_FLOAT64 for one in axes]
    for point, outcome in zip(points, outcomes):
        if not os.path.isdir(outcome.folder):
            continue
        start = SessionStartInfo(group_name=outcome.job.name)
        for one, number, is_number in zip(axes, point.numbers, numeric):
            if is_number:
                start.hparams[one.name].number_value = float(one.values[number])
            else:
                start.hparams[one.name].string_value = one.words(number)
        status = api_pb2.STATUS_FAILURE if outcome.error else api_pb2.STATUS_SUCCESS
        ended = SessionEndInfo(status=status)
        figures = [outcome.loss, outcome.seconds, outcome.memory / 1e6]
        values = [tf.Summary.Value(tag=tag, simple_value=value)
                  for tag, value in zip(METRICS, figures) if value is not None]  # fmt: skip
        _write(outcome.folder, [
            _summary('session_start_info', HParamsPluginData(session_start_info=start)),
            tf.Summary(value=values).SerializeToString(),
            _summary('session_end_info', HParamsPluginData(session_end_info=ended)),
        ])  # fmt: skip


def _type(values):
    """The plug-in's type of an axis: numbers, if all of them are."""
    from tensorboard.plugins.hparams import api_pb2

    try:
        [float(value) for value in values]
    except (TypeError, ValueError):
        return api_pb2.DATA_TYPE_STRING
    return api_pb2.DATA_TYPE_FLOAT64


def _summary(name, content):
    """A serialised summary without a value: what it says is in its metadata."""
    from tensorboard.compat.proto import summary_pb2
    from tensorboard.plugins.hparams import metadata

    value = summary_pb2.Summary.Value(
        tag=f'_hparams_/{name}',
        tensor=metadata.NULL_TENSOR,
        metadata=metadata.create_summary_metadata(content),
    )
    return summary_pb2.Summary(value=[value]).SerializeToString()


def _write(out, summaries):
    for path in glob.glob(os.path.join(glob.escape(out), f'events.out.*{SUFFIX}')):
        os.remove(path)
    with tf.summary.FileWriter(out, filename_suffix=SUFFIX) as writer:
        for summary in summaries:
            writer.add_summary(summary, 0)
