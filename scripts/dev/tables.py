"""Writes a table of measurements, as Markdown with a line above it and as CSV."""

import csv


def write(prefix, heading, columns, rows):
    """Writes `<prefix>.md` and `<prefix>.csv`.

    Args:
      prefix: str, a path.
      heading: str, what stands above the Markdown table.
      columns: names, in their order.
      rows: list of dicts; a name that is missing leaves its cell empty.
    """
    lines = ['| ' + ' | '.join(columns) + ' |', '|---' * len(columns) + '|']
    lines += ['| ' + ' | '.join(str(row.get(name, '')) for name in columns) + ' |' for row in rows]
    with open(f'{prefix}.md', 'w', encoding='utf-8') as file:
        file.write('\n'.join([heading, '', *lines, '']))
    with open(f'{prefix}.csv', 'w', newline='', encoding='utf-8') as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
