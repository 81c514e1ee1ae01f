"""Formulas."""

from __future__ import annotations

from typing import Literal

from docparse.schemas.placed import Placed


class Formula(Placed):
    """A formula; `text` is what stands on the page, `latex` None when it could not be derived."""

    kind: Literal["formula"] = "formula"
    text: str = ""
    latex: str | None = None
    display: bool = True
