"""Find out what was given, and open it."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias, cast

from docparse.errors import LimitError, SourceError
from docparse.extras import load
from docparse.sources.base import Limits, Source

if TYPE_CHECKING:
    from PIL.Image import Image

SourceInput: TypeAlias = "str | os.PathLike[str] | bytes | BinaryIO | Image | Source"

_PDF_MARK = b"%PDF-"


def open_source(
    source: SourceInput, *, password: str | None = None, limits: Limits | None = None
) -> Source:
    """Open a PDF or a picture.

    Args:
        source: A path, the bytes, a binary file object, a PIL image or an open `Source` (which is
            returned as it is).
        password: Opens an encrypted PDF.
        limits: Bounds on what is read.

    Returns:
        The source; close it, or use it as a context manager.

    Raises:
        SourceError: It does not exist, or is neither a PDF nor a PNG, JPEG, WebP, BMP, GIF or TIFF.
        PasswordError: It is encrypted and the password is missing or wrong.
        LimitError: It exceeds the limits.
    """
    limits = limits or Limits()
    if isinstance(source, Source):
        return source
    if isinstance(source, (str, os.PathLike)):
        return _open_path(Path(source), password, limits)
    if isinstance(source, (bytes, bytearray, memoryview)):
        return _open_bytes(bytes(source), "bytes", password, limits)
    if hasattr(source, "read"):
        return _open_bytes(*read_stream(cast("BinaryIO", source), limits), password, limits)
    if hasattr(source, "convert"):
        opened: Source = load("docparse.sources.picture:PictureSource").of_image(source, limits)
        return opened
    raise SourceError(
        f"cannot open a {type(source).__name__}; give a path, bytes, a binary file or a PIL image"
    )


def using_source(
    source: SourceInput, password: str | None, limits: Limits
) -> AbstractContextManager[Source]:
    """Open a source, and close it afterwards; one that is open stays open."""
    if isinstance(source, Source):
        return nullcontext(source)
    return open_source(source, password=password, limits=limits)


def _open_path(path: Path, password: str | None, limits: Limits) -> Source:
    if "\0" in str(path):
        raise SourceError(f"cannot read {str(path)!r}: a path has no null characters")
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise SourceError(f"{path} is a folder; give one file")
        if not path.is_file():  # a pipe or a device can be read once only, and may never end
            return _open_bytes(*read_once(path, limits), password, limits)
        with path.open("rb") as file:
            head = file.read(1024)
        name = _spelled(path.name)
        _check_size(size, name, limits)
        if _is_pdf(head) and name == path.name:
            opened: Source = load("docparse.sources.pdf:PdfSource").of_path(path, password, limits)
            return opened
        return _open_bytes(path.read_bytes(), name, password, limits)
    except OSError as error:
        raise SourceError(
            f"cannot read {_spelled(str(path))}: {error.strerror or error}"
        ) from error


def _spelled(name: str) -> str:
    """Replace what cannot be encoded: bytes of a file name that are no text."""
    return name.encode("utf-8", "replace").decode()


def read_once(path: Path, limits: Limits) -> tuple[bytes, str]:
    """Read a pipe or a device: its content, and what to call it.

    Raises:
        SourceError: It cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return read_stream(stream, limits)
    except OSError as error:
        raise SourceError(
            f"cannot read {_spelled(str(path))}: {error.strerror or error}"
        ) from error


def read_stream(stream: BinaryIO, limits: Limits) -> tuple[bytes, str]:
    """Read a file object, no more than a byte over the limit: its content, and what to call it.

    Raises:
        SourceError: It is open in text mode.
    """
    data: bytes | str = stream.read(limits.max_file_bytes + 1)
    if isinstance(data, str):
        raise SourceError("the file is open in text mode; open it with mode 'rb'")
    name = getattr(stream, "name", "stream")
    return data, _spelled(Path(name).name) if isinstance(name, str) else "stream"


def _open_bytes(data: bytes, name: str, password: str | None, limits: Limits) -> Source:
    _check_size(len(data), name, limits)
    if not data:
        raise SourceError(f"{name} is empty")
    opened: Source
    if _is_pdf(data[:1024]):
        opened = load("docparse.sources.pdf:PdfSource").of_bytes(data, name, password, limits)
    elif (picture := load("docparse.sources.picture:recognise")(data, name)) is not None:
        opened = load("docparse.sources.picture:PictureSource").of_bytes(
            BytesIO(data), picture, name, limits
        )
    elif _PDF_MARK in data or b"startxref" in data or b" obj" in data:
        opened = load("docparse.sources.pdf:PdfSource").of_bytes(data, name, password, limits)
    else:
        raise SourceError(
            f"{name} is neither a PDF nor a PNG, JPEG, WebP, BMP, GIF or TIFF picture"
        )
    return opened


def _is_pdf(head: bytes) -> bool:
    return _PDF_MARK in head


def _check_size(size: int, name: str, limits: Limits) -> None:
    if size > limits.max_file_bytes:
        raise LimitError(
            f"{name} holds {size} bytes or more, over the limit of {limits.max_file_bytes}; "
            "raise Limits(max_file_bytes=…)"
        )
