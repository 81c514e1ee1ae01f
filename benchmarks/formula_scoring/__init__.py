"""How well formulas are found and read, measured against what TeX was told to typeset."""
