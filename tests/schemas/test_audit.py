"""Audits: sums, the order of findings, what is said of them."""

from __future__ import annotations

from docparse.schemas import Audit, BlockAudit, Box, Counts, Missing, PageAudit, Unsupported

BOX = Box(x0=1, y0=2, x1=3, y1=4)


def audit() -> Audit:
    page = PageAudit(
        number=3,
        counts=Counts(words=20, missing=6, said=15, changed=1, added=2),
        missing=(Missing(text="a lost line of six words", words=6, box=BOX),),
        blocks=(
            BlockAudit(
                id="p3-b1",
                kind="paragraph",
                unsupported=(
                    Unsupported(start=0, end=2, text="no way", words=2),
                    Unsupported(start=5, end=7, text="21", page_says="12", box=BOX),
                ),
            ),
            BlockAudit(id="p3-b2", kind="paragraph", words=4, repeats="p3-b1"),
        ),
    )
    return Audit(source="a.pdf", counts=page.counts, pages=(page,))


def test_changed_numbers_come_first_then_what_is_most() -> None:
    assert [one.kind for one in audit().findings] == ["changed", "missing", "repeated", "added"]


def test_findings_say_in_words_what_is_amiss_and_where() -> None:
    assert [one.sentence for one in audit().findings] == [
        "page 3, p3-b1: “21” is “12” on the page",
        "page 3: missing “a lost line of six words”",
        "page 3, p3-b2: says again “”",
        "page 3, p3-b1: not on the page “no way”",
    ]


def test_counts_add_up() -> None:
    total = Counts.total([Counts(words=2, missing=1), Counts(words=3, added=4)])
    assert (total.words, total.missing, total.added, total.amiss) == (5, 1, 4, 5)


def test_summary_lists_no_more_than_asked() -> None:
    lines = audit().summary(most=1).splitlines()
    assert lines[0] == "a.pdf: 1 page, 20 words on them"
    assert lines[-1].strip() == "… and 3 more places"
