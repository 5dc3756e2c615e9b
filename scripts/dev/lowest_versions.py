"""Prints setup.py's lower bounds as a constraints file for pip, to test with the oldest versions.

CONTRIBUTING.md has the commands. What the dependencies need themselves is left to pip.
"""

import os
import re

SETUP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../setup.py')


def constraints(text):
    """The lowest accepted version of each package.

    Args:
      text: str, the source of a setup.py, its requirements quoted and each with a lower bound that
        comes first, as in 'numpy>=2.0' or 'tf-slim==1.1.0'.

    Returns:
      A list of lines such as 'numpy==2.0', in the order of the file.
    """
    bounds = re.findall(r"'([A-Za-z0-9_-]+)(?:>=|==)([0-9.]+)[^']*'", text)
    return [f'{name}=={version}' for name, version in bounds]


if __name__ == '__main__':
    with open(SETUP, encoding='utf-8') as file:
        print('\n'.join(constraints(file.read())))
