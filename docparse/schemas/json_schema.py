"""The JSON Schema of documents: what `Document.to_json` writes, for readers in any language."""

from __future__ import annotations

import json
from pathlib import Path

from docparse.schemas.document import SCHEMA_VERSION, Document

SCHEMA_PATH = Path(__file__).with_name("document.schema.json")
"""The committed copy; a test compares it with the models."""


def document_schema() -> str:
    """Return the JSON Schema (draft 2020-12) of a document, as text that ends in a newline."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Document.model_json_schema(mode="serialization"),
        "title": f"docparse document {SCHEMA_VERSION}",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def write_schema() -> None:
    """Write the committed copy anew."""
    SCHEMA_PATH.write_text(document_schema(), encoding="utf-8")
