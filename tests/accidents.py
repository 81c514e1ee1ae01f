"""Readers of pages that come to grief where the page says so; a worker process imports them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

from docparse import Page
from docparse.engines.base import Engine
from docparse.errors import SourceError
from docparse.sources import Limits, Source


def read(
    source: Source, *, engine: Engine, pages: str | None, options: object, limits: Limits
) -> Iterator[Page]:
    """Make the id of the process the width of each page; its first word says what befalls it."""
    for page in source.pages(pages):
        _befall(page.words[0].text)
        yield Page(number=page.number, width=os.getpid(), height=1)


def read_in_pairs(
    source: Source, *, engine: Engine, pages: str | None, options: object, limits: Limits
) -> Iterator[Page]:
    """Yield pages two at a time, as engines do that like to be given several."""
    engine.batch_size = 2
    read_pages = list(source.pages(pages))
    for at in range(0, len(read_pages), 2):
        for page in read_pages[at : at + 2]:
            _befall(page.words[0].text)
        for page in read_pages[at : at + 2]:
            yield Page(number=page.number, width=os.getpid(), height=1)


def _befall(accident: str) -> None:
    match accident:
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            time.sleep(600)
        case "grow":
            bytearray(4_000_000_000)
        case "stumble":
            raise KeyError("here")
        case "refuse":
            raise SourceError("the page is not for reading")
