"""Sources: files and pictures opened page by page, as words, rules and images."""

from docparse.sources.base import Limits, Source, SourcePage
from docparse.sources.opening import SourceInput, open_source, using_source
from docparse.sources.selection import check_selection, select_pages

__all__ = [
    "Limits",
    "Source",
    "SourceInput",
    "SourcePage",
    "check_selection",
    "open_source",
    "select_pages",
    "using_source",
]
