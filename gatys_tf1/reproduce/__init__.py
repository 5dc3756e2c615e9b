"""The figures of the sources: a table of settings, and what draws and describes them.

entries.py says what the table consists of, figures.py is the table. plan.py turns it into runs of
commands, drawings.py, graphs.py, measured.py and from_python.py draw, page.py writes results.md;
cli/reproduce.py runs it all.
"""
