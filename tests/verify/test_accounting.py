"""What a page and its blocks have to do with each other, word by word."""

from __future__ import annotations

from docparse.schemas import Box, Figure, Formula, PageFooter, Run, Table
from docparse.schemas.audit import Counts
from tests.verify.pages import LINE, audited, grid, page_words, paragraph, printed

TEXT = ("The net weight of the cargo is 1,234 kg", "and it left port on 17 May under escort.")


def test_true_block_is_wholly_supported() -> None:
    audit = audited([paragraph(" ".join(TEXT), lines=2)], printed(*TEXT))
    assert audit.blocks[0].support == 1
    assert (audit.counts, audit.missing) == (Counts(words=18, emitted=18, said=18), ())


def test_swapped_digits_are_a_change_and_not_a_loss() -> None:
    said = " ".join(TEXT).replace("1,234", "1,243")
    audit = audited([paragraph(said, lines=2)], printed(*TEXT))
    (wrong,) = audit.blocks[0].unsupported
    assert (wrong.text, wrong.page_says) == ("1,243", "1,234")
    assert said[wrong.start : wrong.end] == "1,243"
    assert wrong.box is not None
    assert wrong.box.y0 == 72
    counts = audit.counts
    assert (counts.changed, counts.missing, counts.added) == (1, 0, 0)


def test_decimal_point_that_moved_is_a_change() -> None:
    audit = audited([paragraph("a rate of 15 percent")], printed("a rate of 1.5 percent"))
    assert [(one.text, one.page_says) for one in audit.blocks[0].unsupported] == [("15", "1.5")]


def test_lost_paragraph_is_missing_in_one_piece_with_its_place() -> None:
    words = printed(*TEXT, "A second paragraph stands below.")
    audit = audited([paragraph(" ".join(TEXT), lines=2)], words)
    (gap,) = audit.missing
    assert (gap.text, gap.words) == ("A second paragraph stands below", 5)
    assert gap.box.y0 == 72 + 2 * LINE


def test_invented_sentence_is_added() -> None:
    said = f"{TEXT[0]} {TEXT[1]} Its captain was never seen again."
    audit = audited([paragraph(said, lines=2)], printed(*TEXT))
    (added,) = audit.blocks[0].unsupported
    assert (added.text, added.page_says) == ("Its captain was never seen again", "")
    assert audit.blocks[0].support == 0.75


def test_block_said_twice_names_the_first() -> None:
    first, again = paragraph(TEXT[0]), paragraph(TEXT[0], name="p1-b2")
    audit = audited([first, again], printed(TEXT[0]))
    assert [one.repeats for one in audit.blocks] == [None, "p1-b1"]
    assert (audit.counts.repeated, audit.counts.added) == (9, 0)


def test_text_printed_twice_may_be_said_twice() -> None:
    blocks = [paragraph(TEXT[0]), paragraph(TEXT[0], first=2, name="p1-b2")]
    assert audited(blocks, printed(TEXT[0], TEXT[0])).counts.amiss == 0


def test_order_does_not_matter() -> None:
    words = [*printed(TEXT[1], top=72 + LINE), *printed(TEXT[0])]
    assert audited([paragraph(" ".join(TEXT), lines=2)], words).counts.amiss == 0


def test_words_cut_by_a_line_or_a_style_are_whole() -> None:
    words = printed("an exam-", "ple of W ord")
    audit = audited([paragraph("an example of Word", lines=2)], words)
    assert audit.counts.amiss == 0


def test_word_of_the_page_may_be_several_in_the_result() -> None:
    audit = audited([paragraph("10 m 2 of data base")], printed("10 m2 of database"))
    assert audit.counts.amiss == 0


def test_words_elsewhere_on_the_page_are_found_but_not_support() -> None:
    far = paragraph("far away", first=20)
    (block,) = audited([far], printed("far away")).blocks
    assert (block.support, block.found, block.unsupported) == (0, 2, ())


def test_inline_formulas_are_compared_by_their_signs() -> None:
    runs = (Run(text="for "), Run(text=r"x_{i}^{2} \le \alpha", math=True), Run(text=" holds"))
    block = paragraph("".join(run.text for run in runs)).model_copy(update={"runs": runs})
    assert audited([block], printed("for x2i ≤ α holds")).counts.amiss == 0


