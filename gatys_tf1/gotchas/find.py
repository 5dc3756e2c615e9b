"""Finds lessons by a pasted error message. Plain Python: it imports no TensorFlow.

A message as it is pasted differs from the one in a lesson's MESSAGES: other names, shapes and
numbers, another release's quotes, a date in front, a traceback around it. So both are taken apart
into words. What stands in quotes, and names with slashes, digits or underscores, vary: they count
for a message where they agree and never against it. Of the other words, a rare one counts more
than a common one, and two that are neighbours count as a further word.
"""

import collections
import functools
import math
import re
from typing import NamedTuple

from gatys_tf1 import gotchas

BEST = 5
ENOUGH = 0.55  # of a message's weight has to be found
SUBSTANCE = 9.0  # weight that has to agree at least, so that 'ValueError' alone finds nothing
VARYING = 0.25  # weight of a word in quotes, in comparison with one outside
TYPE = 0.3  # weight of an exception's type
SYMPTOM = 0.8  # of a match with what a person notices, in comparison with a message

QUOTES = {ord(a): b for a, b in zip('‘’“”`´', "''\"\"''")}
FRAME = re.compile(r'^\s*File ".*", line \d+|^\s*\^+\s*$|^\s*~*\^+~*\s*$')
LOG_PREFIX = re.compile(
    r'^\d{4}-\d\d-\d\d[ T][\d:.,]+:? *(?:[IWEF] \S+\] )?|^[IWEF]\d{4} \S+ +\d+ \S+\] '
)
KIND = re.compile(r'\b(?:[a-z_]\w*\.)*(\w*(?:Error|Exception|Warning|Interrupt))\b(?=:|$)')
APART = re.compile(
    r'"[^"]*"|\'[^\']*\'|<[^>]*>|\([^()]*\)|\[[^\[\]]*\]'  # quoted, an object, a shape
    r'|\S*[\w\])]+[/:_.][\w/:._\[({]\S*'  # a path, a tensor, a dotted or snake_case name
    r'|\S*\d\S*'
)
WORD = re.compile(r'[a-z]+')


class Hit(NamedTuple):
    """A lesson that a text may be about."""

    slug: str
    message: str  # of the lesson, as it stands there
    score: float  # 0..1


class Words(NamedTuple):
    """A line, taken apart."""

    fixed: collections.Counter  # words and pairs of words outside quotes and names
    varying: frozenset  # words inside
    kind: str  # 'valueerror', or ''


def hits(text):
    """The lessons that a text is about, best first: list of at most five `Hit`s, one per lesson."""
    best = {}
    lines = [take_apart(line) for line in _lines(text)]
    for slug, message, share in _messages():
        score = max((_score(take_apart(message), line) for line in lines), default=0.0) * share
        if score >= ENOUGH and score > best.get(slug, ('', '', 0.0))[2]:
            best[slug] = Hit(slug, message, score)
    order = {slug: number for number, slug in enumerate(gotchas.slugs())}
    return sorted(best.values(), key=lambda hit: (-round(hit.score, 3), order[hit.slug]))[:BEST]


@functools.lru_cache(4096)
def take_apart(line):
    """A line as `Words`."""
    line = line.translate(QUOTES)
    kind = KIND.search(line)
    if kind:
        line = line[: kind.start()] + ' ' + line[kind.end() :]
    varying = []

    def out(match):
        varying.extend(WORD.findall(match[0].lower()))
        return ' | '

    fixed = []
    for stretch in APART.sub(out, line.replace("n't", 'nt')).split('|'):
        words = WORD.findall(stretch.lower())
        fixed += words + list(zip(words, words[1:]))
    return Words(collections.Counter(fixed), frozenset(varying), kind[1].lower() if kind else '')


def _lines(text):
    """The lines of a text that may be a message: no frames of a traceback, no source of theirs."""
    lines, found, after_frame = text.splitlines(), [], False
    for line in lines:
        frame = FRAME.match(line)
        if not frame and not after_frame and line.strip():
            found.append(LOG_PREFIX.sub('', line.strip()))
        after_frame = bool(frame) and 'File' in line
    return found


@functools.cache
def _messages():
    """Every (slug, text, share): messages, a lesson's first one most, and symptoms, less."""
    found = []
    for slug in gotchas.slugs():
        messages = gotchas.part(slug, 'MESSAGES', [])
        found += [(slug, text, 1 - number / 500) for number, text in enumerate(messages)]
        symptom = gotchas.part(slug, 'SYMPTOM')
        found += [(slug, symptom, SYMPTOM)] if symptom else []
    return found


@functools.cache
def _weights():
    """How much a word or a pair of them says: the logarithm of how rare it is in the messages."""
    messages = [take_apart(text) for _, text, _ in _messages()]
    seen = collections.Counter()
    for words in messages:
        seen.update(set(words.fixed) | words.varying)
    return {word: math.log((len(messages) + 1) / count) for word, count in seen.items()}


def _weight(word):
    return _weights().get(word, math.log(len(_messages()) + 1))


def _score(message, line):
    """How much a line says what a message says, 0..1.

    The share of the message's weight that the line has; or of the line's weight that the message
    has, for a line that is only a part of a message.
    """
    agreed = sum(_weight(word) for word in message.fixed if word in line.fixed)
    in_quotes = {word for word in line.fixed if isinstance(word, str)} | line.varying
    extra = VARYING * sum(_weight(word) for word in message.varying if word in in_quotes)
    if agreed + extra < SUBSTANCE:
        return 0.0
    of_message = agreed / sum(map(_weight, message.fixed))
    of_line = agreed / sum(map(_weight, line.fixed)) if line.fixed else 0.0
    all_extra = VARYING * sum(map(_weight, message.varying))
    share = max(of_message, 0.95 * of_line)
    bonus = 0.15 * (extra / all_extra if all_extra else 0.5)
    bonus += 0.05 * (message.kind == line.kind if line.kind and message.kind else 0.5)
    return 0.8 * share + bonus
