"""Pictures: PNG, JPEG, WebP, BMP, GIF and every frame of a TIFF, through Pillow."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import cast

from PIL import Image, ImageOps, UnidentifiedImageError

from docparse.errors import DocparseError, LimitError, SourceError
from docparse.schemas import Box, SourceInfo
from docparse.sources.base import Limits, Source, SourcePage, check_pixels, crop_image

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
_LONG_SIDE = 842.0
"""Points of the longer side of a page whose picture does not tell its resolution: A4."""
_PLAUSIBLE_DPI = (90, 1250)
_MAX_SIDE = 2400.0


def recognise(data: bytes, name: str) -> str | None:
    """Return the name of the picture format, or None when it is none we read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=FORMATS) as image:
                return image.format
    except UnidentifiedImageError:
        return None
    except Image.DecompressionBombError as error:
        raise _too_large(name, error) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise _unreadable(name, error) from error


class PictureSource(Source):
    """An open picture; each frame of a TIFF is a page, of other formats the first."""

    def __init__(self, image: Image.Image, info: SourceInfo, limits: Limits) -> None:
        self._image, self.info, self.limits = image, info, limits

    @classmethod
    def of_bytes(cls, file: BytesIO, kind: str, name: str, limits: Limits) -> PictureSource:
        """Open an encoded picture."""
        with _decoding(name):
            image = Image.open(file, formats=FORMATS)
            frames = getattr(image, "n_frames", 1) if kind == "TIFF" else 1
        return cls(image, SourceInfo(name=name, format=kind.lower(), page_count=frames), limits)

    @classmethod
    def of_image(cls, image: Image.Image, limits: Limits) -> PictureSource:
        """Take a PIL image; it stays the caller's and is not closed."""
        info = SourceInfo(name="image", format="image", page_count=1)
        return cls(image.copy(), info, limits)

    def page(self, number: int) -> PicturePage:
        """Return frame `number`, from 1."""
        return PicturePage(self, number)

    def frame(self, number: int) -> Image.Image:
        """Decode a frame: EXIF rotation applied, transparency laid on white, RGB."""
        name = f"{self.info.name}, page {number}"
        with _decoding(name):
            if self.info.page_count > 1:
                self._image.seek(number - 1)
            check_pixels(self._image.width, self._image.height, self.limits, name)
            return _flatten(ImageOps.exif_transpose(self._image))

    def close(self) -> None:
        """Release the picture."""
        self._image.close()


class PicturePage(SourcePage):
    """A picture as a page: its own resolution gives its size in points, else A4 is assumed."""

    def __init__(self, source: PictureSource, number: int) -> None:
        self.number = number
        self._source = source
        self._frame: Image.Image | None = None

    @property
    def frame(self) -> Image.Image:
        """The picture in its own pixels."""
        if self._frame is None:
            self._frame = self._source.frame(self.number)
        return self._frame

    @property
    def dpi(self) -> float:
        """Pixels per inch, as the picture says or as assumed."""
        long_side = max(self.frame.size)
        stated = _stated_dpi(self.frame)
        if (
            stated
            and _PLAUSIBLE_DPI[0] <= stated <= _PLAUSIBLE_DPI[1]
            and (long_side * 72 / stated <= _MAX_SIDE)
        ):
            return stated
        return long_side * 72 / _LONG_SIDE

    @property
    def width(self) -> float:  # type: ignore[override]
        """Points."""
        return self.frame.width * 72 / self.dpi

    @property
    def height(self) -> float:  # type: ignore[override]
        """Points."""
        return self.frame.height * 72 / self.dpi

    @property
    def pictures(self) -> tuple[Box, ...]:
        """The page is one picture."""
        return (Box(x0=0, y0=0, x1=self.width, y1=self.height),)

    def image(self, dpi: float, crop: Box | None = None) -> Image.Image:
        """Scale the picture to that resolution."""
        scale = dpi / self.dpi
        region = self.frame if crop is None else crop_image(self.frame, crop, self.dpi)
        width, height = max(1, round(region.width * scale)), max(1, round(region.height * scale))
        check_pixels(width, height, self._source.limits, self._source.info.name)
        if (width, height) == region.size:
            return region
        return region.resize((width, height), Image.Resampling.LANCZOS)


def _flatten(image: Image.Image) -> Image.Image:
    stated = image.info.get("dpi")
    if image.mode in {"I;16", "I;16B", "I", "F"}:
        image = _to_8_bit(image)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        image = Image.alpha_composite(white, layer)
    flat = image.convert("RGB")
    if stated:
        flat.info["dpi"] = stated
    return flat


def _to_8_bit(image: Image.Image) -> Image.Image:
    _, high = cast("tuple[float, float]", image.getextrema())
    scale = 255 / high if high > 255 else 1.0
    return image.convert("F").point(lambda value: value * scale).convert("L")


def _stated_dpi(image: Image.Image) -> float | None:
    try:
        across, down = image.info["dpi"]
        return float(across) if abs(float(across) - float(down)) < 2 else None
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None


@contextmanager
def _decoding(name: str) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except DocparseError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(name, error) from error
    except MemoryError as error:
        raise LimitError(f"{name}: there is not enough memory to read the picture") from error
    except Exception as error:  # Pillow's plugins raise whatever their parsers stumble on
        raise _unreadable(name, error) from error


def _too_large(name: str, error: Exception) -> LimitError:
    return LimitError(f"{name}: {error}; scale it down")


def _unreadable(name: str, error: Exception) -> SourceError:
    return SourceError(f"{name}: the picture is damaged and cannot be read ({error})")