def test_formula_that_stands_nowhere_is_added() -> None:
    box = Box(x0=72, y0=72, x1=300, y1=82)
    formula = Formula(id="p1-b1", page=1, box=box, latex=r"E = mc^{2}", source="model")
    audit = audited([formula, paragraph(TEXT[0], first=2, name="p1-b2")], printed("", TEXT[0]))
    assert audit.blocks[0].support == 0
    assert audit.counts.added == 4


def test_text_without_spaces_is_compared_character_by_character() -> None:
    audit = audited([paragraph("青石水库的总库容")], printed("青石水庫的总库容"))
    (wrong,) = audit.blocks[0].unsupported
    assert (wrong.text, wrong.page_says) == ("库", "庫")


def test_lost_row_of_a_table_is_missing_in_its_place() -> None:
    table, words = grid("Item|Price", "Oil|41.20", "Wax|17.80", "Tar|41.20")
    cells = tuple(
        cell.model_copy(update={"row": min(cell.row, 2)}) for cell in table.cells if cell.row != 2
    )
    shorter = table.model_copy(update={"cells": cells, "rows": 3})
    assert isinstance(shorter, Table)
    audit = audited([shorter], words)
    assert [gap.text for gap in audit.missing] == ["Wax 17.80"]
    assert audit.counts.changed == 0


def test_changed_number_is_told_by_its_cell() -> None:
    table, words = grid("Item|Price", "Oil|41.20", "Wax|17.80")
    cells = [
        cell.model_copy(update={"text": "71.80"}) if cell.text == "17.80" else cell
        for cell in table.cells
    ]
    audit = audited([table.model_copy(update={"cells": tuple(cells)})], words)
    (wrong,) = audit.blocks[0].unsupported
    assert (wrong.cell, wrong.text, wrong.page_says) == (5, "71.80", "17.80")


def test_words_in_figures_and_furniture_are_counted_apart() -> None:
    words = printed(TEXT[0], "Axis label", "Page 7 of 9")
    figure = Figure(id="p1-b2", page=1, box=Box(x0=72, y0=86, x1=200, y1=96))
    foot = PageFooter(
        id="p1-b3", page=1, box=Box(x0=72, y0=100, x1=200, y1=110), text="Page 7 of 9"
    )
    counts = audited([paragraph(TEXT[0]), figure, foot], words).counts
    assert (counts.emitted, counts.in_figures, counts.furniture) == (9, 2, 4)
    assert counts.missing == 0


def test_every_word_of_the_page_is_counted_once() -> None:
    said = f"{TEXT[0].replace('1,234', '1,324')} of which nothing remains"
    counts = audited([paragraph(said)], printed(*TEXT)).counts
    parts = (counts.emitted, counts.furniture, counts.in_figures, counts.dropped, counts.missing)
    assert sum(parts) + counts.changed == counts.words


def test_ocr_is_not_believed_to_the_letter_but_for_digits() -> None:
    said = paragraph("the cargo weighs 1,234 kg")
    assert audited([said], printed("the carg0 welghs 1.234 kg"), ocr=True).counts.amiss == 0
    audit = audited([said], printed("the cargo weighs 1,243 kg"), ocr=True)
    assert audit.counts.changed == 1


def test_case_counts_on_request() -> None:
    words = printed("The NET weight")
    assert audited([paragraph("The net weight")], words).counts.amiss == 0
    assert audited([paragraph("The net weight")], words, fold=False).counts.amiss > 0


def test_pages_without_words_leave_their_blocks_unchecked() -> None:
    audit = audited([paragraph("anything at all")], [])
    assert (audit.blocks[0].support, audit.counts) == (None, Counts(unchecked=3))


def test_quoted_words_keep_the_hyphens_between_them() -> None:
    assert page_words(printed("30-39 (new)")).before == (" ", "-", " (")


def test_repetition_names_the_first_of_many_blocks_that_say_the_same() -> None:
    text = "The cargo left the port in May."
    blocks = [paragraph(text, name=f"p1-b{number}") for number in range(1, 31)]
    audit = audited([*blocks, paragraph("Nothing of it.", name="p1-b31")], printed(text))
    repeats = [block.repeats for block in audit.blocks]
    assert repeats == [None, *["p1-b1"] * 29, None]


def test_word_that_many_short_ones_nearly_spell_is_added_at_once() -> None:
    words = printed("0 " * 20, "00 " * 20, "000 " * 20)
    audit = audited([paragraph("0" * 30 + "1", lines=3)], words)
    assert audit.counts.added == 1
