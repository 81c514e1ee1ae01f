"""Marks around what the audit of a page does not bear out."""

from __future__ import annotations

from docparse.export.marking import marked, marked_runs
from docparse.export.view import document_to_view
from docparse.schemas import (
    BlockAudit,
    Box,
    Cell,
    Counts,
    Document,
    Formula,
    Missing,
    Page,
    PageAudit,
    Paragraph,
    Run,
    SourceInfo,
    Table,
    Unsupported,
)

BOX = Box(x0=10, y0=10, x1=90, y1=20)
PLACE = {"id": "p1-b1", "page": 1, "box": BOX}


def document(block, *wrong: Unsupported, repeats: str | None = None) -> Document:
    audit = PageAudit(
        number=1,
        counts=Counts(words=9, missing=2, added=len(wrong)),
        missing=(Missing(text="lost & gone", words=2, box=Box(x0=1, y0=2, x1=3, y1=4)),),
        blocks=(BlockAudit(id="p1-b1", kind=block.kind, unsupported=wrong, repeats=repeats),),
    )
    page = Page(number=1, width=100, height=100, blocks=(block,), audit=audit)
    source = SourceInfo(name="a.pdf", format="pdf", page_count=1)
    return Document(source=source, engine="scripted", pages=(page,))


def markdown(block, *wrong: Unsupported, repeats: str | None = None) -> str:
    return document(block, *wrong, repeats=repeats).to_markdown(mark_unsupported=True)


def test_stretch_is_marked_with_what_the_page_says() -> None:
    wrong = Unsupported(start=4, end=9, text="1,243", page_says="1,234")
    text = markdown(Paragraph(**PLACE, text="Pay 1,243 now"), wrong)
    assert text == 'Pay <mark title="the page says “1,234”">1,243</mark> now\n'


def test_mark_goes_over_the_borders_of_styles() -> None:
    runs = (Run(text="a "), Run(text="bold", bold=True), Run(text=" word"))
    block = Paragraph(**PLACE, text="a bold word", runs=runs)
    text = markdown(block, Unsupported(start=2, end=11, text="bold word"))
    assert text == 'a <mark title="not on the page">**bold** word</mark>\n'


def test_title_cannot_end_a_cell_or_a_tag() -> None:
    cells = (Cell(row=0, column=0, text="A"), Cell(row=1, column=0, text="17 kg"))
    table = Table(**PLACE, rows=2, columns=1, cells=cells)
    text = markdown(table, Unsupported(start=0, end=2, cell=1, text="17", page_says='1|7" <b>'))
    assert '| <mark title="the page says “1&#124;7&quot; &lt;b&gt;”">17</mark> kg |' in text


def test_formula_has_a_marked_sentence_behind_it() -> None:
    formula = Formula(**PLACE, latex="E = mc^2")
    text = markdown(formula, Unsupported(start=-1, end=-1, text="e mc 2"))
    assert text.startswith("$$\nE = mc^2\n$$\n\n<mark")


def test_repeated_block_names_the_first() -> None:
    block = Paragraph(**PLACE, text="Said again")
    text = markdown(block, Unsupported(start=0, end=10, text="Said again"), repeats="p1-b7")
    assert text == '<mark title="said already in p1-b7">Said again</mark>\n'


def test_page_without_an_audit_is_left_alone() -> None:
    bare = document(Paragraph(**PLACE, text="x"))
    bare = bare.model_copy(update={"pages": (bare.pages[0].model_copy(update={"audit": None}),)})
    assert marked(bare) == bare


def test_runs_spell_the_text_after_marking() -> None:
    runs = [Run(text="one two"), Run(text=" three", italic=True)]
    wrong = [Unsupported(start=4, end=10, text="two th"), Unsupported(start=-1, end=-1, text="2.")]
    cut = marked_runs(runs, wrong)
    assert [run.text for run in cut] == ["one ", "two", " th", "ree"]


def test_view_marks_words_on_both_sides() -> None:
    shown = document_to_view(
        document(Paragraph(**PLACE, text="Pay up"), Unsupported(start=0, end=3, text="Pay"))
    )
    assert '<mark title="not on the page">Pay</mark> up' in shown
    assert '<rect class="missing" x="1" y="2" width="2" height="2">' in shown
    assert "<q>lost &amp; gone</q>" in shown
    assert 'class="box k-paragraph unsupported"' in shown
