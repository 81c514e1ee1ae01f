"""PDFs written out by hand: text in nameless bitmaps (Type 3), and text that is stretched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from docparse.sources.bitmap_fonts import KnownFont, Metric, known_fonts


@cache
def _known() -> dict[str, KnownFont]:
    return {known.font.name: known for known in known_fonts()}


def metrics_of(font: str, codes: Iterable[int] | None = None) -> dict[int, Metric]:
    """Metrics of a font of TeX, of all its codes or of some."""
    every = dict(enumerate(_known()[font].metrics))
    chosen = every if codes is None else {code: every[code] for code in codes}
    return {code: metric for code, metric in chosen.items() if metric is not None}


def names_of(font: str) -> Sequence[str]:
    return _known()[font].font.glyphs


def type3_pdf(fonts: Mapping[str, Sequence[int]], *, size: float = 10.0) -> bytes:
    """A page with a line of codes in each font, drawn as black boxes as tall as its glyphs are."""
    objects: list[str] = []
    resources: list[str] = []
    lines: list[str] = []
    for number, (font, codes) in enumerate(fonts.items()):
        reference = _font(objects, metrics_of(font, sorted(set(codes))))
        resources.append(f"/F{number} {reference} 0 R")
        spelt = "".join(f"{code:02x}" for code in codes)
        lines.append(f"BT /F{number} {size} Tf 72 {700 - 40 * number} Td <{spelt}> Tj ET")
    return _written(objects, " ".join(resources), "\n".join(lines))


def typed_pdf(content: str, font: str = "Times-Roman") -> bytes:
    """A page of drawing commands; /F0 is a font every reader has."""
    objects = [f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>"]
    return _written(objects, "/F0 4 0 R", content)


def _font(objects: list[str], metrics: Mapping[int, Metric]) -> int:
    """Add a font whose glyphs go by numbers, at 600 dots to the inch and 10 points; return it."""
    scale = 600 / 72 * 10
    procedures: list[str] = []
    for code, metric in metrics.items():
        width, top, foot = (
            round(part * scale) for part in (metric.width, metric.height, -metric.depth)
        )
        drawn = f"{metric.width * scale:.3f} 0 0 {foot} {max(width, 1)} {top} d1\n"
        drawn += f"0 {foot} {max(width, 1)} {max(top - foot, 1)} re f"
        objects.append(_stream(drawn))
        procedures.append(f"/a{code} {len(objects) + 3} 0 R")
    differences = " ".join(f"{code} /a{code}" for code in metrics)
    first, last = min(metrics), max(metrics)
    widths = " ".join(
        f"{metrics[code].width * scale:.3f}" if code in metrics else "0"
        for code in range(first, last + 1)
    )
    objects.append(
        f"<< /Type /Font /Subtype /Type3 /Name /T{first} /FontBBox [0 -300 300 300] /FontMatrix "
        f"[{1 / scale:.6f} 0 0 {1 / scale:.6f} 0 0] /FirstChar {first} /LastChar {last} "
        f"/Widths [{widths}] /Encoding << /Type /Encoding /Differences [{differences}] >> "
        f"/CharProcs << {' '.join(procedures)} >> >>"
    )
    return len(objects) + 3


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _written(objects: Sequence[str], fonts: str, content: str) -> bytes:
    """A PDF of one page: catalogue, tree and page come first, then what is given."""
    last = len(objects) + 4
    every = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {last} 0 R "
        f"/Resources << /Font << {fonts} >> >> >>",
        *objects,
        _stream(content),
    ]
    made, places = "%PDF-1.4\n", []
    for number, body in enumerate(every, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(made)
    made += f"xref\n0 {last + 1}\n0000000000 65535 f \n{table}"
    made += f"trailer\n<< /Size {last + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return made.encode("latin-1")
