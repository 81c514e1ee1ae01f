"""Find the places of blocks whose text is known, by the words of the page."""

from docparse.engines.locating.blocks import locate

__all__ = ["locate"]
