"""Parse a document and print it as Markdown:  python examples/parse_to_markdown.py [FILE]"""

import sys
from pathlib import Path

from docparse import parse_document

SAMPLE = Path(__file__).parent / "samples" / "article.pdf"


def main(path: Path = SAMPLE) -> None:
    document = parse_document(path)
    print(document.to_markdown())
    for error in document.errors:
        print(error, file=sys.stderr)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
