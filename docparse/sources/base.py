"""What a source and its pages offer, whatever the file format."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from docparse.errors import LimitError
from docparse.schemas import Box, Rule, SourceInfo, Word
from docparse.sources.form_fields import FormField
from docparse.sources.selection import select_pages
from docparse.turning import turn

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds on what is read; exceeding one is a `LimitError`, or the error of a page.

    The last two can only be enforced from outside: where one is set, `parse_document` and
    `parse_pages` read the pages in a worker process that is killed and started again. That bounds
    accidents; it is no sandbox against code that breaks into the process.

    Attributes:
        max_file_bytes: Size of the file.
        max_pages: Pages read in one call.
        max_pixels: Pixels of one page image, given or rendered.
        document_timeout_s: Seconds for all pages, checked before each page; hard in a worker.
        page_timeout_s: Seconds for one page, and for opening the file; None for no bound.
        max_memory_mb: Megabytes that reading may take beyond what the engine holds when it is
            opened; None for no bound. Enforced on Linux.
    """

    max_file_bytes: int = 1 << 30
    max_pages: int = 20_000
    max_pixels: int = 150_000_000
    document_timeout_s: float = 86_400.0
    page_timeout_s: float | None = None
    max_memory_mb: int | None = None

    def __post_init__(self) -> None:
        for name in ("page_timeout_s", "max_memory_mb"):
            bound = getattr(self, name)
            if bound is not None and not bound > 0:
                raise ValueError(f"{name} must be above 0, or None for no bound, not {bound}")

    @property
    def isolated(self) -> bool:
        """Whether pages must be read in a process of their own."""
        return self.page_timeout_s is not None or self.max_memory_mb is not None

    def within_worker(self) -> Limits:
        """Return the bounds that are left to check inside such a process."""
        return replace(self, page_timeout_s=None, max_memory_mb=None)


class SourcePage(ABC):
    """One page, upright as a viewer shows it, in points with the origin at the top left.

    Attributes:
        number: From 1.
        width: Points.
        height: Points.
        orientation: Degrees the page was turned clockwise, beyond what the file itself says,
            because its text runs sideways.
    """

    number: int
    width: float
    height: float
    orientation: int = 0

    @property
    def words(self) -> tuple[Word, ...]:
        """Words of the text layer in file order; empty for pictures."""
        return ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Straight lines drawn on the page; empty for pictures."""
        return ()

    @property
    def pictures(self) -> tuple[Box, ...]:
        """Boxes of the images placed on the page."""
        return ()

    @property
    def form_fields(self) -> tuple[FormField, ...]:
        """What was filled in and ticked on the page's form; empty for pictures."""
        return ()

    @abstractmethod
    def image(self, dpi: float, crop: Box | None = None) -> Image:
        """Render the page, or a region of it, as an RGB image.

        Raises:
            LimitError: The image would hold more than `Limits.max_pixels`.
            SourceError: The page cannot be rendered.
        """

    def turned(self, orientation: int, skew: float) -> SourcePage:
        """Return the picture of the page turned clockwise by `orientation` and `skew` degrees.

        With a parsed page's `info.orientation` and `info.skew` this is what its boxes refer to.
        """
        extra = (orientation - self.orientation) % 360
        return TurnedPage(self, extra, skew) if extra or skew else self


class TurnedPage(SourcePage):
    """The picture of a page, turned; it has no words."""

    def __init__(self, page: SourcePage, orientation: int, skew: float) -> None:
        sideways = orientation in {90, 270}
        self.number = page.number
        self.width, self.height = (
            (page.height, page.width) if sideways else (page.width, page.height)
        )
        self.orientation = (page.orientation + orientation) % 360
        self._page, self._turn, self._skew = page, orientation, skew

    def image(self, dpi: float, crop: Box | None = None) -> Image:
        """Render, turn, then crop."""
        image = turn(self._page.image(dpi), self._turn, self._skew)
        return image if crop is None else crop_image(image, crop, dpi)


class Source(ABC):
    """An open file or picture; close it, or use it as a context manager."""

    info: SourceInfo
    limits: Limits

    def pages(self, selection: str | None = None) -> Iterator[SourcePage]:
        """Yield the selected pages (`1-3,7,-1`; all by default), one in memory at a time.

        Raises:
            SourceError: The selection is malformed or names a page that does not exist.
            LimitError: More pages than `Limits.max_pages`.
        """
        numbers = select_pages(selection, self.info.page_count)
        if len(numbers) > self.limits.max_pages:
            raise LimitError(
                f"{self.info.name}: {len(numbers)} pages exceed the limit of "
                f"{self.limits.max_pages}; select fewer or raise Limits(max_pages=…)"
            )
        return (self.page(number) for number in numbers)

    @abstractmethod
    def page(self, number: int) -> SourcePage:
        """Return page `number`, from 1.

        A page that cannot be loaded is returned too; reading it raises the `SourceError`.
        """

    @abstractmethod
    def close(self) -> None:
        """Release the file."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def crop_image(image: Image, crop: Box, dpi: float) -> Image:
    """Cut a region given in points out of a page image of that resolution."""
    scale = dpi / 72
    x0, y0, x1, y1 = (round(value * scale) for value in crop.corners)
    x0, y0 = min(max(x0, 0), image.width - 1), min(max(y0, 0), image.height - 1)
    return image.crop(
        (x0, y0, max(x0 + 1, min(x1, image.width)), max(y0 + 1, min(y1, image.height)))
    )


def check_pixels(width: float, height: float, limits: Limits, what: str) -> None:
    """Raise a `LimitError` when an image of that size in pixels is too large."""
    if width * height > limits.max_pixels:
        raise LimitError(
            f"{what}: {width:.0f} × {height:.0f} pixels exceed the limit of {limits.max_pixels}; "
            "scale it down or raise Limits(max_pixels=…)"
        )
