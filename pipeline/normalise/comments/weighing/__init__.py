"""Weighing: all statements of a comment together, to requests, fallbacks, exclusions and doubts."""
