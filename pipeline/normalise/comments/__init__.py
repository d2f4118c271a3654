"""The comment language: what a school wrote about the year groups that it would like to link.

    text ─ tokens ─▶ atoms ─ clauses ─▶ statements ─ weighing ─▶ reading, with its doubts and its accounting

The reading guide is the authority on every rule here; the lexicon (`lexicon/*.toml`) is data that a teacher can review.
"""

from pipeline.normalise.comments.accounting import ReadSpan
from pipeline.normalise.comments.reader import CommentReader, CommentReading
from pipeline.normalise.comments.year_list import YearListReading, read_year_list

__all__ = ["CommentReader", "CommentReading", "ReadSpan", "YearListReading", "read_year_list"]
