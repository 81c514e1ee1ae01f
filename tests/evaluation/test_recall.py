"""Worked examples of words and characters found."""

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx, mark

from docparse.evaluation.recall import character_overlap, overlap, word_overlap, words_of

words = st.lists(st.sampled_from("abcde"), max_size=12)


def test_each_repetition_counts_once():
    found = word_overlap("the cat and the dog", "the dog the dog")
    assert (found.shared, found.truth, found.prediction) == (3, 5, 4)
    assert found.recall == approx(3 / 5)
    assert found.precision == approx(3 / 4)
    assert found.f1 == approx(2 / 3)


def test_order_does_not_matter():
    assert word_overlap("one two three", "three one two").f1 == 1


def test_punctuation_and_hyphens_part_words_and_are_not_counted():
    assert words_of("End-to-end (so-called), isn't it?") == [
        *("End", "to", "end", "so", "called", "isn", "t", "it")
    ]


def test_chinese_japanese_and_thai_letters_are_words():
    assert words_of("GB18030标准，カナ") == ["GB18030", "标", "准", "カ", "ナ"]
    assert words_of("ไทย") == ["ไ", "ท", "ย"]


@mark.parametrize(
    ("text", "expected"),
    [
        ("한국어 문서", ["한국어", "문서"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("مرحبا بالعالم", ["مرحبا", "بالعالم"]),
    ],
)
def test_scripts_with_spaces_are_cut_at_them(text: str, expected: list[str]):
    assert words_of(text) == expected


def test_characters_are_counted_without_white_space():
    found = character_overlap("a b c", "cab d")
    assert (found.shared, found.truth, found.prediction) == (3, 3, 4)


@mark.parametrize(
    ("truth", "prediction", "recall", "precision", "f1"),
    [("", "", 1, 1, 1), ("word", "", 0, 1, 0), ("", "word", 1, 0, 0)],
)
def test_nothing_to_find_is_found_and_nothing_predicted_is_right(
    truth: str, prediction: str, recall: float, precision: float, f1: float
):
    found = word_overlap(truth, prediction)
    assert (found.recall, found.precision, found.f1) == (recall, precision, f1)


@given(words, words)
def test_f1_is_symmetric_between_0_and_1_and_recall_mirrors_precision(a: list[str], b: list[str]):
    one, other = overlap(a, b), overlap(b, a)
    assert one.f1 == other.f1
    assert 0 <= one.f1 <= 1
    assert one.recall == other.precision
    assert overlap(a, a).f1 == 1
