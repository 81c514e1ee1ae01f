"""PDFs and pictures made on the spot, as bytes."""

from __future__ import annotations

from io import BytesIO

import pymupdf
from PIL import Image, ImageDraw

A4 = (595, 842)


def pdf(*texts: str, rotate: int = 0, **saving: object) -> bytes:
    """A PDF with one page for each text; `saving` goes to PyMuPDF's `tobytes`."""
    document = pymupdf.open()
    for text in texts:
        page = document.new_page(width=A4[0], height=A4[1])
        page.insert_text((72, 300), text, fontsize=12)
        page.set_rotation(rotate)
    return document.tobytes(**saving)


def half_readable_pdf(text: str) -> bytes:
    """A PDF of two pages, the second of which is promised and cannot be found."""
    return pdf(text).replace(b"/Count 1", b"/Count 2")


def locked_pdf(*texts: str, password: str) -> bytes:
    return pdf(
        *texts,
        encryption=pymupdf.PDF_ENCRYPT_AES_256,
        user_pw=password,
        owner_pw=f"owner of {password}",
    )


def picture(width: int = 120, height: int = 80) -> Image.Image:
    """White, with a red rectangle in the top left corner, so that turns can be told apart."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill="red")
    return image


def encoded(image: Image.Image, kind: str, **saving: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **saving)
    return buffer.getvalue()


def red_corner(image: Image.Image) -> str:
    """Name the corner in which the red rectangle stands."""
    right, bottom = image.width - 3, image.height - 3
    corners = {"top left": (2, 2), "top right": (right, 2)}
    corners |= {"bottom left": (2, bottom), "bottom right": (right, bottom)}
    red = [name for name, place in corners.items() if _is_red(image.getpixel(place))]
    assert len(red) == 1, red
    return red[0]


def _is_red(pixel: tuple[int, int, int]) -> bool:
    return pixel[0] > 180 and pixel[1] < 90 and pixel[2] < 90
