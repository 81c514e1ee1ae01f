"""Parse page by page, so that a long file never sits in memory:  … stream_pages.py [FILE]"""

import sys
from collections import Counter
from pathlib import Path

from docparse import parse_pages

SAMPLE = Path(__file__).parent / "samples" / "article.pdf"


def main(path: Path = SAMPLE) -> None:
    for page in parse_pages(path):
        kinds = Counter(block.kind for block in page.blocks)
        counted = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
        print(f"page {page.number} ({page.info.text_source}): {page.error or counted}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
