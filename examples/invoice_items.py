"""Read the items of an invoice into a DataFrame and add them up (needs pandas)."""

import sys
from pathlib import Path

import pandas as pd

from docparse import parse_document

SAMPLE = Path(__file__).parent / "samples" / "invoice.pdf"


def main(path: Path = SAMPLE) -> None:
    table = max(parse_document(path).tables, key=lambda table: len(table.cells))
    items = table.to_dataframe()
    items = items[items["No."] != ""]
    for column in ("Quantity", "Unit price", "Amount"):
        items[column] = pd.to_numeric(items[column].str.replace(",", ""))
    print(items.to_string(index=False))
    wrong = items[(items["Quantity"] * items["Unit price"] - items["Amount"]).abs() > 0.005]
    print(f"\nsum of the amounts: {items['Amount'].sum():,.2f}; wrong amounts: {len(wrong)}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
