"""What can be opened, and what each thing that cannot be opened is told."""

from __future__ import annotations

import os
from io import BytesIO, StringIO
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image

from docparse import LimitError, Limits, PasswordError, SourceError, open_source
from tests.papers import encoded, locked_pdf, pdf, picture

PICTURE_FORMATS = ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF"]


def test_path_bytes_and_stream_give_the_same_words(tmp_path: Path) -> None:
    data = pdf("One two three")
    path = tmp_path / "paper.pdf"
    path.write_bytes(data)
    readings = []
    for given in (path, str(path), data, bytearray(data), BytesIO(data)):
        with open_source(given) as source:
            readings.append([word.text for word in source.page(1).words])
    assert readings == [["One", "two", "three"]] * 5


def test_name_is_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf("x"))
    with open_source(path) as source, path.open("rb") as file, open_source(file) as streamed:
        assert source.info.name == streamed.info.name == "paper.pdf"


def test_open_source_is_returned_as_it_is() -> None:
    with open_source(pdf("x")) as source:
        assert open_source(source) is source


def test_pil_image_is_a_source_and_stays_open() -> None:
    image = picture()
    with open_source(image) as source:
        assert source.info.format == "image"
        assert source.page(1).words == ()
    assert image.getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize("kind", PICTURE_FORMATS)
def test_every_picture_format_is_one_page(kind: str) -> None:
    with open_source(encoded(picture(), kind)) as source:
        (page,) = source.pages()
        assert source.info.format == kind.lower()
        assert page.image(72).size == (round(page.width), round(page.height))


@pytest.mark.parametrize("kind", PICTURE_FORMATS)
def test_content_counts_and_not_the_file_name(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "misnamed.pdf"
    path.write_bytes(encoded(picture(), kind))
    with open_source(path) as source:
        assert source.info.format == kind.lower()


def test_pdf_may_begin_after_other_bytes() -> None:
    with open_source(b"\n\n junk before \n" + pdf("late")) as source:
        assert [word.text for word in source.page(1).words] == ["late"]


def test_right_password_opens() -> None:
    data = locked_pdf("secret text", password="sesame")
    for password in ("sesame", "owner of sesame"):
        with open_source(data, password=password) as source:
            assert [word.text for word in source.page(1).words] == ["secret", "text"]


def test_missing_and_wrong_password_are_told_apart() -> None:
    data = locked_pdf("x", password="sesame")
    with pytest.raises(PasswordError, match="give its password"):
        open_source(data)
    with pytest.raises(PasswordError, match="password is wrong"):
        open_source(data, password="open")
    with pytest.raises(PasswordError, match="password is wrong"):
        open_source(data, password="")


def test_password_for_an_open_pdf_does_no_harm() -> None:
    with open_source(pdf("x"), password="unneeded") as source:
        assert source.info.page_count == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"plain text", "is neither a PDF nor a PNG"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "damaged|neither"),
        (b"%PDF-1.7\nnothing follows", "damaged|no pages"),
        (b"II*\0" + b"\xff" * 60, "damaged|neither"),
    ],
)
def test_unreadable_bytes_are_a_source_error_with_a_reason(data: bytes, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        open_source(data)


@pytest.mark.parametrize("keep", [0.15, 0.5, 0.9])
def test_cut_off_pdf_is_repaired_or_a_source_error(keep: float) -> None:
    data = pdf("first", "second", "third")
    try:
        with open_source(data[: int(len(data) * keep)]) as source:
            for page in source.pages():
                _ = page.words
    except SourceError as error:
        assert "damaged" in str(error) or "no pages" in str(error)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "TIFF"])
def test_cut_off_picture_is_a_source_error(kind: str) -> None:
    data = encoded(picture(400, 300), kind)
    with pytest.raises(SourceError, match=r"damaged|neither"), open_source(data[:90]) as source:
        source.page(1).image(72)


def test_missing_file_folder_and_unreadable_are_source_errors(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        open_source(tmp_path / "absent.pdf")
    with pytest.raises(SourceError, match="is a folder"):
        open_source(tmp_path)
    with pytest.raises(SourceError, match="cannot read"):
        open_source("x" * 5000)


def test_file_name_that_is_no_text_is_spelled_with_question_marks(tmp_path: Path) -> None:
    for data, ending in ((pdf("x"), ".pdf"), (encoded(picture(), "PNG"), ".png")):
        path = tmp_path / (os.fsdecode(b"caf\xe9") + ending)
        try:
            path.write_bytes(data)
        except OSError:
            pytest.skip("the file system takes text alone")
        with open_source(path) as source:
            assert source.info.name == f"caf?{ending}"


def test_path_with_a_null_character_is_a_source_error() -> None:
    with pytest.raises(SourceError, match="cannot read"):
        open_source("a\0b.pdf")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipe_is_read_once_and_devices_not_without_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_bytes, args=(pdf("through a pipe"),))
    writer.start()
    with open_source(pipe) as source:
        assert (source.info.name, len(source.page(1).words)) == ("pipe.pdf", 3)
    writer.join()
    with pytest.raises(LimitError, match="or more"):
        open_source("/dev/zero", limits=Limits(max_file_bytes=10_000))


def test_text_mode_and_other_types_are_source_errors() -> None:
    with pytest.raises(SourceError, match="mode 'rb'"):
        open_source(StringIO("text"))  # type: ignore[arg-type]
    with pytest.raises(SourceError, match="cannot open a int"):
        open_source(7)  # type: ignore[arg-type]


def test_too_many_bytes_are_a_limit_error(tmp_path: Path) -> None:
    data = pdf("x")
    path = tmp_path / "paper.pdf"
    path.write_bytes(data)
    limits = Limits(max_file_bytes=len(data) - 1)
    for given in (path, data, BytesIO(data)):
        with pytest.raises(LimitError, match="max_file_bytes"):
            open_source(given, limits=limits)
    with open_source(path, limits=Limits(max_file_bytes=len(data))) as source:
        assert source.info.page_count == 1


def test_too_many_pages_are_a_limit_error_unless_fewer_are_selected() -> None:
    with open_source(pdf("a", "b", "c"), limits=Limits(max_pages=2)) as source:
        with pytest.raises(LimitError, match="max_pages"):
            source.pages()
        assert [page.number for page in source.pages("2-3")] == [2, 3]


def test_too_many_pixels_are_a_limit_error_for_pdf_and_picture() -> None:
    limits = Limits(max_pixels=10_000)
    with open_source(pdf("a"), limits=limits) as source, pytest.raises(LimitError, match="pixels"):
        source.page(1).image(150)
    data = encoded(picture(200, 200), "PNG")
    with open_source(data, limits=limits) as source, pytest.raises(LimitError, match="pixels"):
        source.page(1).image(72)


def test_title_author_and_outline_are_told() -> None:
    import pymupdf

    document = pymupdf.open()
    for _ in range(3):
        document.new_page()
    document.set_metadata({"title": "A  title\n", "author": "A. Writer"})
    document.set_toc([[1, "Part", 1], [2, "Chapter", 2], [1, "Nowhere", -1]])
    with open_source(document.tobytes()) as source:
        info = source.info
    assert (info.title, info.author, info.page_count) == ("A title", "A. Writer", 3)
    entries = [(entry.level, entry.title, entry.page) for entry in info.outline]
    assert entries == [(1, "Part", 1), (2, "Chapter", 2), (1, "Nowhere", 0)]


def test_image_modes_all_become_rgb() -> None:
    for mode in ("1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "F"):
        image = Image.new(mode, (40, 30))
        with open_source(image) as source:
            assert source.page(1).image(72).mode == "RGB", mode
