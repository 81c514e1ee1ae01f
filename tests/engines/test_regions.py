"""Pages shown region by region: places from the layout, text from the model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from docparse import Page, parse_document, parse_pages
from docparse.engines.prompted import Prompt
from docparse.schemas import Figure, Table
from tests.engines.models import Parrot
from tests.truth import SAMPLES

HTML = "<table><tr><th>one</th><th>two</th></tr><tr><td>3</td><td>4</td></tr></table>"


def say(prompt: Prompt) -> str:
    """Answer as a model would that has read one thing only."""
    if "html" in prompt.question:
        return HTML
    if "latex" in prompt.question:
        return r"E = m c ^ { 2 }"
    return "What the model **read**."


@pytest.fixture(scope="module")
def model() -> Iterator[Parrot]:
    with Parrot(say, strategy="regions") as opened:
        yield opened


@pytest.fixture(scope="module")
def computed() -> Page:
    (page,) = parse_pages(SAMPLES / "article.pdf", pages="1")
    return page


@pytest.fixture(scope="module")
def told(model: Parrot) -> Page:
    (page,) = parse_pages(SAMPLES / "article.pdf", engine=model, pages="1")
    return page


def test_places_and_kinds_are_those_of_the_layout(told: Page, computed: Page) -> None:
    assert [(b.kind, b.box) for b in told.blocks] == [(b.kind, b.box) for b in computed.blocks]


def test_text_is_that_of_the_model(told: Page) -> None:
    for block in told.blocks:
        if isinstance(block, Figure):
            assert block.source == "text_layer"
        elif isinstance(block, Table):
            assert block.grid() == [["one", "two"], ["3", "4"]]
        elif block.kind != "formula":
            assert block.text == "What the model read."
            assert [run.text for run in block.inline if run.bold] == ["read"]
            assert block.source == "model"
    assert told.info.text_source == "model"


def test_all_regions_are_asked_about_at_once_and_each_is_shown_large(
    told: Page, model: Parrot
) -> None:
    figures = sum(isinstance(block, Figure) for block in told.blocks)
    assert model.rounds[0] == len(list(told.blocks)) - figures
    narrow = [prompt.images[0] for prompt in model.asked]
    page_scale = 1344 / told.height
    for block, image in zip(
        (b for b in told.blocks if not isinstance(b, Figure)), narrow, strict=True
    ):
        assert image.width / (block.box.width + 8) > page_scale


def test_region_without_a_reply_keeps_what_was_computed(computed: Page) -> None:
    with Parrot(lambda _: "", strategy="regions") as silent:
        (page,) = parse_pages(SAMPLES / "article.pdf", engine=silent, pages="1")
    assert [b.text for b in page.blocks] == [b.text for b in computed.blocks]
    assert {b.source for b in page.blocks} == {"text_layer"}
    assert any("the text is not the model's" in note for note in page.info.notes)


def test_page_replies_are_placed_by_the_words_of_the_page(computed: Page) -> None:
    markdown = parse_document(SAMPLES / "article.pdf", pages="1").to_markdown()
    with Parrot([markdown], places=True) as model:
        (page,) = parse_pages(SAMPLES / "article.pdf", engine=model, pages="1")
    assert page.info.text_source == "model"
    known = {b.text: b.box for b in computed.blocks if len(b.text) > 40}
    placed = [b for b in page.blocks if b.text in known]
    assert len(placed) > len(known) / 2
    close = [b for b in placed if b.box.intersection(known[b.text]) > 0.8 * known[b.text].area]
    assert len(close) >= 0.9 * len(placed)


def test_without_places_all_blocks_have_the_box_of_the_page() -> None:
    with Parrot(["# Title\n\nWords."]) as model:
        page = parse_document(SAMPLES / "article.pdf", engine=model, pages="1").pages[0]
    assert {b.box.corners for b in page.blocks} == {(0.0, 0.0, page.width, page.height)}
