"""Draw HTML to a picture with Chromium, and put pictures into HTML."""

from __future__ import annotations

import base64
import tempfile
from io import BytesIO
from pathlib import Path
from subprocess import run

from PIL import Image


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


def as_element(image: Image.Image) -> str:
    """Return a picture as an `<img>` that needs no file."""
    png = BytesIO()
    image.save(png, "PNG")
    return f'<img src="data:image/png;base64,{base64.b64encode(png.getvalue()).decode()}">'
