"""Damage the bytes of a file, the same way for the same seed."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import TypeAlias

Damage: TypeAlias = Callable[[bytes, Random], bytes]

_NUMBER = re.compile(rb"(?<![\w.])[-+]?\d+(?:\.\d+)?(?![\w.])")
_REFERENCE = re.compile(rb"\b\d+ 0 R\b")
_NAME = re.compile(rb"/[A-Za-z][\w#]*")
_NUMBERS = (b"0", b"-1", b"1", b"255", b"65536", b"1000000000", b"-1000000000", b"2147483647")
_NUMBERS += (b"4294967296", b"99999999999999999999", b"0.0000001", b"1e38", b"null", b"[]", b"(a)")
_MOST_AT_ONCE = 8


def mutated(data: bytes, random: Random) -> bytes:
    """Return the bytes with one to eight damages."""
    for _ in range(random.randint(1, _MOST_AT_ONCE)):
        data = random.choice(_DAMAGES)(data, random) or data
    return data


def _flip(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def _overwrite(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data))
    noise = random.randbytes(random.choice((1, 4, 32, 256)))
    return data[:at] + noise + data[at + len(noise) :]


def _delete(data: bytes, random: Random) -> bytes:
    start, end = _range(data, random)
    return data[:start] + data[end:]


def _repeat(data: bytes, random: Random) -> bytes:
    start, end = _range(data, random)
    return data[:end] + data[start:end] * random.choice((1, 1, 2, 50)) + data[end:]


def _move(data: bytes, random: Random) -> bytes:
    start, end = _range(data, random)
    rest = data[:start] + data[end:]
    at = random.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def _cut_short(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(1, len(data) + 1)] if random.random() < 0.2 else data


def _number(data: bytes, random: Random) -> bytes:
    return _swapped(data, random, _NUMBER, lambda _: random.choice(_NUMBERS))


def _reference(data: bytes, random: Random) -> bytes:
    return _swapped(data, random, _REFERENCE, random.choice)


def _name(data: bytes, random: Random) -> bytes:
    return _swapped(data, random, _NAME, random.choice)


def _swapped(
    data: bytes,
    random: Random,
    pattern: re.Pattern[bytes],
    other: Callable[[list[bytes]], bytes],
) -> bytes:
    """Put another token of its kind in the place of one."""
    tokens = list(pattern.finditer(data))
    if not tokens:
        return data
    token = random.choice(tokens)
    new = other([found[0] for found in tokens])
    return data[: token.start()] + new + data[token.end() :]


def _range(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data))
    return start, min(len(data), start + random.choice((1, 2, 16, 128, 1024)))


_DAMAGES: tuple[Damage, ...] = (
    _flip,
    _overwrite,
    _delete,
    _repeat,
    _move,
    _cut_short,
    _number,
    _number,
    _number,
    _reference,
    _reference,
    _name,
)
