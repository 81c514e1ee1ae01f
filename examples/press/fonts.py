"""Fonts embedded in the samples: STIX and DejaVu Mono from matplotlib, Droid from PyMuPDF."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import matplotlib
import pymupdf
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
SERIF, MONO, HAN = "STIXGeneral", "DejaVuSansMono", "Droid"


@cache
def embed(name: str) -> str:
    """Register one of matplotlib's fonts by its file name; return the name to draw with."""
    registerFont(TTFont(name, FOLDER / f"{name}.ttf"))
    return name


def embed_families() -> None:
    """Register the text faces."""
    faces = [embed(SERIF + suffix) for suffix in ("", "Bol", "Italic", "BolIta")]
    registerFontFamily(SERIF, *faces)
    embed(MONO)
    registerFont(TTFont(HAN, BytesIO(pymupdf.Font("china-s").buffer)))
    registerFontFamily(HAN, HAN, HAN, HAN, HAN)
