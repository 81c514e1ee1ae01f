"""Write files that mean harm: bombs, cycles, endless lists, absurd sizes, lies about what follows.

    python -m benchmarks.hostile_files FOLDER [--gentle]

`--gentle` keeps to what a test can afford: the same kinds, a ten-thousandth of the size.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from benchmarks.hostile_pictures import pictures
from benchmarks.raw_pdf import FONT, TEXT, bomb, file, many_pages, paper, stream

Files: TypeAlias = Iterator[tuple[str, bytes]]
_CUTS = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Write them all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gentle", action="store_true", help="small enough for a test")
    options = parser.parse_args(arguments)
    print(f"{write_all(options.folder, gentle=options.gentle)} files in {options.folder}")
    return 0


def write_all(folder: Path, *, gentle: bool = False) -> int:
    """Write every kind into the folder and return how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, data in hostile_files(10_000 if gentle else 1):
        (folder / name).write_bytes(data)
        count += 1
    return count


def hostile_files(share: int = 1) -> Files:
    """Yield names and contents; sizes are divided by `share`."""
    kinds: tuple[Callable[[int], Files], ...] = (
        _bombs,
        _page_trees,
        _recursive,
        _endless,
        _sizes,
        _lies,
        _active,
        _fonts,
        _names,
        _cut_off,
        pictures,
    )
    for kind in kinds:
        yield from kind(share)


