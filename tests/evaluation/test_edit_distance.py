"""Worked examples of the edit distance, and what normalisation may and may not change."""

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx, mark

from docparse.evaluation.edit_distance import edit_distance, normalize_text

texts = st.text(max_size=30)


@mark.parametrize(
    ("truth", "prediction", "expected"),
    [
        ("kitten", "sitting", 3 / 7),  # k→s, e→i, +g
        ("Saturday", "Sunday", 3 / 8),  # -a, -t, r→n
        ("flaw", "lawn", 2 / 4),  # -f, +n
        ("abc", "", 1.0),
        ("", "", 0.0),
        ("数字签名", "数宇签名", 1 / 4),
    ],
)
def test_distance_is_edits_over_the_longer_text(truth: str, prediction: str, expected: float):
    assert edit_distance(truth, prediction) == approx(expected)


@given(texts, texts)
def test_distance_is_symmetric_and_between_0_and_1(a: str, b: str):
    distance = edit_distance(a, b)
    assert distance == edit_distance(b, a)
    assert 0 <= distance <= 1
    assert (distance == 0) == (a == b)


@mark.parametrize(
    ("typed", "normal"),
    [
        ("ﬁrst e\ufb03cient", "first efficient"),
        ("“quoted” ‘so’ it’s", "\"quoted\" 'so' it's"),
        ("1939–1945 — a − b", "1939-1945 - a - b"),
        ("hy\u00adphen zero\u200bwidth", "hyphen zerowidth"),
        ("  a \n\t b\u00a0c ", "a b c"),
        ("第 一 章 Intro 简 介", "第一章 Intro 简介"),
        ("ＡＢＣ１２３", "ABC123"),
        ("m² 10⁻³", "m2 10-3"),
        ("● one ▪ two", "· one · two"),
        ("and so on…", "and so on..."),
        ("cafe\u0301", "café"),
    ],
)
def test_what_a_reader_does_not_see_is_normalised(typed: str, normal: str):
    assert normalize_text(typed) == normal


@mark.parametrize("text", ["Case Matters", "naïve", "a, b; c.", "x_1^2", "한국어 띄어쓰기"])
def test_case_accents_and_punctuation_stay(text: str):
    assert normalize_text(text) == text


@given(texts)
def test_normalising_twice_changes_nothing(text: str):
    assert normalize_text(normalize_text(text)) == normalize_text(text)
