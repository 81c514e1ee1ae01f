"""Business documents printed from lists of words, so that each value on them is known."""
