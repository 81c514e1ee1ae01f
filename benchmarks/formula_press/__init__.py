"""Formulas typeset by TeX, so that what the glyphs of a PDF were typed as is known exactly."""
