"""Accents drawn apart from their letters, as TeX's old fonts do."""

from __future__ import annotations

from typing import Any

from docparse.sources.accents import compose_accents


def drawn(text: str, *boxes: tuple[float, float]) -> list[dict[str, Any]]:
    return [{"c": c, "bbox": (x0, 0.0, x1, 10.0)} for c, (x0, x1) in zip(text, boxes, strict=True)]


def composed(characters: list[dict[str, Any]]) -> str:
    return "".join(character["c"] for character in compose_accents(characters))


def test_accent_on_the_next_letter_is_joined_with_it() -> None:
    assert composed(drawn("i´et", (0, 3), (3, 9), (3, 8), (8, 12))) == "iét"


def test_accent_drawn_after_its_letter_is_joined_too() -> None:
    assert composed(drawn("u¨", (0, 6), (0.5, 5.5))) == "ü"


def test_dotless_letters_take_accents() -> None:
    assert composed(drawn("´ı", (0, 4), (0.5, 3.5))) == "í"


def test_accent_beside_a_letter_stays() -> None:
    assert composed(drawn("´a", (0, 4), (4, 9))) == "´a"


def test_accent_without_a_common_character_stays() -> None:
    assert composed(drawn("˚q", (0, 4), (0, 4))) == "˚q"


def test_box_is_that_of_the_letter() -> None:
    (character,) = compose_accents(drawn("´e", (3, 9), (4, 8)))
    assert character["bbox"] == (4, 0.0, 8, 10.0)
