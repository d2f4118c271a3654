"""Statements: what one clause says of years and numbers, and of which academic year."""
