"""The logbook of a run: loss.csv, loss.png, TensorBoard, the progress bar.

It serves everything that takes steps: optimising an image, gradient ascent, training AdaIN. Without
a folder it only shows progress.
"""

import contextlib
import csv
import os
import sys
import threading
import time
import uuid

import tqdm

from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write
from gatys_tf1.run import folder
from gatys_tf1.tf1 import tf

STRIPPED_BYTES = 1024  # constants larger than this are left out of TensorBoard's graph
LINE_EVERY = 10.0  # seconds between two lines of progress, where there is no terminal for a bar


class Logbook:
    """Records steps, and ends with a plot of them."""

    def __init__(self, output, names, first_step, last_step, metric_name='loss', unit='step'):
        """Opens the logbook; rows of an earlier part of the run are kept up to `first_step`.

        Args:
          output: a `folder.Output`.
          names: list of str, the columns of loss.csv.
          first_step, last_step: ints, where this part of the run starts and the run ends.
          metric_name: str, what the values are: 'loss', or an ascent's 'objective'.
          unit: str, what a row stands for: 'step', or a video's 'frame'.
        """
        self._out, self._names, self._metric_name = output.folder, list(names), metric_name
        self._unit = unit
        self._csv = self._writer = None
        self._rows = []
        self._contexts = contextlib.ExitStack()
        if self._out:
            self._contexts.enter_context(_quiet_event_thread())
            self._open(first_step)
        terminal = sys.stderr.isatty()
        self._bar = tqdm.tqdm(
            total=last_step, initial=first_step, unit=unit, disable=output.quiet or not terminal
        )
        self._lines = not output.quiet and not terminal
        self._last_line = time.monotonic()

    def _open(self, first_step):
        self._rows = [row for row in folder.read_losses(self._out, self._unit)
                      if row[self._unit] < first_step]  # fmt: skip
        path = os.path.join(self._out, 'loss.csv')
        with atomic_write(path) as temporary, open(temporary, 'w', newline='') as file:
            writer = csv.writer(file)
            writer.writerow([self._unit, *self._names])
            for row in self._rows:
                writer.writerow([row[self._unit], *(row.get(name, '') for name in self._names)])
        self._csv = open(path, 'a', newline='')  # noqa: SIM115
        self._writer = tf.summary.FileWriter(self._out, filename_suffix=event_suffix())

    def graph(self, graph):
        """The graph that the next steps run, for TensorBoard to draw."""
        if self._writer:
            self._writer.add_graph(readable_graph_def(graph))

    def profile(self, step, run_metadata, table):
        """Time and memory of each node in TensorBoard's graph; the slowest in a table."""
        if self._writer:
            self._writer.add_run_metadata(run_metadata, f'step {step}', step)
        self._bar.write(table)

    def row(self, step, values, summary=None):
        """A row of loss.csv and of TensorBoard's scalars; once per step.

        Args:
          step: int.
          values: dict of the columns' names to floats.
          summary: the serialised scalars of that step, or None.
        """
        if self._rows and self._rows[-1][self._unit] == step:
            return
        row = [float(values[name]) for name in self._names]
        self._rows.append({self._unit: step, **dict(zip(self._names, row))})
        if self._csv:
            csv.writer(self._csv).writerow([step, *row])
            self._csv.flush()
        self.summary(step, summary)

    def progress(self, step, value):
        """Updates the progress bar, or prints a line now and then."""
        self._bar.set_postfix({self._metric_name: f'{value:.4g}'}, refresh=False)
        self._bar.update(step - self._bar.n)
        if self._lines and (
            time.monotonic() - self._last_line > LINE_EVERY or step == self._bar.total
        ):
            self._last_line = time.monotonic()
            _print(f'{self._unit} {step}/{self._bar.total}  {self._metric_name} {value:.4g}')

    def say(self, text):
        """Prints a line above the bar."""
        self._bar.clear()
        _print(text)

    def summary(self, step, *summaries, flush=False):
        """Further summaries of that step; `flush` makes TensorBoard see them at once."""
        for summary in summaries:
            if self._writer and summary is not None:
                self._writer.add_summary(summary, step)
        if self._writer and flush:
            self._written(self._writer.flush)  # gotcha: unflushed-scalars

    def close(self):
        self._bar.close()
        with self._contexts:
            if self._out:
                self._csv.close()
                if self._rows:
                    path = os.path.join(self._out, 'loss.png')
                    folder.plot_losses(path, self._rows, self._metric_name, self._unit)
                self._written(self._writer.close)

    def _written(self, write):
        """Calls a method of the event file's writer, and reports an error from its thread."""
        try:
            write()
        except Exception as reason:
            text = str(reason).split('\n')[0].split('; ')[-1]
            raise UserError(
                f"TensorBoard's event file cannot be written to {self._out} ({text}): "
                'free some space, or choose a folder on another disk'
            ) from None


def _print(text):
    """Prints a line. A run whose reader has gone (`| head`) goes on; its files are what counts."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, 'w')  # noqa: SIM115


@contextlib.contextmanager
def _quiet_event_thread():
    """Keeps the FileWriter's own thread from printing a traceback; its error is raised by flush."""

    def hook(args):
        if args.thread is None or args.thread.name != 'EventLoggerThread':
            before(args)

    def not_of_the_thread(record):
        return 'EventFileWriter' not in record.getMessage()

    before, threading.excepthook = threading.excepthook, hook
    tf.get_logger().addFilter(not_of_the_thread)
    try:
        yield
    finally:
        threading.excepthook = before
        tf.get_logger().removeFilter(not_of_the_thread)


def event_suffix():
    """A suffix that no other run has.

    gotcha: filewriters-in-one-second. Two FileWriters made in one folder within a second would take
    the same file name, and the second would erase what the first had written.
    """
    return f'.{uuid.uuid4().hex[:8]}'


def readable_graph_def(graph):
    """The graph's GraphDef without the values of large constants, for TensorBoard to draw.

    gotcha: constants-bloat-graph.
    """
    graph_def = graph.as_graph_def()
    for node in graph_def.node:
        tensor = node.attr['value'].tensor
        if node.op == 'Const' and len(tensor.tensor_content) > STRIPPED_BYTES:
            tensor.tensor_content = b''
    return graph_def
