"""Parse a file as `benchmarks.hostile` wants it; imports nothing that docparse does not."""

from __future__ import annotations

from typing import Any


def summary(job: dict[str, Any]) -> dict[str, Any]:
    """Parse with docparse and count: pages, words, and what each unreadable page says."""
    from docparse import Limits, ParseOptions, parse_document

    document = parse_document(
        job["path"],
        password=job.get("password"),
        options=ParseOptions(ocr=job.get("ocr", "auto")),
        limits=Limits(**job.get("limits", {})),
    )
    words = sum(len(block.text.split()) for block in document.blocks)
    return {"pages": len(document.pages), "words": words, "errors": document.errors}
