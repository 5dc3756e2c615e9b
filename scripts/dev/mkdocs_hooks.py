"""What the site needs besides the Markdown as it is read on GitHub.

- README.md of the project is its first page.
- A link from a page to a file of the code leads to a page with that file in it, so that the site
  is complete without a host for the code.
- The navigation has the course's chapters and lessons, and the notebooks.
- The messages that people paste are found by the search.
- What Python-Markdown reads otherwise than GitHub is brought into a form that both read alike.
"""

import glob
import html
import json
import os
import re

from mkdocs.plugins import event_priority
from mkdocs.structure.files import File

from gatys_tf1 import gotchas

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LINK = re.compile(r'\]\(([^)\s#]+)(#[^)\s]*)?\)')
HOME = 'index.md'
LANGUAGES = {'.py': 'python', '.md': 'markdown', '.toml': 'toml', '.yml': 'yaml'}
FIRST = ['walkthrough.md', 'graph.md', 'losses.md', 'results.md']  # of the further pages


def on_config(config):
    """Sets the navigation: the first page, the course by chapters, the other pages."""
    course = [
        {'The gotcha course': 'gotchas/README.md'},
        {'By error message': 'gotchas/by-message.md'},
        {'By symptom': 'gotchas/by-symptom.md'},
    ]
    for chapter, slugs in gotchas.COURSE.items():
        course.append({chapter: [{plain(slug): f'gotchas/{slug}.md'} for slug in slugs]})
    course += [
        {'Ten exercises': 'gotchas/exercises.md'},
        {'Teaching': 'gotchas/teaching.md'},
        {'Against a syllabus': 'gotchas/syllabus.md'},
    ]
    others = sorted(glob.glob('*.md', root_dir=config.docs_dir))
    others = [page for page in FIRST if page in others] + [p for p in others if p not in FIRST]
    notebooks = {'Notebooks': 'notebooks/README.md'}
    config.nav = [{'Home': HOME}, {'Course': course}, notebooks, *others]
    return config


def on_files(files, config):
    """Adds the first page, and a page for every file of the code that some page links to."""
    files.append(File.generated(config, HOME, content=_read('README.md')))
    targets = set()
    for file in files.documentation_pages():
        origin = _origin(file.src_uri)
        targets |= {_target(origin, link) for link, _ in LINK.findall(_read(origin))}
    for target in sorted(filter(None, targets)):
        if not target.startswith('docs/'):
            files.append(File.generated(config, _source_page(target), content=_source(target)))
    return files


def on_page_markdown(markdown, page, config, files):
    """Brings a page into the form that the site's Markdown wants."""
    uri = page.file.src_uri
    if uri.startswith('source/'):
        return markdown

    def relink(match):
        target = _target(_origin(uri), match[1])
        if not target:
            return match[0]
        inside = target.removeprefix('docs/') if target.startswith('docs/') else None
        inside = inside or _source_page(target)
        return f']({os.path.relpath(inside, os.path.dirname(uri) or ".")}{match[2] or ""})'

    pieces = re.split(r'(^```.*?^```$)', markdown, flags=re.MULTILINE | re.DOTALL)
    pieces[::2] = [_python_markdown(LINK.sub(relink, piece)) for piece in pieces[::2]]
    return ''.join(pieces)


def plain(slug):
    """A lesson's title for the navigation, which shows no code."""
    return gotchas.title(slug).replace('`', '')


@event_priority(-50)  # after the search plugin has written its index, before `offline` packs it
def on_post_build(config):
    """Makes each message a title in the search, where titles count most."""
    path = os.path.join(config.site_dir, 'search', 'search_index.json')
    with open(path, encoding='utf-8') as file:
        index = json.load(file)
    for slug in gotchas.slugs():
        for number, message in enumerate(gotchas.part(slug, 'MESSAGES'), 1):
            location = f'gotchas/{slug}.html#message-{number}'  # course.js unfolds the answer there
            text = html.escape(gotchas.part(slug, 'SYMPTOM'))
            entry = {'location': location, 'title': html.escape(message), 'text': text}
            index['docs'].append(entry)
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(index, file)


def _python_markdown(text):
    """Text between code blocks: a blank line before each list, Markdown inside of <details>."""
    text = text.replace('<details>', '<details markdown="1">')
    return re.sub(r'^((?![-*|#>]|\d+\. | |$).+)\n(?=(?:- |\d+\. ))', r'\1\n\n', text, flags=re.M)


def _origin(uri):
    """The path in the project of a page of the site."""
    return 'README.md' if uri == HOME else f'docs/{uri}'


def _target(origin, link):
    """The path in the project that a link of the page `origin` leads to; None if to none."""
    if '://' in link or link.startswith('mailto:'):
        return None
    path = os.path.normpath(os.path.join(os.path.dirname(origin), link))
    return path if os.path.exists(os.path.join(ROOT, path)) else None


def _source_page(path):
    return f'source/{path}.md' if os.path.splitext(path)[1] else f'source/{path}/files.md'


def _source(path):
    """A page that shows a file, or the names of a folder's files."""
    full = os.path.join(ROOT, path)
    head = f'---\nsearch:\n  exclude: true\n---\n# {path}\n\n'
    if os.path.isdir(full):
        names = sorted(name for name in os.listdir(full) if not name.startswith(('.', '__pyc')))
        return head + ''.join(f'- {name}\n' for name in names)
    language = LANGUAGES.get(os.path.splitext(path)[1], 'bash')
    return f'{head}~~~~~~ {language}\n{_read(path)}\n~~~~~~\n'


def _read(path):
    with open(os.path.join(ROOT, path), encoding='utf-8') as file:
        return file.read()
