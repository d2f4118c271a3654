"""From what is written beside each label to canonical values (reading guide, sections 1 to 5)."""

from pipeline.normalise.context import CommentReader, CommentReading, Context
from pipeline.normalise.form import normalise
from pipeline.normalise.register import SchoolRegister

__all__ = ["CommentReader", "CommentReading", "Context", "SchoolRegister", "normalise"]
