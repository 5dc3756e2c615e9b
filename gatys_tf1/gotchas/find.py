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
GENERIC = 4  # so few words say nothing without a name: has no attribute 'contrib'
VARYING = 0.25  # weight of a word in quotes, in comparison with one outside
SYMPTOM = 0.8  # of a match with what a person notices, in comparison with a message

QUOTES = {ord(a): b for a, b in zip('‘’“”`´', "''\"\"''")}
FRAME = re.compile(r'^\s*File ".*", line \d+|^\s*\^+\s*$|^\s*~*\^+~*\s*$')
LOG_PREFIX = re.compile(
    r'^\d{4}-\d\d-\d\d[ T][\d:.,]+:? *(?:[IWEF] \S+\] )?|^[IWEF]\d{4} \S+ +\d+ \S+\] '
)
KIND = re.compile(
    r'\b(?:[a-z_]\w*\.)*(\w*(?:Error|Exception|Warning|Interrupt))\b(?=:|$| \(see above)',
    re.IGNORECASE,
)
APART = re.compile(
    r'"[^"\s]*"|\'[^\'\s]*\'|<[^>]*>|\([^()]*\)|\[[^\[\]]*\]'  # quoted, an object, a shape
    r'|\S*[\w\])]+[/:_.][\w/:._\[({]\S*'  # a path, a tensor, a dotted or snake_case name
    r'|\S*\d\S*'
)
WORD = re.compile(r'[a-z]{2,}')


class Hit(NamedTuple):
    """A lesson that a text may be about."""

    slug: str
    message: str  # of the lesson, as it stands there
    score: float  # 0..1


class Words(NamedTuple):
    """A line, taken apart."""

    fixed: frozenset  # words outside quotes and names
    pairs: frozenset  # of such words that are neighbours, or would be without what varies
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
    kinds = KIND.findall(line)
    line = KIND.sub(' ', line.replace('(see above for traceback)', ''))
    varying = []

    def out(match):
        varying.extend(WORD.findall(match[0].lower()))
        return ' '

    words = WORD.findall(APART.sub(out, line.replace("n't", 'nt')).lower())
    pairs = frozenset(zip(words, words[1:]))
    return Words(frozenset(words), pairs, frozenset(varying), kinds[0].lower() if kinds else '')


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
        messages = gotchas.part(slug, 'MESSAGES')
        found += [(slug, text, 1 - number / 500) for number, text in enumerate(messages)]
        found.append((slug, gotchas.part(slug, 'SYMPTOM'), SYMPTOM))
    return found


@functools.cache
def _weights():
    """How much a word or a pair of them says: the logarithm of how rare it is in the messages."""
    messages = [take_apart(text) for _, text, _ in _messages()]
    seen = collections.Counter()
    for words in messages:
        seen.update(words.fixed | words.pairs | words.varying)
    return {word: math.log((len(messages) + 1) / count) for word, count in seen.items()}


def _weight(word):
    return _weights().get(word, math.log(len(_messages()) + 1))


def _weight_of(words):
    return sum(map(_weight, words))


def _score(message, line):
    """How much a line says what a message says, 0..1.

    The share of the message's weight that the line has; or of the line's weight that the message
    has, for a line that is only a part of a message.
    """
    if not message.fixed or not line.fixed:
        return _score_without_text(message, line)
    agreed = _weight_of(message.fixed & line.fixed) + _weight_of(message.pairs & line.pairs)
    in_line = line.fixed | line.varying
    extra = VARYING * _weight_of(message.varying & in_line)
    if agreed + extra < SUBSTANCE:
        return 0.0
    if len(message.fixed) <= GENERIC and message.varying and line.varying and not extra:
        return 0.0
    of_message = agreed / _weight_of(message.fixed | message.pairs)
    of_line = agreed / _weight_of(line.fixed | line.pairs)
    of_varying = extra / (VARYING * _weight_of(message.varying)) if message.varying else 0.0
    same_kind = bool(message.kind) and message.kind == line.kind
    return 0.8 * max(of_message, 0.95 * of_line) + 0.15 * of_varying + 0.05 * same_kind


def _score_without_text(message, line):
    """The same where one of them is no more than a type and a name: `KeyError: 'pyfunc_0'`."""
    if not line.kind or message.kind != line.kind or line.fixed:
        return 0.0
    if not line.varying:
        return 0.7 if _lessons_with(line.kind) <= BEST else 0.0
    return 0.9 if not message.fixed and message.varying <= line.varying else 0.0


@functools.cache
def _lessons_with(kind):
    return len({slug for slug, text, _ in _messages() if take_apart(text).kind == kind})
