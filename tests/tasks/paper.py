"""A page of given size without a file, for tasks that only look at its size."""

from __future__ import annotations

from PIL import Image

from docparse.schemas import Box
from docparse.sources import SourcePage


class Sheet(SourcePage):
    """An empty page."""

    def __init__(self, number: int = 1, width: float = 600.0, height: float = 800.0) -> None:
        self.number, self.width, self.height = number, width, height

    def image(self, dpi: float, crop: Box | None = None) -> Image.Image:
        return Image.new("RGB", (8, 8), "white")
