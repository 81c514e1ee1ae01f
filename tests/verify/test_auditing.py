"""Documents and other tools' Markdown beside the files they were made from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docparse import Document, ParseOptions, parse_document, parse_pages
from docparse.errors import SourceError
from docparse.schemas import Audit, Box, Paragraph
from docparse.testing import ScriptedEngine, make_pdf
from docparse.verify import audit_markdown
from tests.truth import SAMPLES

BOX = Box(x0=72, y0=72, x1=523, y1=130)
FIRST = "The cargo of 1,234 barrels left the port of Lerwick on the seventeenth of May."
SECOND = "Its owner had paid 56.70 pounds for each of them in the year before."
PDF = make_pdf(f"<p>{FIRST}</p><p>{SECOND}</p>")
INVENTED = "Nobody has ever heard anything about dragons."
INTO_ANOTHER = "it was made from another file"


def said(*texts: str) -> ScriptedEngine:
    """An engine that says these paragraphs."""
    blocks = [
        Paragraph(id=f"p1-b{number}", page=1, box=BOX, text=text)
        for number, text in enumerate(texts, start=1)
    ]
    return ScriptedEngine([blocks])


@pytest.mark.parametrize("name", ["article.pdf", "invoice.pdf", "report_zh.pdf"])
def test_nothing_is_amiss_in_the_samples(name: str, parsed: Callable[[str], Document]) -> None:
    found = parsed(name).audit(SAMPLES / name)
    assert found.findings == ()
    assert found.clean
    assert found.counts.words > 200


@pytest.mark.parametrize("name", ["article.pdf", "sidebar.pdf", "report_zh.pdf"])
def test_markdown_alone_is_placed_by_its_words(
    name: str, parsed: Callable[[str], Document]
) -> None:
    layout = parsed(name)
    document, found = audit_markdown(
        layout.to_markdown(), SAMPLES / name, layout=layout, ocr="never"
    )
    assert found.findings == ()
    assert [page.number for page in document.pages] == [page.number for page in layout.pages]
    assert all(page.blocks for page in document.pages)


def test_markdown_is_told_what_it_lost_and_made_up() -> None:
    text = f"# Tale\n\n{FIRST.replace('1,234', '1,324')}\n"
    _, found = audit_markdown(text, PDF, ocr="never")
    kinds = {(one.kind, one.text, one.page_says) for one in found.findings}
    assert ("changed", "1,324", "1,234") in kinds
    assert ("added", "Tale", "") in kinds
    assert ("missing", SECOND.removesuffix("."), "") in kinds


def test_description_of_a_picture_may_say_what_its_caption_says() -> None:
    text = f"{FIRST}\n\n![{FIRST}](a.png)\n\n{SECOND}\n"
    _, found = audit_markdown(text, PDF, ocr="never")
    assert found.clean
    assert found.hidden == ()


def test_invented_description_is_shown_and_is_no_error() -> None:
    text = f"{FIRST}\n\n![A chart with 88 blue bars](a.png)\n\n{SECOND}\n"
    _, found = audit_markdown(text, PDF, ocr="never")
    (look,) = found.hidden
    assert found.clean
    assert (look.kind, look.text) == ("described", "A chart with 88 blue bars")
    assert found.counts.described == look.words
    assert "not on the page" in found.summary()


def test_of_two_passages_alike_the_one_that_was_left_out_is_missing() -> None:
    texts = ["The first part.", FIRST, "The second part.", FIRST, "The third part."]
    pdf = make_pdf("".join(f"<p>{text}</p>" for text in texts))
    _, found = audit_markdown("\n\n".join([*texts[:3], texts[4]]), pdf, ocr="never")
    (gap,) = found.findings
    assert gap.box is not None
    last = parse_document(pdf).pages[0].blocks[-1]
    assert last.text == texts[4]
    assert 0 < last.box.y0 - gap.box.y1 < 20


def test_audit_goes_through_json() -> None:
    found = parse_document(PDF, engine=said(FIRST, INVENTED)).audit(PDF)
    assert Audit.model_validate_json(found.to_json()) == found
    assert not found.clean


def test_summary_puts_changed_numbers_first() -> None:
    document = parse_document(PDF, engine=said(FIRST.replace("1,234", "1,243"), INVENTED))
    lines = document.audit(PDF).summary(most=2).splitlines()
    assert "“1,243” is “1,234” on the page" in lines[3]
    assert lines[-1].strip().startswith("… and 1 more place")


def test_checked_document_marks_what_its_pages_do_not_say() -> None:
    document = parse_document(PDF, engine=said(FIRST, INVENTED)).checked(PDF)
    assert Document.from_json(document.to_json()) == document
    marked = document.to_markdown(mark_unsupported=True)
    assert f'<mark title="not on the page">{INVENTED[:-1]}</mark>.' in marked
    assert "<mark" not in document.to_markdown()
    assert "<mark" in document.to_html(mark_unsupported=True)


def test_page_that_was_never_checked_has_no_audit_in_json() -> None:
    assert '"audit"' not in parse_document(PDF, engine=said(FIRST)).to_json()


def test_repair_puts_the_digits_of_the_page_and_says_so() -> None:
    engine = said(FIRST.replace("1,234", "1,243"), SECOND)
    document = parse_document(PDF, engine=engine, options=ParseOptions(on_unsupported="repair"))
    assert [block.text for block in document.blocks] == [FIRST, SECOND]
    (page,) = document.pages
    assert page.info.notes == ("p1-b1: '1,243' was repaired: the page says '1,234'",)
    assert page.audit is not None
    assert page.audit.counts.amiss == 0


def test_drop_takes_out_what_is_nowhere_and_what_was_said_already() -> None:
    engine = said(FIRST, INVENTED, SECOND, FIRST)
    document = parse_document(PDF, engine=engine, options=ParseOptions(on_unsupported="drop"))
    assert [block.text for block in document.blocks] == [FIRST, SECOND]
    notes = document.pages[0].info.notes
    assert notes[0].startswith("p1-b2 was dropped: nothing of it is on the page")
    assert notes[1].startswith("p1-b4 was dropped: it repeats p1-b1")


def test_mark_changes_no_word() -> None:
    engine = said(FIRST, INVENTED)
    (page,) = parse_pages(PDF, engine=engine, options=ParseOptions(on_unsupported="mark"))
    assert [block.text for block in page.blocks] == [FIRST, INVENTED]
    assert page.audit is not None
    assert page.audit.blocks[1].support == 0


def test_nothing_is_looked_at_unless_asked() -> None:
    (page,) = parse_document(PDF, engine=said(INVENTED)).pages
    assert page.audit is None


def test_text_on_an_empty_sheet_is_made_up() -> None:
    blank = make_pdf("")
    document = parse_document(blank, engine=said(INVENTED))
    assert document.audit(blank).counts.added == 7


def test_another_file_is_refused_when_it_lacks_pages(parsed: Callable[[str], Document]) -> None:
    with pytest.raises(SourceError, match=INTO_ANOTHER):
        parsed("article.pdf").audit(PDF)
