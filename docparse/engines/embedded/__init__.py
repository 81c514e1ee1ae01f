"""The embedded engine: text layer, layout, OCR and tables on a CPU, nothing to download."""

from docparse.engines.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
