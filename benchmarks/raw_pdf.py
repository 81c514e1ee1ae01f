"""PDFs written byte by byte, for what no library would write."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence

TEXT = b"BT /F1 12 Tf 72 700 Td (A line of plain words on this page.) Tj ET"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def stream(data: bytes, entries: bytes = b"", *, times: int = 0) -> bytes:
    """Return a stream object, its data deflated so many times over."""
    filters = b""
    for _ in range(times):
        data = zlib.compress(data, 9)
    if times:
        filters = b"/Filter [" + b" /FlateDecode" * times + b" ]"
    return b"<< /Length %d %s %s >>\nstream\n%s\nendstream" % (len(data), filters, entries, data)


def bomb(size: int, piece: bytes = b" ", entries: bytes = b"") -> bytes:
    """Return a stream of a few kilobytes that inflates to that many bytes, deflated twice."""
    deflating = zlib.compressobj(9)
    block = piece * (min(size, 1_000_000) // len(piece))
    parts = [deflating.compress(block) for _ in range(size // len(block))]
    once = b"".join([*parts, deflating.flush()])
    data = zlib.compress(once, 9)
    filters = b"/Filter [ /FlateDecode /FlateDecode ]"
    return b"<< /Length %d %s %s >>\nstream\n%s\nendstream" % (len(data), filters, entries, data)


def paper(
    *,
    content: bytes = b"",
    page: bytes = b"",
    resources: bytes = b"",
    box: bytes = b"[0 0 595 842]",
    catalog: bytes = b"",
    more: Mapping[int, bytes] | None = None,
    trailer: bytes = b"",
) -> bytes:
    """Return a PDF of one page: 1 catalog, 2 pages, 3 the page, 4 its content, 5 a font, `more`.

    `content` is a whole stream object; that of a line of words when it is empty.
    """
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R %s"
        b" /Resources << /Font << /F1 5 0 R >> %s >> >>" % (box, page, resources),
        4: content or stream(TEXT),
        5: FONT,
    }
    return file({**objects, **(more or {})}, trailer=trailer)


def file(objects: Mapping[int, bytes], *, trailer: bytes = b"") -> bytes:
    """Return a PDF with those objects, 1 being the catalog, and a true cross-reference table."""
    parts, offsets, at = [b"%PDF-1.7\n"], {}, 9
    for number, body in objects.items():
        offsets[number] = at
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        at += len(parts[-1])
    size = max(objects) + 1
    lines = [
        b"%010d 00000 n \n" % offsets[n] if n in offsets else b"0000000000 65535 f \n"
        for n in range(size)
    ]
    parts.append(b"xref\n0 %d\n%s" % (size, b"".join(lines)))
    parts.append(b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (size, trailer))
    parts.append(b"startxref\n%d\n%%%%EOF\n" % at)
    return b"".join(parts)


def many_pages(count: int, width: int) -> bytes:
    """Return a PDF of that many pages in a tree of nodes with `width` kids, all alike."""
    objects: dict[int, bytes] = {4: stream(TEXT), 5: FONT}
    level = list(range(10, 10 + count))
    for number in level:
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        )
    under, following = dict.fromkeys(level, 1), 10 + count
    while len(level) > width:
        above = []
        for kids in _cut(level, width):
            under[following] = sum(under[kid] for kid in kids)
            objects[following] = _node(kids, under[following])
            above.append(following)
            following += 1
        level = above
    objects[2] = _node(level, count)
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R >>"
    return file(objects)


def _cut(numbers: Sequence[int], width: int) -> Iterable[Sequence[int]]:
    return (numbers[at : at + width] for at in range(0, len(numbers), width))


def _node(kids: Sequence[int], count: int) -> bytes:
    return b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
        count,
        b" ".join(b"%d 0 R" % kid for kid in kids),
    )
