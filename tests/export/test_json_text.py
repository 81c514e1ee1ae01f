"""Documents as JSON, piece by piece."""

from __future__ import annotations

import pytest

from docparse.export.json_text import json_pieces
from docparse.schemas import Document, PageAudit
from tests.export.samples import document_of, everything

INDENTS = [None, 0, 2, 4]


@pytest.mark.parametrize("indent", INDENTS)
@pytest.mark.parametrize("document", [everything(), document_of()], ids=["full", "empty"])
def test_pieces_are_what_pydantic_writes(document: Document, indent: int | None) -> None:
    left_out = {"pages": {"__all__": {"audit"}}}
    assert document.to_json(indent=indent) == document.model_dump_json(
        indent=indent, exclude=left_out
    )


@pytest.mark.parametrize("indent", INDENTS)
def test_audits_are_written_where_a_page_has_one(indent: int | None) -> None:
    pages = everything().pages
    audited = pages[0].model_copy(update={"audit": PageAudit(number=1)})
    document = document_of(audited, *pages[1:], *pages)
    assert document.to_json(indent=indent) == document.model_dump_json(indent=indent)


def test_every_page_is_a_piece() -> None:
    document = document_of(*everything().pages * 3)
    pieces = list(json_pieces(document, audited=False))
    assert len(pieces) == len(document.pages) + 2
    assert max(map(len, pieces)) < len("".join(pieces)) / 2
