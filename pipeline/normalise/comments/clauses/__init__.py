"""Clauses: where a comment turns to something else, and the part that each clause plays."""
