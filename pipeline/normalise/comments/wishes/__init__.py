"""Wishes: the partners that are named, and the kind of school that is wished for."""
