"""`review.xlsx`, from what was typed in it to decisions and back to what it shows.

    hear ─ what is entered becomes decisions ─▶ … the run … ─▶ prepared ─ what the workbook is to show

`hear` comes before anything new is merged, so that a decision rests on what its writer saw.
"""

from pipeline.book.hearing import Heard, hear
from pipeline.book.rows import prepared

__all__ = ["Heard", "hear", "prepared"]
