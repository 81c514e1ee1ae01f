"""Special tokens of INF-MLLM2 and the numbers a folder's tokenizer files give them; JSON alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docparse.errors import EngineError

IMAGE = "<|image|>"
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", IMAGE, "<|document|>", "<|video|>")
ENDS = ("<|im_end|>", "<|endoftext|>")
"""Either ends a reply."""
FIRST_SPECIAL = 151643
"""Number of the first special token in the published vocabulary; the others follow it."""


@dataclass(frozen=True)
class Vocabulary:
    """A byte-level vocabulary as Qwen2 publishes it.

    Attributes:
        words: Tokens and their numbers.
        merges: Pairs of tokens, in the order in which they are merged.
        added: Tokens beside them, special or not, and their numbers.
    """

    words: Mapping[str, int]
    merges: tuple[tuple[str, str], ...]
    added: Mapping[str, int]


def read_vocabulary(folder: Path) -> Vocabulary:
    """Read `vocab.json`, `merges.txt` and what names the added tokens.

    Raises:
        EngineError: One of the files cannot be read.
    """
    words = read_json(folder / "vocab.json")
    added = added_tokens(folder)
    if not added:
        added = {token: FIRST_SPECIAL + place for place, token in enumerate(SPECIAL)}
    if not all(isinstance(number, int) for number in words.values()):
        raise EngineError(f"{folder / 'vocab.json'} is no vocabulary; fetch it again")
    return Vocabulary(words, tuple(_merges(folder / "merges.txt")), added)


def added_tokens(folder: Path) -> Mapping[str, int]:
    """Return the tokens added to the vocabulary and their numbers; none without tokenizer files.

    Raises:
        EngineError: One of the files cannot be read.
    """
    settings = read_json(folder / "tokenizer_config.json", absent_is_empty=True)
    whole = read_json(folder / "tokenizer.json", absent_is_empty=True)
    plain = read_json(folder / "added_tokens.json", absent_is_empty=True)
    try:
        described = {
            str(token["content"]): int(number)
            for number, token in settings.get("added_tokens_decoder", {}).items()
        }
        listed = {str(t["content"]): int(t["id"]) for t in whole.get("added_tokens", ())}
        return {**described, **listed, **{word: int(number) for word, number in plain.items()}}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise EngineError(f"{folder}: its added tokens cannot be read; fetch it again") from error


def read_json(file: Path, *, absent_is_empty: bool = False) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        EngineError: There is no such file, or it holds something else.
    """
    if absent_is_empty and not file.exists():
        return {}
    try:
        said = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise EngineError(f"{file} cannot be read ({error}); fetch it again") from error
    except ValueError as error:
        raise EngineError(f"{file} is no JSON ({error}); fetch it again") from error
    if not isinstance(said, dict):
        raise EngineError(f"{file} holds no JSON object; fetch it again")
    return said


def _merges(file: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise EngineError(f"{file} cannot be read ({error}); fetch it again") from error
    for number, line in enumerate(lines, start=1):
        if not line or line.startswith("#version"):
            continue
        left, _, right = line.partition(" ")
        if not left or not right or " " in right:
            raise EngineError(f"{file}, line {number}: {line!r} is no pair; fetch it again")
        yield left, right
