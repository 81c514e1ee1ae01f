"""Pictures that mean harm: headers that promise gigabytes, loops of frames, half a file."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageDraw

_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_PNG_MARK = b"\x89PNG\r\n\x1a\n"


def pictures(share: int) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents; sizes are divided by `share`."""
    yield from _bombs(share)
    yield from _headers()
    yield from _tiffs(share)
    yield from _damaged()


def _bombs(share: int) -> Iterator[tuple[str, bytes]]:
    """Whole files that are what they say: many pixels, all alike."""
    side = max(500, 12_000 // share)
    yield "picture_large.png", _png(side, side, 1, b"\0" * (side // 8 + 2) * side)
    side = max(500, 40_000 // share)
    yield "picture_bomb.png", _png(side, side, 1, b"\0" * (side // 8 + 2) * side)
    yield "picture_chunk.png", _png(9, 9, 8, b"\0" * 90, text=b"\0" * (10**9 // share))
    yield "picture_one_pixel.png", _png(1, 1, 8, b"\0\0")
    yield "picture_line.png", _png(60_000, 1, 1, b"\0" * 7_502)
    yield "picture_column.png", _png(1, 60_000, 1, b"\0" * 120_000)


def _headers() -> Iterator[tuple[str, bytes]]:
    """Headers that promise what does not follow."""
    yield "picture_promised.png", _png(100_000, 100_000, 16, b"")
    yield "picture_promised_most.png", _png(2**31 - 1, 2**31 - 1, 8, b"")
    yield "picture_nothing.png", _png(0, 0, 8, b"")
    yield "picture_promised.gif", b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0xF7, 0, 0) + b","
    bmp = struct.pack("<2sIHHI", b"BM", 99, 0, 0, 54)
    for name, size in (("promised", 100_000), ("negative", -100_000), ("most", 2**31 - 1)):
        head = struct.pack("<IiiHHIIiiII", 40, size, size, 1, 24, 0, 0, 0, 0, 0, 0)
        yield f"picture_{name}.bmp", bmp + head
    small = _encoded("JPEG")
    frame = small.index(b"\xff\xc0")
    yield (
        "picture_promised.jpg",
        small[: frame + 5] + struct.pack(">HH", 65_500, 65_500) + small[frame + 9 :],
    )
    riff = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + b"\xff" * 6
    yield "picture_promised.webp", b"RIFF" + struct.pack("<I", len(riff) + 4) + b"WEBP" + riff


def _tiffs(share: int) -> Iterator[tuple[str, bytes]]:
    whole = _encoded("TIFF")
    first = struct.unpack("<I", whole[4:8])[0]
    entries = struct.unpack("<H", whole[first : first + 2])[0]
    following = first + 2 + 12 * entries
    loop = whole[:following] + struct.pack("<I", first) + whole[following + 4 :]
    yield "picture_frames_loop.tif", loop
    frames = BytesIO()
    dots = [Image.new("1", (9, 9), 1) for _ in range(max(20, 2_000 // share))]
    dots[0].save(frames, "TIFF", save_all=True, append_images=dots[1:])
    yield "picture_frames_many.tif", frames.getvalue()
    for name, tag in (("width", 256), ("rows", 278), ("bits", 258), ("offsets", 273)):
        at = whole.find(struct.pack("<H", tag), first)
        yield f"picture_{name}.tif", whole[: at + 8] + b"\xff\xff\xff\x7f" + whole[at + 12 :]


def _damaged() -> Iterator[tuple[str, bytes]]:
    for kind in _FORMATS:
        whole, ending = _encoded(kind), kind.lower()
        for part in (1, 4, 7):
            yield f"picture_cut_{part}.{ending}", whole[: len(whole) * part // 8]
        middle = len(whole) // 2
        noise = bytes(n * 7919 % 256 for n in range(len(whole) // 10))
        yield f"picture_noise.{ending}", whole[:middle] + noise + whole[middle + len(noise) :]


def _encoded(kind: str) -> bytes:
    image = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(image).text((20, 80), "A line of plain words.", "black")
    buffer = BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def _png(width: int, height: int, depth: int, data: bytes, *, text: bytes = b"") -> bytes:
    """Return a grey PNG; the data are its lines, each after its byte for the filter."""
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0))]
    if text:
        chunks.append((b"zTXt", b"a\0\0" + zlib.compress(text, 9)))
    chunks += [(b"IDAT", zlib.compress(data, 9)), (b"IEND", b"")]
    return _PNG_MARK + b"".join(map(_chunk, chunks))


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    kind, data = chunk
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
