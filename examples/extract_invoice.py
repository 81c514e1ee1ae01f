"""Read the fields of an invoice into a dataclass, and say where on the page each one stands."""

import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import docparse

SAMPLE = Path(__file__).parent / "samples" / "invoice.pdf"


@dataclass
class Invoice:
    number: str
    date: date
    seller: str
    total: Decimal
    currency: str | None = None


def main(path: Path = SAMPLE) -> None:
    found = docparse.extract(path, Invoice)
    print(found.value)
    for name, place in found.evidence.items():
        corners = " ".join(f"{side:.0f}" for side in place.box.corners)
        print(f"{name:9} page {place.page}, {corners}: {place.text!r}, {place.how}")
    for problem in found.problems:
        print(f"{problem.field}: {problem.message}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
