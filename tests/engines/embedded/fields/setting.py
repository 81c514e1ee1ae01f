"""Pages of words set at chosen places, for the reading of fields."""

from __future__ import annotations

from collections.abc import Iterable

from docparse.engines.embedded.fields.printed import Sheet
from docparse.schemas import Box, Word

Placed = tuple[float, float, str]
"""Left end and baseline in points, and the words."""


def words(lines: Iterable[Placed], *, size: float = 10.0) -> tuple[Word, ...]:
    """Words half as wide as they are high, with a blank of that width between them."""
    made: list[Word] = []
    for number, (left, y, text) in enumerate(lines):
        x = left
        for part in text.split():
            width = 0.5 * size * len(part)
            box = Box(x0=x, y0=y - 0.8 * size, x1=x + width, y1=y + 0.2 * size)
            made.append(Word(text=part, box=box, baseline=y, size=size, line=number))
            x += width + 0.5 * size
    return tuple(made)


def sheet(*lines: Placed, number: int = 1) -> Sheet:
    """A page of A4."""
    return Sheet(number, words(lines), 842.0)


INVOICE = sheet(
    (60, 60, "Nordlicht Handels GmbH"),
    (60, 74, "Hafenstr. 7"),
    (60, 88, "20457 Hamburg"),
    (60, 150, "Möbelhaus Brandt KG"),
    (60, 164, "Lindenallee 12"),
    (60, 178, "04107 Leipzig"),
    (350, 150, "Rechnungsnummer:"),
    (450, 150, "RE-2024-118"),
    (350, 164, "Rechnungsdatum:"),
    (450, 164, "03.05.2024"),
    (350, 178, "Zahlbar bis:"),
    (450, 178, "17.05.2024"),
    (60, 260, "Pos"),
    (100, 260, "Bezeichnung"),
    (300, 260, "Menge"),
    (480, 260, "Betrag"),
    (60, 274, "1"),
    (100, 274, "Eichentisch"),
    (300, 274, "2"),
    (480, 274, "1.000,00 €"),
    (350, 320, "Summe netto"),
    (480, 320, "1.000,00 €"),
    (350, 334, "zzgl. 19 % USt."),
    (480, 334, "190,00 €"),
    (350, 348, "Summe inkl. USt."),
    (480, 348, "1.190,00 €"),
    (60, 700, "IBAN DE89 3704 0044 0532 0130 00"),
)
"""An invoice of a German firm to another."""

CARD = Sheet(
    1,
    [
        word.model_copy(update={"font": "Grotesk" if word.line < 5 else "Serif"})
        for word in words(
            [
                (60, 60, "Surname"),
                (60, 100, "Kaste nummer"),
                (60, 140, "Nationality"),
                (300, 60, "Date of birth"),
                (300, 100, "Sex"),
                (60, 114, "Blue"),
                (60, 154, "Dutch"),
                (300, 74, "3 May 1981"),
            ]
        )
    ],
    842.0,
)
"""A card whose labels have a type of their own; one of them is in no lexicon."""
