"""Memory of a batch over one long file: `python -m benchmarks.batch_memory [--pages 5000]`.

Two runs of the command line. The first reads a made PDF, every fiftieth page with text, and shows
the resident memory of the parent and of the worker on the way. The second finds every page in the
store, each a copy of a dense one with some words of its own, and shows what assembling and writing
the document takes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pymupdf

from docparse import Box, Page, parse_pages
from docparse.conversions import BatchOptions, Conversion, Output
from docparse.recipes import job_of
from docparse.schemas import Paragraph
from docparse.store import Store

_SAMPLE = Path(__file__).parents[1] / "examples" / "samples" / "article.pdf"
_TEXT_EVERY = 50
_SAMPLES = 10
_OWN_WORDS = 30
_EVERY_S = 0.05


@dataclass
class Peaks:
    """Highest resident memory in MB of a process and of those it began."""

    parent: float = 0.0
    worker: float = 0.0
    done: threading.Event = field(default_factory=threading.Event)


def main() -> None:
    """Measure both runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--skip-reading", action="store_true")
    parser.add_argument("--formats", default="md", help="Any of md,json,html,txt,view.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="batch-memory-") as name:
        folder = Path(name)
        if not chosen.skip_reading:
            print(f"reading {chosen.pages} pages: page, MB of the parent, MB of the worker")
            path = long_pdf(folder / "read.pdf", chosen.pages)
            run(path, folder / "read", chosen.pages, chosen.formats)
        for pages in (chosen.pages // 5, chosen.pages):
            path = long_pdf(folder / f"kept{pages}.pdf", pages)
            fill(path, folder / f"kept{pages}", pages)
            print(f"assembling and writing {pages} dense pages from the store")
            run(path, folder / f"kept{pages}", pages, chosen.formats)


def long_pdf(path: Path, pages: int) -> Path:
    """Make a PDF of many pages, most of them empty."""
    document = pymupdf.open()
    for number in range(pages):
        page = document.new_page()
        if number % _TEXT_EVERY == 0:
            page.insert_text((72, 144), f"The words of page {number + 1}.")
    document.save(path)
    return path


def fill(path: Path, out: Path, pages: int) -> None:
    """Keep a dense page under every number."""
    dense = next(parse_pages(_SAMPLE, pages="1")).model_dump_json()
    conversion = Conversion(source=path, outputs=(Output("md", out / f"{path.stem}.md"),))
    with Store(out, "filling") as store:
        job = job_of(conversion, BatchOptions(), store)
        store.claim(job.source)
        store.begin(job)
        for number in range(1, pages + 1):
            store.keep(job.source, copied(dense, number), following=None, seconds=0)
        store.release(job.source)


def copied(dense: str, number: int) -> Page:
    """Copy a first page, as JSON, to another number, and give the copy words no other has."""
    text = dense.replace('"p1-', f'"p{number}-').replace('"page":1,', f'"page":{number},')
    page = Page.model_validate_json(text).model_copy(update={"number": number})
    words = " ".join(spelled(number * _OWN_WORDS + word) for word in range(_OWN_WORDS))
    box = Box(x0=50, y0=700, x1=290, y1=712)
    own = Paragraph(id=f"p{number}-b{len(page.blocks) + 1}", page=number, box=box, text=f"{words}.")
    return page.model_copy(update={"blocks": (*page.blocks, own)})


def spelled(number: int) -> str:
    """Spell a number in letters."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:07d}")


def run(path: Path, out: Path, pages: int, formats: str) -> None:
    """Run the command line; print memory on the way, and the peaks."""
    began = time.monotonic()
    command = "from docparse.cli import main; main()"
    with subprocess.Popen(
        [
            *(sys.executable, "-c", command, "parse", str(path), "-o", str(out)),
            *("--progress", "json", "--format", formats),
        ],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        with watched(process.pid) as peaks:
            for line in process.stderr:
                event = json.loads(line)
                page = event.get("page", 0)
                if page == 100 or (page and page % (pages // _SAMPLES) == 0):
                    parent, worker = resident(process.pid)
                    print(f"{page:8} {parent:8.0f} {worker:8.0f}", flush=True)
    size = (out / ".docparse" / "store.db").stat().st_size / 1e6
    print(
        f"peaks {peaks.parent:.0f} {peaks.worker:.0f} MB, {time.monotonic() - began:.0f} s, "
        f"store {size:.1f} MB, exit code {process.returncode}"
    )


@contextmanager
def watched(process: int) -> Iterator[Peaks]:
    """Note the peaks while the block runs."""
    peaks = Peaks()

    def watch() -> None:
        while not peaks.done.wait(_EVERY_S):
            parent, worker = resident(process)
            peaks.parent, peaks.worker = max(peaks.parent, parent), max(peaks.worker, worker)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        peaks.done.set()
        thread.join()


def resident(process: int) -> tuple[float, float]:
    """Return the resident memory in MB of a process and of those it began."""
    try:
        parent = psutil.Process(process)
        children = sum(child.memory_info().rss for child in parent.children(recursive=True))
        return parent.memory_info().rss / 1e6, children / 1e6
    except psutil.NoSuchProcess:
        return 0.0, 0.0


if __name__ == "__main__":
    main()
