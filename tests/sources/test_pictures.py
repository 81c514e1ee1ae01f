"""Pictures as pages: frames, EXIF, resolution, transparency, crops, turns."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from docparse import Box, SourceError, open_source
from tests.papers import encoded, picture, red_corner

UPRIGHT_AFTER_EXIF = {
    1: "top left",
    2: "top right",
    3: "bottom right",
    4: "bottom left",
    5: "top left",
    6: "top right",
    7: "bottom right",
    8: "bottom left",
}


@pytest.mark.parametrize("orientation", UPRIGHT_AFTER_EXIF)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_exif_orientation_is_applied(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    with open_source(encoded(picture(), kind, exif=exif)) as source:
        page = source.page(1)
        assert red_corner(page.image(100)) == UPRIGHT_AFTER_EXIF[orientation]
        assert (page.width > page.height) == (orientation < 5)


def test_every_frame_of_a_tiff_is_a_page() -> None:
    frames = [picture(), picture().rotate(-90, expand=True), picture().rotate(180)]
    data = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    with open_source(data) as source:
        assert source.info.page_count == 3
        corners = [red_corner(page.image(100)) for page in source.pages()]
        assert red_corner(source.page(2).image(100)) == "top right"
    assert corners == ["top left", "top right", "bottom right"]


def test_frames_of_other_formats_are_one_page() -> None:
    frames = [picture(), picture().rotate(180)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    with open_source(data) as source:
        assert source.info.page_count == 1
        assert red_corner(source.page(1).image(100)) == "top left"


def test_transparency_is_laid_on_white() -> None:
    with open_source(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")) as source:
        assert source.page(1).image(72).getpixel((5, 5)) == (255, 255, 255)


def test_stated_resolution_gives_the_size_in_points() -> None:
    with open_source(encoded(picture(300, 600), "PNG", dpi=(150, 150))) as source:
        page = source.page(1)
        assert (round(page.width), round(page.height)) == (144, 288)
        assert page.image(150).size == (300, 600)


@pytest.mark.parametrize("dpi", [(1, 1), (72, 72), (9999, 9999), (150, 300)])
def test_implausible_resolution_is_taken_for_a4(dpi: tuple[int, int]) -> None:
    with open_source(encoded(picture(300, 600), "PNG", dpi=dpi)) as source:
        page = source.page(1)
        assert (round(page.width), round(page.height)) == (421, 842)


def test_crop_is_that_part_of_the_page() -> None:
    with open_source(encoded(picture(400, 400), "PNG", dpi=(100, 100))) as source:
        page = source.page(1)
        left = page.image(100, Box(x0=0, y0=0, x1=36, y1=36))
        right = page.image(200, Box(x0=144, y0=144, x1=288, y1=216))
    assert left.size == (50, 50)
    assert left.getpixel((25, 25)) == (255, 0, 0)
    assert right.size == (400, 200)
    assert right.getpixel((200, 100)) == (255, 255, 255)


def test_crop_outside_the_page_is_clamped_to_it() -> None:
    with open_source(encoded(picture(100, 100), "PNG", dpi=(100, 100))) as source:
        page = source.page(1)
        assert page.image(100, Box(x0=-50, y0=-50, x1=500, y1=500)).size == (100, 100)
        assert min(page.image(100, Box(x0=90, y0=90, x1=95, y1=95)).size) >= 1


def test_turned_page_is_the_page_upright_and_level() -> None:
    with open_source(encoded(picture(200, 100), "PNG", dpi=(100, 100))) as source:
        page = source.page(1)
        quarter = page.turned(90, 0.0)
        assert (round(quarter.width), round(quarter.height)) == (72, 144)
        assert red_corner(quarter.image(100)) == "top right"
        assert red_corner(page.turned(180, 0.0).image(100)) == "bottom right"
        assert page.turned(0, 0.0) is page
        assert page.turned(0, 3.0).image(100).size == (200, 100)


def test_deep_gray_is_scaled_to_what_can_be_seen() -> None:
    deep = Image.new("I;16", (20, 20), 40_000)
    deep.putpixel((0, 0), 0)
    buffer = BytesIO()
    deep.save(buffer, "TIFF")
    with open_source(buffer.getvalue()) as source:
        image = source.page(1).image(source.page(1).dpi)  # type: ignore[attr-defined]
    assert image.getpixel((10, 10)) == (255, 255, 255)
    assert image.getpixel((0, 0)) == (0, 0, 0)


def test_page_number_beyond_the_frames_is_a_source_error() -> None:
    with open_source(encoded(picture(), "PNG")) as source, pytest.raises(SourceError):
        source.pages("2")
