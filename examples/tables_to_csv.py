"""Write every table of a document as CSV:  python examples/tables_to_csv.py [FILE] [FOLDER]"""

import sys
from pathlib import Path

from docparse import parse_document

SAMPLE = Path(__file__).parent / "samples" / "article.pdf"


def main(path: Path = SAMPLE, folder: Path = Path()) -> None:
    document = parse_document(path)
    captions = {block.of: block.text for block in document.blocks if block.kind == "caption"}
    for table in document.tables:
        file = folder / f"{path.stem}-{table.id}.csv"
        file.write_text(table.to_csv(), encoding="utf-8", newline="")
        title = captions.get(table.id, "no caption")
        print(f"{file}: {table.rows} × {table.columns}, page {table.page}, {title}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
