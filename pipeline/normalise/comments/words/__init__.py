"""Words: the tokens of a comment, their plain spelling, the lexicon, and the atoms that the scanners make of them."""
