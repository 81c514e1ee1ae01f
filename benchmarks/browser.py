"""Draw HTML to a picture with Chromium, and sheets of originals beside what was read of them."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from subprocess import run

from PIL import Image


@dataclass(frozen=True)
class Figure:
    """An original and, beside it, what was read: markup in a `div` of the class `read`."""

    caption: str
    original: Image.Image
    read: str


@dataclass(frozen=True)
class Sheet:
    """How a sheet of figures looks: pixels of a figure, figures in a row, further styles."""

    cell: tuple[int, int]
    across: int
    style: str
    scripts: str = ""

    def draw(self, figures: Sequence[Figure], chromium: str = "chromium") -> Image.Image:
        """Return the picture of figures, row by row."""
        size = (self.across * self.cell[0], -(-len(figures) // self.across) * self.cell[1])
        parts = "".join(map(_figure, figures))
        return draw_html(f"<style>{self._style}</style>{parts}{self.scripts}", size, chromium)

    @property
    def _style(self) -> str:
        width, height = self.cell
        return f"""
body {{ margin: 0; font: 12px sans-serif; display: grid;
  grid-template-columns: repeat({self.across}, {width}px); }}
figure {{ margin: 0; width: {width}px; height: {height}px; overflow: hidden;
  border: 1px solid #888; box-sizing: border-box; display: grid;
  grid-template: 20px 1fr / 1fr 1fr; }}
figcaption {{ grid-column: 1 / 3; background: #eee; padding: 2px 6px; white-space: nowrap; }}
figure > div {{ overflow: hidden; padding: 4px; }}
img {{ max-width: 100%; max-height: {height - 34}px; }}
{self.style}"""


def _figure(figure: Figure) -> str:
    return (
        f"<figure><figcaption>{escape(figure.caption)}</figcaption>"
        f"<div>{_as_element(figure.original)}</div>"
        f'<div class="read">{figure.read}</div></figure>'
    )


def draw_html(markup: str, size: tuple[int, int], chromium: str = "chromium") -> Image.Image:
    """Return what a browser window of that size in pixels shows.

    Args:
        markup: What stands in the page's body, styles and scripts included.
        size: Width and height.
        chromium: The browser's command.
    """
    with tempfile.TemporaryDirectory() as folder:
        page, picture = Path(folder) / "sheet.html", Path(folder) / "sheet.png"
        page.write_text(f"<!doctype html><meta charset=utf-8>{markup}", "utf-8")
        window = f"--window-size={size[0]},{size[1]}"
        flags = ["--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu", window]
        run(
            [chromium, *flags, f"--screenshot={picture}", page.as_uri()],
            check=True,
            capture_output=True,
            timeout=120,
        )
        with Image.open(picture) as image:
            return image.convert("RGB")


def _as_element(image: Image.Image) -> str:
    """Return a picture as an `<img>` that needs no file."""
    png = BytesIO()
    image.save(png, "PNG")
    return f'<img src="data:image/png;base64,{base64.b64encode(png.getvalue()).decode()}">'
