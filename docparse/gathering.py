"""Find the documents among files and folders, and decide what their results are called."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SUFFIXES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff"})
"""Endings of the files that are looked for in folders, in lower case."""


@dataclass(frozen=True)
class Found:
    """A document, and the path below the output folder that its results have, without ending."""

    path: Path
    target: Path


@dataclass(frozen=True)
class Missing:
    """A path that leads to no document, and why."""

    path: Path
    reason: str


@dataclass(frozen=True)
class Gathering:
    """What was found, each file once, and what was not."""

    found: tuple[Found, ...]
    missing: tuple[Missing, ...]


def gather(paths: Sequence[Path], *, without: Iterable[Path] = ()) -> Gathering:
    """List the documents that paths name.

    A file stands for itself. A folder stands for all files below it with a known ending, hidden
    ones left out; the results mirror its tree, inside a folder of its name when several paths were
    given. Where two results would have one name, the source's ending is kept in it
    (`report.pdf.md`, `report.png.md`), and a number added if need be.

    Args:
        paths: Files and folders.
        without: Folders not to enter: those the results go to.
    """
    closed = frozenset(folder.resolve() for folder in without)
    entries: dict[Path, Found] = {}
    missing: list[Missing] = []
    for path in paths:
        for entry in _entries(path, closed, keep_name=len(paths) > 1):
            if isinstance(entry, Missing):
                missing.append(entry)
            else:
                entries.setdefault(entry.path.resolve(), entry)
    return Gathering(tuple(_told_apart(list(entries.values()))), tuple(missing))


def _entries(path: Path, closed: frozenset[Path], *, keep_name: bool) -> Iterator[Found | Missing]:
    """Yield what a path stands for; targets still have the source's ending."""
    if path.is_dir():
        below = Path(path.resolve().name) if keep_name else Path()
        documents = list(_walk(path, closed))
        yield from (
            entry if isinstance(entry, Missing) else Found(entry, below / entry.relative_to(path))
            for entry in documents
        )
        if not documents:
            yield Missing(path, "there is no PDF and no picture in this folder")
    elif path.exists():
        yield Found(path, Path(path.name))
    else:
        yield Missing(path, "there is no such file")


def _walk(folder: Path, closed: frozenset[Path]) -> Iterator[Path | Missing]:
    denied: list[OSError] = []
    for name, folders, files in os.walk(folder, onerror=denied.append):
        here = Path(name)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and (here / name).resolve() not in closed
        )
        for file in sorted(files):
            if _is_document(here / file):
                yield here / file
    for error in denied:
        yield Missing(Path(str(error.filename)), error.strerror or str(error))


def _is_document(path: Path) -> bool:
    hidden = path.name.startswith(".")
    return not hidden and path.suffix.lower() in SUFFIXES and path.is_file()


def _told_apart(entries: Sequence[Found]) -> Iterator[Found]:
    """Drop the sources' endings where that leaves the targets different."""
    short = Counter(_key(entry.target.with_suffix("")) for entry in entries)
    taken: set[str] = set()
    for entry in entries:
        bare = entry.target.with_suffix("")
        wanted = bare if short[_key(bare)] == 1 else entry.target
        target, number = wanted, 1
        while _key(target) in taken:
            number += 1
            target = wanted.with_name(f"{wanted.name}-{number}")
        taken.add(_key(target))
        yield Found(entry.path, target)


def _key(target: Path) -> str:
    """Compare as file systems do that take capitals and small letters for the same."""
    return str(target).casefold()
