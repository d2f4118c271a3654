"""Scanning: tokens to atoms - years, numbers, classes, figures and the phrases of the lexicon."""
