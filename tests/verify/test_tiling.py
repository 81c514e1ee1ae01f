"""Words of two texts meet in runs, the longest first."""

from __future__ import annotations

import numpy as np

from docparse.verify.tiling import NOWHERE, tile


def places(one: str, other: str, **options: object) -> list[int]:
    return tile(one.split(), other.split(), **options).at.tolist()  # type: ignore[arg-type]


def test_same_texts_meet_word_by_word() -> None:
    assert places("the old port of Lerwick", "the old port of Lerwick") == [0, 1, 2, 3, 4]


def test_stretches_in_another_order_meet_all_the_same() -> None:
    assert places("e f g h a b c d", "a b c d e f g h") == [4, 5, 6, 7, 0, 1, 2, 3]


def test_what_stands_around_tells_which_of_two_is_meant() -> None:
    twice = "one says so again and two says so again and three"
    assert places("two says so again and three", twice) == [5, 6, 7, 8, 9, 10]


def test_no_place_is_given_twice() -> None:
    found = places("a b c d x a b c d", "a b c d")
    assert sorted(n for n in found if n != NOWHERE) == [0, 1, 2, 3]


def test_words_between_two_runs_meet_in_order() -> None:
    found = places("a b c d - the n - e f g h", "a b c d . the . n . e f g h")
    assert found[5:7] == [5, 7]


def test_words_cut_otherwise_meet_where_they_spell_the_same() -> None:
    one, other = "a b c d database e f g h", "a b c d data base e f g h"
    found = tile(one.split(), other.split())
    assert (found.at[4], found.also) == (4, ((4, 4), (4, 5)))


def test_number_with_other_separators_meets_nothing() -> None:
    assert places("a b c d 1.5 e f g h", "a b c d 15 e f g h")[4] == NOWHERE


def test_words_of_one_part_stand_together() -> None:
    page = "heading of it and so it goes figure 7 and so it goes then on we go"
    said = "heading of it and so it goes then on we go"
    parts = [0] * 7 + [1] * 4
    assert places(said, page, parts=parts) == [*range(7), 13, 14, 15, 16]


def test_short_runs_can_be_left_out() -> None:
    assert places("x of the y", "p of the q", runs_alone=True) == [NOWHERE] * 4


def test_texts_without_words_meet_nothing() -> None:
    assert places("", "a b c").copy() == []
    assert np.array_equal(places("a b c", ""), [NOWHERE] * 3)
