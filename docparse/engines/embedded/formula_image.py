"""Formulas in pictures: no recogniser comes with the embedded engine yet. It would live here."""

from __future__ import annotations

from typing import NoReturn

from docparse.errors import UnsupportedTaskError


def read_formula_image(page: int) -> NoReturn:
    """Refuse to read a formula from a picture, and say who can.

    Args:
        page: Its page.

    Raises:
        UnsupportedTaskError: Always.
    """
    from docparse.engines import engines_for

    able = ", ".join(name for name in engines_for("ReadFormula") if name != "embedded")
    raise UnsupportedTaskError(
        f"page {page} is a picture, and the embedded engine reads formulas from the glyphs of "
        f"born-digital PDFs only. Engines that read pictures of formulas: {able}"
    )
