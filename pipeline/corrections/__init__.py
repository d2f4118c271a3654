"""What the coordinator typed as an answer to a question, understood or not: never guessed.

`understand` is the door, for the workbook and for the review page. A pick ("1", "a", a suggestion's own words), a
"leave it", and free text in the words of the field are understood; all else is refused with what to write instead.
"""

from pipeline.corrections.question import Choice, Question, choices, questions_of
from pipeline.corrections.readers import Tools
from pipeline.corrections.understanding import NotUnderstood, Understood, understand

__all__ = ["Choice", "NotUnderstood", "Question", "Tools", "Understood", "choices", "questions_of", "understand"]
