"""Formulas."""

from __future__ import annotations

from typing import Literal

from docparse.schemas.placed import Placed


class Formula(Placed):
    """A formula.

    Attributes:
        text: What stands on the page.
        latex: What stands between the delimiters, without the tag; None when it could not be
            derived.
        tag: The number printed beside it, without its parentheses; None when there is none.
        display: Whether it stands on lines of its own.
        image: Path of the cropped picture, once it has been written; for formulas without LaTeX.

    For a formula read from the glyphs of a PDF `confidence` is 1 where its LaTeX, read anew, names
    the same signs in the same places, and 0, with no LaTeX, where it does not or where the formula
    is a picture.
    """

    kind: Literal["formula"] = "formula"
    text: str = ""
    latex: str | None = None
    tag: str | None = None
    display: bool = True
    image: str | None = None

    def to_mathml(self) -> str:
        """Return a `<math>` element, without the tag.

        Raises:
            OutputError: There is no LaTeX, or it holds a command that is not known.
        """
        from docparse.markup.mathml import latex_to_mathml

        return latex_to_mathml(self.latex or "", display=self.display)
