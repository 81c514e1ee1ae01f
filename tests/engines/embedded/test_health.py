"""Whether a text layer can be believed."""

from __future__ import annotations

import pytest

from docparse.engines.embedded.health import check_text_layer, is_lost, lost_share
from tests.engines.embedded.parts import PaperPage, box, line, lines, word

READABLE = lines("a page with words", "that can be read")
WHOLE_PAGE = box(0, 0, 600, 800)


def test_readable_words_are_healthy() -> None:
    health = check_text_layer(PaperPage(tuple(READABLE)))
    assert (health.verdict, health.reason) == ("healthy", "healthy text layer")
    assert health.words == tuple(READABLE)


def test_page_without_words_is_empty() -> None:
    health = check_text_layer(PaperPage())
    assert (health.verdict, health.reason) == ("empty", "the page has no text layer")


def test_page_whose_words_all_stand_off_it_is_empty() -> None:
    away = tuple(line("nobody sees this", y=900))
    health = check_text_layer(PaperPage(away))
    assert (health.verdict, health.words, health.outside) == ("empty", (), away)
    assert health.reason == "all text stands off the page"


def test_words_off_the_page_are_set_apart() -> None:
    away = line("gone", x=-100)
    health = check_text_layer(PaperPage((*READABLE, *away)))
    assert health.verdict == "healthy"
    assert (health.words, health.outside) == (tuple(READABLE), tuple(away))


@pytest.mark.parametrize("sign", ["\ufffd", "\ue123", "\uf8ff", "\U000f0001", "\x03"])
def test_characters_without_a_meaning_are_lost(sign: str) -> None:
    assert is_lost(word(f"ab{sign}", 0, 0))
    assert lost_share([word("abc", 0, 0), word(sign, 0, 0)]) == 0.25


def test_word_of_lost_characters_alone_is_lost() -> None:
    assert is_lost(word("\ufffd\ufffd\ufffd\ufffd", 0, 0))


def test_single_sign_is_left_as_it_is() -> None:
    assert not is_lost(word("\uf8ee", 0, 0))


@pytest.mark.parametrize("text", ["plain", "été", "中文", "한글", "Ω≈1,5", "عربي"])
def test_characters_of_any_script_are_not_lost(text: str) -> None:
    assert not is_lost(word(text, 0, 0))


def test_nothing_is_not_lost() -> None:
    assert lost_share([]) == 0


def test_page_of_lost_characters_is_garbled() -> None:
    health = check_text_layer(PaperPage(tuple(lines("\ue001\ue002\ue003 ab", "\ufffd\ufffd c"))))
    assert health.verdict == "garbled"
    assert health.reason == "62% of the text layer has no known character"


def test_words_without_vowels_are_a_wrong_encoding() -> None:
    health = check_text_layer(PaperPage(tuple(lines(*["Wklv lv qrw wkdw xkdsp", "wqsdf"] * 15))))
    assert (health.verdict, health.words != ()) == ("garbled", True)
    assert "no vowels" in health.reason


def test_few_words_without_vowels_prove_nothing() -> None:
    assert check_text_layer(PaperPage(tuple(lines(*["HTML PDFS"] * 9)))).verdict == "healthy"


def test_figures_and_other_scripts_need_no_vowels() -> None:
    for text in ("1234 5678", "中文 文件", "Москва Гжнвд"):
        assert check_text_layer(PaperPage(tuple(lines(*[text] * 30)))).verdict == "healthy"


def test_few_lost_words_make_a_page_partial() -> None:
    words = (*READABLE, word("un\ue001nown", 50, 300))
    health = check_text_layer(PaperPage(words))
    assert (health.verdict, health.words, health.bare) == ("partial", words, ())
    assert "1 part of the page can only be read from the image" in health.reason


def test_large_picture_without_words_on_it_makes_a_page_partial() -> None:
    scan = box(0, 150, 600, 800)
    health = check_text_layer(PaperPage(tuple(READABLE), (scan,)))
    assert (health.verdict, health.bare) == ("partial", (scan,))


def test_small_picture_or_one_with_words_on_it_is_no_scan() -> None:
    for picture in (box(0, 500, 300, 800), WHOLE_PAGE):
        assert check_text_layer(PaperPage(tuple(READABLE), (picture,))).verdict == "healthy"


def test_hidden_words_over_a_scan_are_believed_and_said_to_be_earlier_ocr() -> None:
    hidden = tuple(w.model_copy(update={"hidden": True}) for w in READABLE)
    health = check_text_layer(PaperPage(hidden, (WHOLE_PAGE, box(0, 200, 600, 800))))
    assert (health.verdict, health.bare) == ("healthy", ())
    assert health.reason == "text laid under a scan by an earlier OCR"
