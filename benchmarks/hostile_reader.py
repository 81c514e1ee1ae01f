"""Parse a file as `benchmarks.hostile` wants it; imports nothing that docparse does not."""

from __future__ import annotations

from functools import partial
from typing import Any


def summary(job: dict[str, Any]) -> dict[str, Any]:
    """Parse with docparse and count: pages, words, and what each unreadable page says.

    Then audit the result and look for labelled values: faults of ours in that are errors, too.
    """
    from docparse import DocparseError, Limits, ParseOptions, extract, parse_document

    path, password = job["path"], job.get("password")
    limits = Limits(**job.get("limits", {}))
    document = parse_document(
        path,
        password=password,
        options=ParseOptions(ocr=job.get("ocr", "auto")),
        limits=limits,
    )
    errors = list(document.errors)
    for ask in (document.audit, partial(extract, schema=None)):
        try:
            ask(path, password=password, limits=limits)
        except DocparseError as error:
            errors += [str(error)] if "internal error" in str(error) else []
    words = sum(len(block.text.split()) for block in document.blocks)
    return {"pages": len(document.pages), "words": words, "errors": errors}
