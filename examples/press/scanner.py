"""A scanner: pages become grey, noisy, slightly crooked pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pymupdf
from PIL import Image, ImageFilter

from examples.press.truth import truth_json


def scan(
    pdf: bytes, page: int, *, dpi: int, skew: float, turn: int = 0, noise: float = 7.0
) -> Image.Image:
    """Return a picture of a page, from 1.

    Args:
        pdf: The file.
        page: Its page, from 1.
        dpi: Pixels per inch.
        skew: Degrees by which the sheet lies crooked, counterclockwise.
        turn: Degrees by which it was laid in wrongly, a multiple of 90.
        noise: Standard deviation of the grey values.
    """
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        pixmap = document[page - 1].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
        image = Image.frombytes("L", (pixmap.width, pixmap.height), pixmap.samples)
    image = image.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255).rotate(turn, expand=True)
    grey = np.asarray(image.filter(ImageFilter.GaussianBlur(dpi / 300)), dtype=np.float32)
    shade = np.linspace(0.97, 0.9, image.width, dtype=np.float32)
    grain = np.random.default_rng(page).normal(0, noise, grey.shape)
    return Image.fromarray(np.clip(18 + grey * shade * 0.93 + grain, 0, 255).astype(np.uint8))


def as_jpeg(image: Image.Image, dpi: int, quality: int = 50) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi))
    return buffer.getvalue()


def as_fax(images: Sequence[Image.Image], dpi: int) -> bytes:
    """Return a TIFF of black and white frames, greys as dots."""
    first, *others = (image.point(lambda grey: grey * 1.6 - 90).convert("1") for image in images)
    buffer = BytesIO()
    first.save(
        buffer, "TIFF", save_all=True, append_images=others, compression="group4", dpi=(dpi, dpi)
    )
    return buffer.getvalue()


def as_pdf(images: Sequence[Image.Image], dpi: int) -> bytes:
    """Return a PDF that holds nothing but pictures."""
    with pymupdf.open() as document:
        for image in images:
            page = document.new_page(width=image.width * 72 / dpi, height=image.height * 72 / dpi)
            page.insert_image(page.rect, stream=as_jpeg(image, dpi))
        return document.tobytes(deflate=True, no_new_id=True)


def truth_of(name: str, sources: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Return the truth file of a scan, given the truth files and the pages that it shows."""
    pages: list[tuple[float, float]] = []
    blocks: list[dict[str, Any]] = []
    for truth, chosen in sources:
        whole = json.loads(truth)
        renumbered = {page: len(pages) + index for index, page in enumerate(chosen, 1)}
        pages += [whole["pages"][page - 1] for page in chosen]
        blocks += [_on(renumbered, block) for block in whole["blocks"] if _shown(renumbered, block)]
    return truth_json(name, pages, blocks)


def _shown(pages: Mapping[int, int], block: dict[str, Any]) -> bool:
    return any(place["page"] in pages for place in block["places"])


def _on(pages: Mapping[int, int], block: dict[str, Any]) -> dict[str, Any]:
    """Return what the chosen pages show of a block, with their new numbers."""
    shown = [place for place in block["places"] if place["page"] in pages]
    places = [place | {"page": pages[place["page"]]} for place in shown]
    if len(shown) == len(block["places"]):
        return block | {"places": places}
    return block | {"text": "".join(place["text"] for place in shown), "places": places}
