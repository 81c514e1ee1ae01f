"""Files that mean harm, small: each is read or refused with an error of ours, and soon."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from benchmarks.hostile_files import hostile_files
from benchmarks.mutation import mutated
from docparse import DocparseError, LimitError, open_source, parse_document
from docparse.errors import SourceError
from docparse.sources import Limits
from tests.truth import SAMPLES

ROOT = Path(__file__).parents[2]
GENTLE = dict(hostile_files(10_000))
BOUNDS = Limits(max_pages=3, max_pixels=20_000_000)
CRUEL_NAMES = [name for name in GENTLE if not name[0].isalpha() or "\n" in name]


def read(data: bytes) -> None:
    """Take from the first pages what engines take; what cannot be had is an error of ours."""
    with open_source(data, limits=BOUNDS) as source:
        for number in range(1, min(3, source.info.page_count) + 1):
            page = source.page(number)
            for name in ("words", "rules", "squares", "pictures", "form_fields", "glyphs"):
                try:
                    getattr(page, name, None)
                except SourceError:
                    continue
            page.image(72)


@pytest.mark.parametrize("name", GENTLE)
def test_hostile_file_is_read_or_refused(name: str) -> None:
    began = time.process_time()
    try:
        read(GENTLE[name])
    except DocparseError as error:
        assert str(error)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "name",
    [
        "type3_draws_itself.pdf",
        "page_zero.pdf",
        "page_one.pdf",
        "page_infinite.pdf",
        "page_huge.pdf",
        "page_unit.pdf",
        "content_far_lines.pdf",
        "content_infinite_type.pdf",
        "fields_cycle.pdf",
        "outline_cycle.pdf",
        "title_null.pdf",
        "pages_same_again.pdf",
        "picture_one_pixel.png",
    ],
)
def test_hostile_file_is_parsed_or_refused(name: str) -> None:
    try:
        document = parse_document(GENTLE[name], pages="1", limits=BOUNDS)
    except SourceError as error:
        assert str(error)
    else:
        assert document.to_json()
        assert document.to_markdown() is not None


def test_page_too_large_to_be_laid_out_is_a_failed_page() -> None:
    (page,) = parse_document(GENTLE["page_unit.pdf"]).pages
    assert page.error == "a page of 595000000 × 842000000 points is too large to be laid out"


def test_too_many_pixels_are_a_limit_that_names_the_file(tmp_path: Path) -> None:
    for name in ("picture_promised.bmp", "picture_promised.png"):
        (tmp_path / name).write_bytes(GENTLE[name])
        with pytest.raises(LimitError, match=f"{name}: .*scale it down"):
            read_path(tmp_path / name)


def read_path(path: Path) -> None:
    with open_source(path, limits=BOUNDS) as source:
        source.page(1).image(72)


def test_damaged_copies_are_read_or_refused() -> None:
    files = [path.read_bytes() for path in sorted(SAMPLES.glob("[fis]*.pdf"))]
    for number in range(30):
        random = Random(number)
        try:
            read(mutated(random.choice(files), random))
        except DocparseError as error:
            assert str(error)


def test_damage_is_the_same_for_the_same_seed() -> None:
    data = (SAMPLES / "invoice.pdf").read_bytes()
    assert mutated(data, Random(5)) == mutated(data, Random(5)) != data


def test_names_of_files_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    files = tmp_path / "in"
    files.mkdir()
    assert len(CRUEL_NAMES) == 4
    for name in [*CRUEL_NAMES, "title_path.pdf", "embedded_file.pdf"]:
        (files / name).write_bytes(GENTLE[name])
    main = "from docparse.cli import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", main, "parse", files, "-o", tmp_path / "out" / "deep"],
        capture_output=True,
        text=True,
        check=False,
        cwd=files,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert sorted(path.name for path in files.iterdir()) == sorted(
        [*CRUEL_NAMES, "title_path.pdf", "embedded_file.pdf"]
    )
    kept = tmp_path / "out" / "deep" / ".docparse"
    every = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    written = [path for path in every if not path.is_relative_to(kept)]
    assert len(written) == len(list(files.iterdir()))
    assert all(path.parent == tmp_path / "out" / "deep" for path in written)
