"""The table: one entry for each figure of the sources, with the sources' own settings first.

Runs with a `published` scale have the settings of a source. `cut` says what was cut to fit into
an hour on two cores; `--published` runs them as the source did. A source is a key of
docs/references.md. What a figure shows (`see`) was written from the runs on docs/results.md.

It is in three parts, by source: blog.py, transfers.py, others.py; settings.py has what they share.
"""

from gatys_tf1.reproduce.blog import CONTENT_POST, STYLE_POST
from gatys_tf1.reproduce.others import OTHERS
from gatys_tf1.reproduce.transfers import TRANSFER

FIGURES = {figure.name: figure for figure in (*CONTENT_POST, *STYLE_POST, *TRANSFER, *OTHERS)}
