"""A document with what was extracted from it in place of its blocks, for the view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docparse.schemas import KeyValue, Page
from docparse.schemas.extraction import Extraction
from docparse.schemas.paged import PagedT


def with_fields(document: PagedT, found: Extraction[Any]) -> PagedT:
    """Return the document with its fields for blocks, each where its value stands.

    What is missing or in doubt is among the notes of the first page.

    Args:
        document: As it was parsed.
        found: What was extracted from the same pages.
    """
    told = (*(f"{one.field}: {one.message}" for one in found.problems), *found.notes)
    return document.with_pages(
        lambda pages: (
            _with_fields(page, found, () if number else told) for number, page in enumerate(pages)
        )
    )


def _with_fields(page: Page, found: Extraction[Any], told: tuple[str, ...]) -> Page:
    info = page.info.model_copy(update={"notes": (*page.info.notes, *told)})
    blocks = tuple(_blocks(page.number, found))
    return page.model_copy(update={"blocks": blocks, "info": info})


def _blocks(number: int, found: Extraction[Any]) -> Iterator[KeyValue]:
    if isinstance(found.value, tuple) and not found.evidence:  # pairs, found without a type
        yield from (pair for pair in found.value if pair.page == number)
        return
    own = (item for item in found.evidence.items() if item[1].page == number)
    for index, (name, place) in enumerate(own, start=1):
        yield KeyValue(
            id=f"p{number}-b{index}",
            page=number,
            box=place.box,
            key=name,
            value=place.text,
            confidence=place.score,
        )
