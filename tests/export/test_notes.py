"""References to footnotes, found as the pages go by."""

from __future__ import annotations

from docparse.export.notes import NoteFinder, Notes
from docparse.schemas import Document, Place
from tests.export.samples import BOX, document, footnote, paragraph, raised


def notes_of(made: Document, *, order: tuple[int, ...] = ()) -> Notes:
    finder = NoteFinder()
    pages = {page.number: page for page in made.pages}
    for number in order or tuple(pages):
        finder.see(pages[number])
    return finder.found()


def test_first_reference_to_a_note_is_the_one_to_go_back_to() -> None:
    made = document(
        paragraph("One", raised("1"), " and two", raised("2"), "."),
        paragraph("Two again", raised("2"), ".", number=2),
        footnote("1", "First.", 3),
        footnote("2", "Second.", 4),
    )
    assert notes_of(made).anchors == {"p1-b3": "p1-b1-n1", "p1-b4": "p1-b1-n3"}


def test_first_reference_is_first_though_its_block_goes_on_for_pages() -> None:
    long = paragraph("It", raised("1"), " goes on", number=1)
    long = long.model_copy(update={"continued": tuple(Place(page=p, box=BOX) for p in (2, 3))})
    made = document(
        long,
        paragraph("Again", raised("1"), ".", number=1, page=2),
        footnote("1", "A note.", 2, page=2),
        paragraph("The end.", page=4),
    )
    assert notes_of(made).anchors == {"p2-b2": "p1-b1-n1"}


def test_notes_are_found_whatever_the_order_of_the_pages() -> None:
    made = document(
        paragraph("See", raised("1"), "."),
        footnote("1", "On the next page.", 1, page=2),
        paragraph("See", raised("2"), ".", page=3),
        footnote("2", "On this page.", 2, page=3),
    )
    for order in ((1, 2, 3), (3, 1, 2), (2, 3, 1)):
        assert set(notes_of(made, order=order).cited) == {"p2-b1", "p3-b2"}


def test_note_on_a_page_that_is_not_there_is_not_waited_for() -> None:
    made = document(paragraph("See", raised("1"), "."), footnote("1", "A note.", 2))
    assert set(notes_of(made).cited) == {"p1-b2"}
