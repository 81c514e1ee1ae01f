"""The data file of phrases: its form, and how its phrases are found."""

from __future__ import annotations

from importlib.resources import files

import pytest

from docparse.engines.embedded.fields.phrases import folded, phrases, says

LINES = [
    line.split("\t")
    for line in files("docparse.engines.embedded.fields")
    .joinpath("phrases.tsv")
    .read_text("utf-8")
    .splitlines()
    if line and line[0] != "#"
]
LANGUAGES = {"en", "de", "fr", "es", "it", "nl", "pt", "pl", "zh"}


def test_every_line_is_a_clue_a_language_and_phrases() -> None:
    assert {len(cells) for cells in LINES} == {3}
    assert {language for _, language, _ in LINES} == LANGUAGES
    pairs = [(clue, language) for clue, language, _ in LINES]
    assert len(pairs) == len(set(pairs))


def test_no_phrase_stands_twice_in_a_line() -> None:
    for _, _, cell in LINES:
        items = [one.strip() for one in cell.split(",")]
        assert all(items)
        assert len(items) == len(set(items)), cell


def test_limits_are_known_in_every_language() -> None:
    for clue in ("limit", "due", "pay", "money", "other", "invoice", "term", "term_unit"):
        assert {language for name, language, _ in LINES if name == clue} == LANGUAGES
        assert phrases(clue)


@pytest.mark.parametrize(
    ("clue", "text", "found"),
    [
        ("limit", "UNTIL then", True),
        ("limit", "a standby", False),
        ("pay", "wir überwiesen es", True),
        ("pay", "wir uberwiesen es", True),
        ("limit", "no  later than that", True),
        ("bank", "banken", False),
        ("pay", "请付款。", True),
    ],
)
def test_phrases_are_whole_words_in_any_case_accents_or_not(
    clue: str, text: str, found: bool
) -> None:
    assert says(clue, text) is found


def test_folded_text_keeps_every_sign_in_its_place() -> None:
    for text in ("Größe Œuvre ﬁn İstanbul Łódź", "d’été №12 ½"):
        assert len(folded(text)) == len(text)
