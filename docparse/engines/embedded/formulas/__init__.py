"""Formulas of born-digital pages: glyphs to LaTeX by where they stand."""
