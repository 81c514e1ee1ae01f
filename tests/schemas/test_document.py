"""Documents: what they hold, their JSON and its schema."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse import Box, Document, Formula, OutputError, Page, Table
from docparse.schemas import (
    Cell,
    Dropped,
    Figure,
    Heading,
    OutlineEntry,
    PageFooter,
    PageInfo,
    Paragraph,
    Place,
    Run,
    SourceInfo,
)
from docparse.schemas.json_schema import SCHEMA_PATH, document_schema

BOX = Box(x0=1, y0=2, x1=3.25, y1=4.5)
TEXT = st.text(max_size=20)


def document(*pages: Page) -> Document:
    source = SourceInfo(name="a.pdf", format="pdf", page_count=len(pages))
    return Document(source=source, engine="scripted", pages=pages)


FULL = document(
    Page(
        number=1,
        width=595,
        height=842,
        blocks=(
            Heading(id="p1-b1", page=1, box=BOX, text="Title", level=1, font_size=18),
            Paragraph(
                id="p1-b2",
                page=1,
                box=BOX,
                text="see it",
                runs=(Run(text="see "), Run(text="it", link="https://example.org", bold=True)),
                continued=(Place(page=2, box=BOX),),
            ),
            Table(
                id="p1-b3",
                page=1,
                box=BOX,
                rows=1,
                columns=2,
                cells=(Cell(row=0, column=0, column_span=2, text="x", box=BOX, header=True),),
            ),
            Formula(id="p1-b4", page=1, box=BOX, text="E=mc2", latex="E = mc^2"),
            Figure(id="p1-b5", page=1, box=BOX, text="in it", source="ocr", confidence=0.5),
            PageFooter(id="p1-b6", page=1, box=BOX, text="1"),
        ),
        info=PageInfo(
            text_source="mixed",
            reason="why",
            words=9,
            dropped=(Dropped(reason="off", words=2, sample="a b"),),
            orientation=90,
            skew=-1.5,
            ocr_confidence=0.9,
            notes=("n",),
        ),
    ),
    Page(number=2, width=595, height=842, error="damaged"),
).model_copy(
    update={
        "source": SourceInfo(
            name="a.pdf",
            format="pdf",
            page_count=2,
            title="T",
            author="A",
            outline=(OutlineEntry(level=1, title="One", page=1),),
        )
    }
)


def test_json_read_back_is_the_document() -> None:
    assert Document.from_json(FULL.to_json()) == FULL
    assert Document.from_json(FULL.to_json(indent=None).encode()) == FULL


@given(st.lists(TEXT, max_size=4), st.floats(0, 600), st.none() | TEXT)
def test_any_text_survives_json(texts: list[str], place: float, error: str | None) -> None:
    box = Box(x0=place, y0=0, x1=place + 1, y1=1)
    blocks = tuple(
        Paragraph(id=f"p1-b{number}", page=1, box=box, text=text)
        for number, text in enumerate(texts, start=1)
    )
    given_document = document(Page(number=1, width=1, height=1, blocks=blocks, error=error))
    assert Document.from_json(given_document.to_json()) == given_document


@pytest.mark.parametrize("text", ["", "{", "{}", "[1]", '{"schema_version": "9.0"}', b"\xff"])
def test_other_text_is_an_output_error(text: str | bytes) -> None:
    with pytest.raises(OutputError, match="not a docparse document"):
        Document.from_json(text)


def test_unknown_fields_are_refused() -> None:
    data = json.loads(FULL.to_json()) | {"extra": 1}
    with pytest.raises(OutputError, match="extra"):
        Document.from_json(json.dumps(data))


def test_tables_formulas_figures_and_errors_are_gathered_in_order() -> None:
    assert [block.id for block in FULL.blocks] == [f"p1-b{number}" for number in range(1, 7)]
    assert [table.id for table in FULL.tables] == ["p1-b3"]
    assert [formula.id for formula in FULL.formulas] == ["p1-b4"]
    assert [figure.id for figure in FULL.figures] == ["p1-b5"]
    assert FULL.errors == ("page 2: damaged",)


def test_text_of_a_page_leaves_furniture_out() -> None:
    assert FULL.pages[0].text == "Title\n\nsee it\n\nx\t\n\nE=mc2\n\nin it"


def test_committed_json_schema_is_that_of_the_models() -> None:
    assert SCHEMA_PATH.read_text(encoding="utf-8") == document_schema(), "run  make schema"


def test_json_fits_the_committed_schema() -> None:
    schema = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(json.loads(FULL.to_json()))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(json.loads(FULL.to_json()) | {"pages": [{"number": 0}]})
