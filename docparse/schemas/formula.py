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
    """

    kind: Literal["formula"] = "formula"
    text: str = ""
    latex: str | None = None
    tag: str | None = None
    display: bool = True

    def to_mathml(self) -> str:
        """Return a `<math>` element, without the tag.

        Raises:
            OutputError: There is no LaTeX, or it holds a command that is not known.
        """
        from docparse.markup.mathml import latex_to_mathml

        return latex_to_mathml(self.latex or "", display=self.display)
