"""Readers of pages that come to grief where the page says so; a worker process imports them.

The pages are frames of a TIFF, and their widths say what befalls them: that is soon opened.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from docparse import Page
from docparse.engines.base import Engine
from docparse.errors import SourceError
from docparse.heartbeat import beat
from docparse.sources import Limits, Source, SourcePage
from docparse.sources.picture import PicturePage
from docparse.testing import ScriptedEngine

ACCIDENTS = ("fine", "crash", "kill", "hang", "grow", "stumble", "refuse")


def paper(*accidents: str) -> bytes:
    """Return a TIFF with a frame for each."""
    frames = [Image.new("1", (10 + ACCIDENTS.index(accident), 9)) for accident in accidents]
    buffer = BytesIO()
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


def open_engine(name: str) -> Engine:
    """Return an engine that is not asked."""
    return ScriptedEngine([])


def open_engine_for_pairs(name: str) -> Engine:
    """Return an engine that likes two pages at once."""
    engine = ScriptedEngine([])
    engine.batch_size = 2
    return engine


def read(
    source: Source, *, engine: Engine, pages: str | None, options: object, limits: Limits
) -> Iterator[Page]:
    """Make the id of the process the width of each page, if nothing befalls it."""
    for page in source.pages(pages):
        _befall(page)
        yield Page(number=page.number, width=os.getpid(), height=1)


def read_in_pairs(
    source: Source, *, engine: Engine, pages: str | None, options: object, limits: Limits
) -> Iterator[Page]:
    """Yield pages two at a time, as engines do that like to be given several."""
    read_pages = list(source.pages(pages))
    for at in range(0, len(read_pages), 2):
        for page in read_pages[at : at + 2]:
            _befall(page)
        for page in read_pages[at : at + 2]:
            yield Page(number=page.number, width=os.getpid(), height=1)


def ask(source: Source, *, engine: Engine, pages: str | None = None) -> list[int]:
    """Return the numbers of the pages, if nothing befalls them."""
    return list(tell(source, engine=engine, pages=pages))


def tell(source: Source, *, engine: Engine, pages: str | None = None) -> Iterator[int]:
    """Yield the numbers of the pages that nothing befalls before."""
    for page in source.pages(pages):
        _befall(page)
        yield page.number


def ask_in_time(source: Source, *, engine: Engine, pages: str | None = None) -> list[int]:
    """Do the same, and tell of each page before."""
    found = []
    for page in source.pages(pages):
        beat()
        _befall(page)
        found.append(page.number)
    return found


class Stubborn:
    """Can be sent, and not be received."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return int, ("not a number",)


def ask_stubbornly(source: Source, *, engine: Engine) -> Stubborn:
    """Answer with what cannot be received."""
    return Stubborn()


def ask_privately(source: Source, *, engine: Engine) -> object:
    """Answer with what cannot be sent."""
    return lambda: None


def _befall(page: SourcePage) -> None:
    assert isinstance(page, PicturePage)
    match ACCIDENTS[page.frame.width - 10]:
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