def _bombs(share: int) -> Files:
    """A few kilobytes that inflate to a gigabyte, wherever a stream may stand."""
    size = max(100_000, 1_000_000_000 // share)
    side = max(2_000, 100_000 // share)
    image = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 1" % (
        (side, side)
    )
    drawn = {"content": stream(b"q 595 0 0 842 0 0 cm /X Do Q"), "resources": _XOBJECT}
    yield "bomb_content_spaces.pdf", paper(content=bomb(size))
    yield "bomb_content_lines.pdf", paper(content=bomb(size, b"0 0 m 9 9 l S "))
    yield "bomb_content_words.pdf", paper(content=bomb(size // 10, b"BT /F1 9 Tf (word) Tj ET "))
    yield "bomb_image.pdf", paper(**drawn, more={6: bomb(size, entries=image + _GRAY)})
    yield "bomb_image_mask.pdf", paper(**drawn, more={6: bomb(size, b"\0", image + _MASK)})
    font = b"<< /Type /Font /Subtype /TrueType /BaseFont /Bad /FontDescriptor 6 0 R %s >>"
    descriptor = b"<< /Type /FontDescriptor /FontName /Bad /Flags 32 /FontFile2 7 0 R >>"
    yield (
        "bomb_font.pdf",
        paper(more={5: font % b"", 6: descriptor, 7: bomb(size, b"\0")}),
    )
    yield "bomb_to_unicode.pdf", paper(more={5: font % b"/ToUnicode 7 0 R", 7: bomb(size)})
    yield "bomb_metadata.pdf", paper(catalog=b"/Metadata 6 0 R", more={6: bomb(size)})
    yield "bomb_profile.pdf", _in_colour(bomb(size, b"\0", b"/N 3"))
    yield "bomb_object_stream.pdf", _packed(bomb(size, b" ", b"/Type /ObjStm /N 9 /First 99"))
    yield (
        "bomb_object_stream_count.pdf",
        _packed(stream(b"7 0 " * 9, b"/Type /ObjStm /N 1000000000 /First 36", times=1)),
    )
    yield "bomb_cross_reference.pdf", _cross_reference_bomb(size)


_XOBJECT = b"/XObject << /X 6 0 R >>"
_GRAY = b" /ColorSpace /DeviceGray"
_MASK = b" /ImageMask true"


def _in_colour(profile: bytes) -> bytes:
    return paper(
        content=stream(b"/C cs 1 0 0 scn 0 0 99 99 re f " + TEXT),
        resources=b"/ColorSpace << /C [ /ICCBased 6 0 R ] >>",
        more={6: profile},
    )


def _packed(objects: bytes) -> bytes:
    return paper(more={6: objects}, catalog=b"/Names 7 0 R")


def _cross_reference_bomb(size: int) -> bytes:
    table = bomb(
        size,
        b"\0",
        b"/Type /XRef /W [1 2 1] /Size %d /Root 1 0 R /Index [0 %d]" % ((size // 4,) * 2),
    )
    start = paper()
    begin = start.rindex(b"xref\n0 ")
    body = start[:begin] + b"9 0 obj\n" + table + b"\nendobj\n"
    return body + b"startxref\n%d\n%%%%EOF\n" % begin


def _page_trees(share: int) -> Files:
    count = max(100, 100_000 // share)
    yield "pages_flat.pdf", many_pages(count, count)
    yield "pages_tree.pdf", many_pages(count, 8)
    depth = max(100, 50_000 // share)
    chain = {
        n: b"<< /Type /Pages /Parent %d 0 R /Count 1 /Kids [%d 0 R] >>" % (n - 1, n + 1)
        for n in range(10, 10 + depth)
    }
    leaf = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 99 99] >>" % (9 + depth)
    top = b"<< /Type /Pages /Count 1 /Kids [10 0 R] >>"
    yield "pages_deep.pdf", paper(more={**chain, 10 + depth: leaf, 2: top})
    for name, kids, number in (
        ("pages_cycle.pdf", b"2 0 R", 9),
        ("pages_cycle_wide.pdf", b"2 0 R " * 99, 9),
        ("pages_same_again.pdf", b"3 0 R " * 99, 99),
        ("pages_promised.pdf", b"3 0 R", 10**9),
        ("pages_negative.pdf", b"3 0 R", -1),
        ("pages_absent.pdf", b"77 0 R 78 0 R null 3 0 R", 4),
    ):
        tree = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (number, kids)
        yield name, paper(more={2: tree})
    yield "page_parent_cycle.pdf", paper(more={3: b"<< /Type /Page /Parent 3 0 R >>"})


def _recursive(share: int) -> Files:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << %s >> >>"
    use = stream(b"/X Do " + TEXT)
    own = stream(b"/X Do", form % b"/X 6 0 R")
    yield "form_draws_itself.pdf", paper(content=use, resources=_XOBJECT, more={6: own})
    pair = {6: stream(b"/Y Do", form % b"/Y 7 0 R"), 7: stream(b"/X Do", form % b"/X 6 0 R")}
    yield "forms_draw_each_other.pdf", paper(content=use, resources=_XOBJECT, more=pair)
    levels = 9 if share == 1 else 3
    laughs = {6 + n: stream(b"/X Do " * 10, form % (b"/X %d 0 R" % (7 + n))) for n in range(levels)}
    last = stream(b"0 0 m 9 9 l S", form % b"")
    yield (
        "forms_tenfold.pdf",
        paper(content=use, resources=_XOBJECT, more={**laughs, 6 + levels: last}),
    )
    type3 = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [.1 0 0 .1 0 0]"
        b" /FirstChar 65 /LastChar 65 /Widths [9] /Encoding << /Differences [65 /a] >>"
        b" /CharProcs << /a 6 0 R >> /Resources << /Font << /F1 5 0 R >> >> >>"
    )
    glyph = stream(b"9 0 d0 BT /F1 9 Tf (A) Tj ET 0 0 5 5 re f")
    yield (
        "type3_draws_itself.pdf",
        paper(content=stream(b"BT /F1 12 Tf 72 700 Td (AAAA) Tj ET"), more={5: type3, 6: glyph}),
    )
    pattern = stream(
        b"/Pattern cs /P scn 0 0 9 9 re f",
        b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9"
        b" /Resources << /Pattern << /P 6 0 R >> >>",
    )
    painted = stream(b"/Pattern cs /P scn 0 0 595 842 re f " + TEXT)
    resources = b"/Pattern << /P 6 0 R >>"
    yield "pattern_of_itself.pdf", paper(content=painted, resources=resources, more={6: pattern})
    tiny = stream(
        b"0 0 1 1 re f",
        b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep %(step)s /YStep %(step)s"
        b" /Resources << >>" % {b"step": b"0.00001" if share == 1 else b"0.5"},
    )
    yield "pattern_of_tiny_steps.pdf", paper(content=painted, resources=resources, more={6: tiny})
    mask = b"<< /Type /ExtGState /SMask << /S /Luminosity /G 7 0 R >> >>"
    group = stream(b"/G gs 0 0 9 9 re f", form % b"" + b" /Group << /S /Transparency >>")
    yield (
        "mask_of_itself.pdf",
        paper(
            content=stream(b"/G gs 0 0 99 99 re f " + TEXT),
            resources=b"/ExtGState << /G 6 0 R >>",
            more={6: mask, 7: group.replace(b"/XObject <<  >>", b"/ExtGState << /G 6 0 R >>")},
        ),
    )
    yield (
        "outline_cycle.pdf",
        paper(
            catalog=b"/Outlines 6 0 R",
            more={
                6: b"<< /First 7 0 R /Last 7 0 R /Count 9 >>",
                7: b"<< /Title (a) /Parent 6 0 R /Next 8 0 R /First 7 0 R /Dest [3 0 R /Fit] >>",
                8: b"<< /Title (b) /Parent 6 0 R /Next 7 0 R /Dest [3 0 R /Fit] >>",
            },
        ),
    )
    yield (
        "fields_cycle.pdf",
        paper(
            catalog=b"/AcroForm << /Fields [6 0 R] >>",
            page=b"/Annots [6 0 R]",
            more={
                6: b"<< /T (a) /FT /Tx /V (x) /Kids [6 0 R] /Parent 6 0 R /Subtype /Widget"
                b" /Rect [0 0 99 20] >>"
            },
        ),
    )
    yield "resources_cycle.pdf", paper(more={6: b"6 0 R"}, resources=b"/ExtGState 6 0 R")
    yield "reference_cycle.pdf", paper(more={4: b"6 0 R", 6: b"4 0 R"})
    yield (
        "length_cycle.pdf",
        paper(content=b"<< /Length 4 0 R >>\nstream\n" + TEXT + b"\nendstream"),
    )


def _endless(share: int) -> Files:
    many = max(100, 100_000 // share)
    link = (
        b"<< /Type /Annot /Subtype /Link /Rect [0 0 99 99] /A << /S /URI /URI (http://a.test) >> >>"
    )
    yield "annotations_links.pdf", paper(page=b"/Annots [" + link * many + b"]")
    note = (
        b"<< /Type /Annot /Subtype /FreeText /Rect [9 9 99 99] /Contents (words) /DA (/F1 9 Tf) >>"
    )
    yield "annotations_notes.pdf", paper(page=b"/Annots [" + note * many + b"]")
    yield "annotations_cycle.pdf", paper(page=b"/Annots 6 0 R", more={6: b"[6 0 R 6 0 R]"})
    fields = {
        10 + n: b"<< /T (f%d) /FT /Tx /V (word) /Subtype /Widget /Rect [%d %d %d %d] >>"
        % (n, n % 500, n // 500, n % 500 + 9, n // 500 + 9)
        for n in range(many // 5)
    }
    all_fields = b"[" + b" ".join(b"%d 0 R" % number for number in fields) + b"]"
    yield (
        "fields_many.pdf",
        paper(
            catalog=b"/AcroForm << /Fields %s >>" % all_fields,
            page=b"/Annots " + all_fields,
            more=fields,
        ),
    )
    words = b"".join(
        b"BT /F1 6 Tf %d %d Td (word%d) Tj ET\n" % (n * 37 % 560, n * 11 % 830, n)
        for n in range(many)
    )
    yield "words_many.pdf", paper(content=stream(words, times=1))
    same = b"BT /F1 6 Tf 72 72 Td (again) Tj ET\n" * many
    yield "words_in_one_place.pdf", paper(content=stream(same, times=1))
    line = b"BT /F1 6 Tf 9 700 Td (" + b"a" * many * 5 + b") Tj ET"
    yield "word_without_end.pdf", paper(content=stream(line, times=1))
    rules = b"".join(
        b"%d %d m %d %d l S\n" % (n % 590, n % 840, n % 590 + 30, n % 840) for n in range(many)
    )
    yield "rules_many.pdf", paper(content=stream(rules + TEXT, times=1))
    squares = b"".join(b"%d %d 9 9 re S\n" % (n * 7 % 590, n * 3 % 840) for n in range(many))
    yield "squares_many.pdf", paper(content=stream(squares + TEXT, times=1))
    yield "states_nested.pdf", paper(content=stream(b"q " * many * 10 + TEXT, times=1))
    yield "marks_nested.pdf", paper(content=stream(b"/P BMC " * many * 10 + TEXT, times=1))
    image = stream(b"\0", b"/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8" + _GRAY)
    draw = b"".join(b"q 9 0 0 9 %d %d cm /X Do Q\n" % (n % 580, n % 830) for n in range(many))
    yield (
        "images_many.pdf",
        paper(content=stream(draw + TEXT, times=1), resources=_XOBJECT, more={6: image}),
    )
    yield "arrays_nested.pdf", paper(more={6: b"[" * many * 10}, catalog=b"/Names 6 0 R")
    yield (
        "dictionaries_nested.pdf",
        paper(more={6: b"<< /A " * many + b"1" + b" >>" * many}, catalog=b"/Names 6 0 R"),
    )
    entries = {
        10 + n: b"<< /Title (entry) /Parent 6 0 R /Next %d 0 R /Dest [3 0 R /Fit] >>" % (11 + n)
        for n in range(many // 2)
    }
    yield (
        "outline_long.pdf",
        paper(
            catalog=b"/Outlines 6 0 R",
            more={6: b"<< /First 10 0 R /Count %d >>" % len(entries), **entries},
        ),
    )


def _sizes(share: int) -> Files:
    for name, box in (
        ("huge", b"[0 0 1000000000 1000000000]"),
        ("zero", b"[0 0 0 0]"),
        ("one", b"[0 0 1 1]"),
        ("sliver", b"[0 0 14400 0.1]"),
        ("backwards", b"[595 842 0 0]"),
        ("negative", b"[-1000 -1000 -500 -500]"),
        ("far", b"[999999000 999999000 999999595 999999842]"),
        ("infinite", b"[0 0 1e999 99999999999999999999999999999999999999999]"),
        ("words", b"[(a) /b null true]"),
        ("short", b"[0 0]"),
        ("absent", b"null"),
        ("tall", b"[0 0 10 200000]"),
    ):
        yield f"page_{name}.pdf", paper(box=box)
    for name, entries in (
        ("unit", b"/UserUnit 1000000"),
        ("turned_askew", b"/Rotate 45"),
        ("turned_far", b"/Rotate 999999990"),
        ("cropped_away", b"/CropBox [9000 9000 9100 9100]"),
        ("cropped_to_a_point", b"/CropBox [300 300 300 300]"),
    ):
        yield f"page_{name}.pdf", paper(page=entries)
    for name, content in (
        ("huge_type", b"BT /F1 1000000000 Tf 0 0 Td (words of no end) Tj ET"),
        ("tiny_type", b"BT /F1 0.0000001 Tf 72 700 Td (words of no size) Tj ET"),
        ("no_type_size", b"BT /F1 0 Tf 72 700 Td (words of no size) Tj ET"),
        ("flat_type", b"BT /F1 12 Tf 1 0 0 0 72 700 Tm (flat words) Tj ET"),
        ("infinite_type", b"BT /F1 12 Tf 1e38 1e38 1e38 1e38 1e38 1e38 Tm (words) Tj ET"),
        ("far_words", b"BT /F1 12 Tf 1 0 0 1 1e15 -1e15 Tm (far words) Tj ET " + TEXT),
        ("spaced_far", b"BT /F1 12 Tf 1e9 Tc 1e9 Tw 72 700 Td (far apart) Tj ET"),
        ("fine_dashes", b"[0.000001 0.000001] 0 d 0 0 m 595 842 l S " + TEXT),
        ("huge_dashes", b"[1e38 1e-38] 1e30 d 0 0 m 595 842 l S " + TEXT),
        ("broad_lines", b"1e9 w 0 0 m 595 842 l S " + TEXT),
        ("far_lines", b"-1e30 10 m 1e30 10 l S 0 0 1e30 1e30 re S " + TEXT),
        ("no_numbers", b"BT /F1 (x) Tf [[[] Td (( Tj ET << >> BI ID EI " + TEXT),
        ("inline_image", b"BI /W 100000 /H 100000 /BPC 8 /CS /RGB ID \0\0\0 EI " + TEXT),
    ):
        yield f"content_{name}.pdf", paper(content=stream(content))
    side = max(2_000, 100_000 // share)
    for name, entries in (
        ("flat", b"/BitsPerComponent 1" + _GRAY),
        ("deep", b"/BitsPerComponent 16 /ColorSpace /DeviceCMYK"),
        ("fax", b"/BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 >>" + _GRAY),
        ("jbig", b"/BitsPerComponent 1 /Filter /JBIG2Decode" + _GRAY),
        ("jpeg", b"/BitsPerComponent 8 /Filter /DCTDecode" + _GRAY),
        ("jpeg2000", b"/Filter /JPXDecode"),
    ):
        image = b"/Subtype /Image /Width %d /Height %d %s" % (side, side, entries)
        yield (
            f"image_{name}.pdf",
            paper(
                content=stream(b"q 595 0 0 842 0 0 cm /X Do Q"),
                resources=_XOBJECT,
                more={6: stream(b"\0\xff" * 50, image)},
            ),
        )


def _lies(share: int) -> Files:
    whole = paper()
    start = whole.rindex(b"startxref")
    for name, at in (("far", 10**12), ("negative", -5), ("zero", 0), ("itself", start)):
        yield f"startxref_{name}.pdf", whole[:start] + b"startxref\n%d\n%%%%EOF\n" % at
    yield "startxref_absent.pdf", whole[:start]
    table = whole.rindex(b"xref\n0 ", 0, start)
    yield "xref_cycle.pdf", whole.replace(b"/Root", b"/Prev %d /Root" % table)
    yield "xref_absent.pdf", whole[:table] + whole[whole.rindex(b"trailer") :]
    yield "xref_shifted.pdf", whole.replace(b"%PDF-1.7\n", b"%PDF-1.7\n" + b"%" * 77 + b"\n")
    yield "xref_count.pdf", whole.replace(b"xref\n0 6\n", b"xref\n0 999999999\n")
    yield (
        "object_numbers_huge.pdf",
        whole.replace(b"5 0 obj", b"%d 0 obj" % min(8_388_607, 8_388_607_00 // share)),
    )
    yield "length_huge.pdf", whole.replace(b"/Length ", b"/Length 99999999")
    yield "length_negative.pdf", whole.replace(b"/Length ", b"/Length -")
    yield "root_absent.pdf", whole.replace(b"/Root 1 0 R", b"/Root 99 0 R")
    yield "root_is_page.pdf", whole.replace(b"/Root 1 0 R", b"/Root 3 0 R")
    yield "filter_unknown.pdf", whole.replace(b"/Length", b"/Filter /No /Length")
    yield "filter_wrong.pdf", whole.replace(b"/Length", b"/Filter /FlateDecode /Length")
    yield "encrypted_by_nothing.pdf", paper(trailer=b"/Encrypt << /Filter /Standard /V 99 >>")
    yield "encrypted_by_itself.pdf", paper(trailer=b"/Encrypt 1 0 R /ID [(a) (b)]")
    yield "only_the_mark.pdf", b"%PDF-1.7\n"
    yield "mark_and_noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * (4_000 // min(share, 100))
    yield "object_marks.pdf", b"%PDF-1.7\n" + b"1 0 obj\n" * max(100, 1_000_000 // share)


def _active(share: int) -> Files:
    script = b"/S /JavaScript /JS (app.alert\\('x'\\); while \\(true\\) {})"
    yield "script_on_opening.pdf", paper(catalog=b"/OpenAction << %s >>" % script)
    yield (
        "script_in_field.pdf",
        paper(
            catalog=b"/AcroForm << /Fields [6 0 R] /CO [6 0 R] >>",
            page=b"/Annots [6 0 R]",
            more={
                6: b"<< /T (a) /FT /Tx /V (1) /Subtype /Widget /Rect [9 9 99 29] /AA << /C << %s >>"
                b" /F << %s >> /K << %s >> >> >>" % (script, script, script)
            },
        ),
    )
    launch = b"/OpenAction << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>"
    yield "launches.pdf", paper(catalog=launch)
    yield (
        "submits.pdf",
        paper(
            catalog=b"/OpenAction << /S /SubmitForm /F << /FS /URL /F (http://127.0.0.1:9/) >> >>"
        ),
    )
    yield (
        "content_elsewhere.pdf",
        paper(
            content=b"<< /Length 0 /F << /FS /URL /F (http://127.0.0.1:9/x) >> >>"
            b"\nstream\n\nendstream"
        ),
    )
    embedded = b"/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>"
    spec = b"<< /Type /Filespec /F (../../evil.sh) /UF (../../evil.sh) /EF << /F 7 0 R >> >>"
    data = stream(b"#!/bin/sh\n", b"/Type /EmbeddedFile")
    yield "embedded_file.pdf", paper(catalog=embedded, more={6: spec, 7: data})
    yield (
        "embedded_bomb.pdf",
        paper(catalog=embedded, more={6: spec, 7: bomb(max(100_000, 1_000_000_000 // share))}),
    )
    reference = b"/Subtype /Form /BBox [0 0 99 99] /Ref << /F (/etc/passwd) /Page 0 >>"
    yield (
        "refers_to_a_file.pdf",
        paper(
            content=stream(b"/X Do " + TEXT), resources=_XOBJECT, more={6: stream(b"", reference)}
        ),
    )


def _fonts(share: int) -> Files:
    two_bytes = stream(b"BT /F1 12 Tf 72 700 Td <0041004200430044FFFF> Tj ET")
    below = b"/DescendantFonts [6 0 R]"
    composite = b"<< /Type /Font /Subtype /Type0 /BaseFont /No /Encoding /%s %s >>"
    plain = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /No /CIDSystemInfo << /Registry (A)"
    plain += b" /Ordering (No) /Supplement 0 >> >>"
    widths = b"/FirstChar -9 /LastChar 999999999 /Widths [1e30] >>"
    for name, font, descendant in (
        ("no_map", composite % (b"Identity-H", below), plain),
        ("unknown_map", composite % (b"No-Such-H", below), plain),
        ("no_descendant", composite % (b"Identity-H", b""), plain),
        ("of_itself", composite % (b"Identity-H", b"/DescendantFonts [5 0 R]"), plain),
        ("nothing", b"null", plain),
        ("number", b"42", plain),
        ("unknown", b"<< /Type /Font /Subtype /Nothing >>", plain),
        ("widths", FONT.replace(b">>", widths), plain),
    ):
        yield f"font_{name}.pdf", paper(content=two_bytes, more={5: font, 6: descendant})
    noise = bytes(n * 7919 % 256 for n in range(3_000))
    program = b"<< /Type /FontDescriptor /FontName /No /Flags 4 /%s 7 0 R >>"
    for key in (b"FontFile", b"FontFile2", b"FontFile3"):
        font = b"<< /Type /Font /Subtype /TrueType /BaseFont /No /FontDescriptor 6 0 R >>"
        yield (
            f"font_noise_{key.decode().lower()}.pdf",
            paper(more={5: font, 6: program % key, 7: stream(noise)}),
        )
    endless = stream(b"1 beginbfrange <0000> <FFFF> <0000> endbfrange " * max(9, 9_000 // share))
    yield (
        "font_map_endless.pdf",
        paper(more={5: FONT.replace(b">>", b"/ToUnicode 6 0 R >>"), 6: endless}),
    )


def _names(share: int) -> Files:
    long = b"a" * max(1_000, 1_000_000 // share)
    for name, title in (
        ("path", b"(../../../../evil)"),
        ("null", b"(a\\000b\\nc)"),
        ("long", b"(" + long + b")"),
        ("noise", b"<FEFFD800DC00DFFF0000>"),
    ):
        yield (
            f"title_{name}.pdf",
            paper(trailer=b"/Info << /Title %s /Author %s >>" % (title, title)),
        )
    yield "-..pdf", paper()
    yield "-o.pdf", paper()
    yield "two\nlines.pdf", paper()
    yield "%s{0}$(id)`id`.pdf", paper()
    yield "n" * 200 + ".pdf", paper()


def _cut_off(share: int) -> Files:
    whole = file(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>",
            4: stream(TEXT * 9, times=1),
            5: FONT,
            6: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>",
        }
    )
    cuts = _CUTS if share == 1 else 10
    for cut in range(1, cuts + 1):
        yield f"cut_{cut:02}.pdf", whole[: len(whole) * cut // (cuts + 1)]


if __name__ == "__main__":
    sys.exit(main())
