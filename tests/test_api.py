"""The straight line: what `parse_document` and `parse_pages` promise, whatever the engine."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from docparse import (
    Box,
    Document,
    EngineError,
    LimitError,
    Limits,
    ParseOptions,
    PasswordError,
    SourceError,
    open_source,
    parse_document,
    parse_pages,
)
from docparse.events import (
    Event,
    FileDone,
    FileFailed,
    FileStarted,
    FileStopped,
    PageDone,
    PageFailed,
)
from docparse.schemas import Block, Heading, PageFooter, Paragraph
from docparse.testing import ScriptedEngine
from tests.papers import encoded, half_readable_pdf, locked_pdf, pdf, picture


def paragraph(text: str, page: int = 1) -> Block:
    return Paragraph(id=f"p{page}-b1", page=page, box=Box(x0=72, y0=90, x1=300, y1=110), text=text)


def said(*texts: str) -> ScriptedEngine:
    """An engine that says these sentences, one for each page."""
    return ScriptedEngine([[paragraph(text, page)] for page, text in enumerate(texts, start=1)])


def test_paths_bytes_streams_and_images_are_parsed(tmp_path: Path) -> None:
    data = pdf("x")
    (tmp_path / "a.pdf").write_bytes(data)
    for source in (tmp_path / "a.pdf", str(tmp_path / "a.pdf"), data, BytesIO(data), picture()):
        document = parse_document(source, engine=said("A sentence."))
        assert [block.text for block in document.blocks] == ["A sentence."]


def test_document_says_where_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf("x", "y"))
    document = parse_document(tmp_path / "a.pdf", engine=said("One.", "Two."))
    assert (document.source.name, document.source.format) == ("a.pdf", "pdf")
    assert document.source.page_count == 2
    assert document.engine == "scripted"


def test_only_selected_pages_are_parsed_in_the_order_asked_for() -> None:
    engine = said("One.", "Two.")
    document = parse_document(pdf("a", "b", "c"), engine=engine, pages="-1,1")
    assert [page.number for page in document.pages] == [3, 1]
    assert [task.page.number for task in engine.asked] == [3, 1]


def test_options_reach_the_engine() -> None:
    engine = said("One.")
    parse_document(pdf("a"), engine=engine, options=ParseOptions(ocr="always"))
    assert [task.ocr for task in engine.asked] == ["always"]


def test_page_that_cannot_be_read_stands_in_the_document_with_its_error() -> None:
    engine = ScriptedEngine([[paragraph("One.")], SourceError("it is torn"), [paragraph("3", 3)]])
    document = parse_document(pdf("a", "b", "c"), engine=engine)
    assert [page.error for page in document.pages] == [None, "it is torn", None]
    assert document.errors == ("page 2: it is torn",)


def test_page_that_cannot_be_found_stands_in_the_document_without_a_size() -> None:
    document = parse_document(half_readable_pdf("A line of plain words on a page."))
    first, second = document.pages
    assert first.blocks
    assert (second.width, second.height, second.blocks) == (0, 0, ())
    (sentence,) = document.errors
    assert sentence.startswith("page 2: the PDF is damaged and cannot be read")


def test_engine_that_cannot_work_raises() -> None:
    with pytest.raises(EngineError, match="no line"):
        parse_document(pdf("a"), engine=ScriptedEngine([]))
    with pytest.raises(EngineError, match="no engine is named"):
        parse_document(pdf("a"), engine="nobody")


def test_wrong_sources_and_selections_raise() -> None:
    with pytest.raises(SourceError, match="neither"):
        parse_document(b"junk", engine=said())
    with pytest.raises(PasswordError):
        parse_document(locked_pdf("x", password="sesame"), engine=said())
    with pytest.raises(SourceError, match="there is no page 4"):
        parse_document(pdf("a"), engine=said("x"), pages="4")


def test_password_and_limits_reach_the_source() -> None:
    data = locked_pdf("x", password="sesame")
    assert parse_document(data, password="sesame", engine=said("One.")).pages
    with pytest.raises(LimitError, match="max_file_bytes"):
        parse_document(data, limits=Limits(max_file_bytes=10), engine=said())


def test_time_that_runs_out_is_a_limit_error_that_names_the_page() -> None:
    limits = Limits(document_timeout_s=-1)
    with pytest.raises(LimitError, match="page 1 was not reached within -1 s"):
        parse_document(pdf("a"), limits=limits, engine=said("One."))


def test_pages_are_streamed_one_at_a_time() -> None:
    engine = said("One.", "Two.", "Three.")
    pages = parse_pages(pdf("a", "b", "c"), engine=engine)
    assert next(pages).number == 1
    assert len(engine.asked) == 1
    assert [page.number for page in pages] == [2, 3]


@pytest.mark.parametrize("limits", [Limits(), Limits(page_timeout_s=60)])
def test_events_tell_of_the_file_and_each_page(tmp_path: Path, limits: Limits) -> None:
    (tmp_path / "half.pdf").write_bytes(half_readable_pdf("Half."))
    told: list[Event] = []
    pages = list(parse_pages(tmp_path / "half.pdf", limits=limits, on_event=told.append))
    name, failed = Path("half.pdf"), pages[1].error
    assert failed
    assert told[:-1] == [
        FileStarted(source=name, pages=2),
        PageDone(source=name, page=1, done=1, pages=2),
        PageFailed(source=name, page=2, reason=failed, done=2, pages=2),
    ]
    end = told[-1]
    assert isinstance(end, FileDone)
    assert end.problems == (f"page 2: {failed}",)
    again: list[Event] = []
    parse_document(tmp_path / "half.pdf", limits=limits, on_event=again.append)
    assert again[:-1] == told[:-1]


def test_last_event_says_what_ended_the_reading() -> None:
    told: list[Event] = []
    pages = parse_pages(pdf("a", "b"), engine=said("One.", "Two."), on_event=told.append)
    next(pages)
    pages.close()  # type: ignore[attr-defined]
    assert told[-1] == FileStopped(source=Path("bytes"))
    late = Limits(document_timeout_s=0)
    with pytest.raises(LimitError) as error:
        parse_document(pdf("a"), engine=said("One."), limits=late, on_event=told.append)
    assert isinstance(told[-1], FileFailed)
    assert told[-1].reason == str(error.value)


def test_source_the_caller_opened_stays_open() -> None:
    with open_source(pdf("words")) as source:
        parse_document(source, engine=said("One."))
        list(parse_pages(source, engine=said("One.")))
        assert [word.text for word in source.page(1).words] == ["words"]


def test_embedded_engine_reads_a_small_pdf_from_end_to_end() -> None:
    document = parse_document(pdf("A line of plain words on a page."))
    (block,) = document.blocks
    assert block.text == "A line of plain words on a page."
    assert block.source == "text_layer"
    assert block.box.intersection(Box(x0=72, y0=285, x1=250, y1=305)) > 0
    assert document.pages[0].info.words == 8
    assert Document.from_json(document.to_json()) == document


def test_blank_picture_is_a_page_without_blocks() -> None:
    document = parse_document(encoded(picture(40, 40), "PNG"), options=ParseOptions(ocr="never"))
    assert document.errors == ()
    assert list(document.blocks) == []


def test_furniture_stays_out_of_exports_unless_asked_for() -> None:
    box = Box(x0=72, y0=90, x1=300, y1=110)
    blocks = (
        Heading(id="p1-b1", page=1, box=box, text="A title"),
        PageFooter(id="p1-b2", page=1, box=box, text="Page seven"),
    )
    document = parse_document(pdf("a"), engine=ScriptedEngine([blocks]))
    for export in (document.to_markdown, document.to_html, document.to_text):
        assert "A title" in export()
        assert "Page seven" not in export()
        assert "Page seven" in export(furniture=True)
