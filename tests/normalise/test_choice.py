"""Statement (1), as schools answer it.

Marks are written into the text: ~struck~, *bold*, _underlined_, =highlighted=, $coloured$, °circled°, ^ticked^,
%crossed%, #greyed#, `italic`.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from normalise.writing import answer, marked

from pipeline.model import Answer, Evidence, Mark, MarkKind
from pipeline.normalise.choice import read_choice

UNMARKED = [
    "Yes / No",
    "",
    "☐ Yes ☐ No",
    "Yes ☐ / No ☐",
    "Y / N",
    "Y/N",
    "N/A",
    "Yes / No (please delete as appropriate)",
    "Yes or No",
    "Yes | No",
    "Yes\nNo",
    "Yes No",
    "Yes  /  No",
    "No / Yes",
    "Ye~s~ / No",
    "Yes / No*",
    "YES / NO",
]
YES = [
    "Yes / No (Yes)",
    "☐ Yes / ☐ No YES",
    "Yes - if that helps",
    "(x) Yes ( ) No",
    "☒ Yes\t\t☐ No",
    "~Yes / No~ Yes",
    "Yes",
    "Yes / ~No~",
    "Yes ~/ No~",
    "*Yes* / No",
    "=Yes= / No",
    "$Yes$ / No",
    "°Yes° / No",
    "Yes% %/ No",
    "%Yes% / No",
    "☒ Yes ☐ No",
    "Yes ☒  No ☐",
    "Yes ✓ / No",
    "✓ Yes / No",
    "Yes ✓  No",
    "Yes X / No",
    "Yes (X) / No",
    "Yes ✓ / No ✗",
    "YES please",
    "Y",
    "Yes, if necessary",
    "Yes / No  Yes",
    "Yes / No  ✓ Yes",
    "Yes / No\nYes",
    "Y / ~N~",
    "Yes, not essential",
    "[x] Yes [ ] No",
    "☒ Yes",
    "Yes ☒",
    "~No~ Yes",
    "Yes /",
    "YES",
    "yes.",
    "Yes / ~No~ (delete as appropriate)",
    "Yes we are flexible",
    "Yes, that's fine",
    "*Yes* No",
    "~No~ / Yes",
    "Yes ~No~ Yes",
    "True",
    "Agree",
    "☑ Yes",
    "Yes ☑ No ☐",
    "Yes √ / No",
    "Yes (✓) / No ( )",
    "x Yes / No",
    "Yes\n\n",
    "Yes, we would",
    "Yes! 😀",
    "Yes, no problem",
    "xYes / No",
    "^Yes^ / %No%",
    "=Yes /= No",
    "=Yes / =No",
    "Yes/~No~",
    "Yes is fine",
]
NO = [
    "No as we only have one class",
    "Yes ( ) No (x)",
    "Yes / =No=  exact match please",
    "No",
    "~Yes~ / No",
    "~Yes /~ No",
    "Yes / *No*",
    "Yes / _No_",
    "Yes / °No°",
    "Yes / ^No^",
    "☐ Yes ☒ No",
    "Yes ☐  No ☒",
    "Yes / ✓ No",
    "Yes / No ✓",
    "Yes / No X",
    "Yes ✗ / No ✓",
    "N",
    "no thanks",
    "No thank you",
    "Yes / No - No",
    "~*Yes*~ / No",
    "~Yes~ / *No*",
    "No - must be exact",
    "No - an exact match is essential",
    "[ ] Yes [X] No",
    "Yes [ ] No [x]",
    "~Yes~ No",
    "/ No",
    "~Yes~\nNo",
    "~Ye~s / No",
    "Yes/NoX",
    "No.",
    "$~Yes~$ / No",
    "%Yes% / °No°",
    "No (exact match please)",
    "Yes =/ No=",
    "~Yes~/No",
    "~Yes / ~No",
]
UNCLEAR = [
    "(Yes) / No",
    "Yes >> / No",
    "YES / no",
    "No, we don't mind",
    "~Yes~ / No but we are flexible",
    "~Yes / No~ Not essential",
    "Yes / No - either",
    "☒ Yes ☒ No",
    "Yes X / No X",
    "Yes ✓ / No ✓",
    "*Yes / No*",
    "~Yes / No~",
    "#Yes# / No",
    "`Yes` / No",
    "Yes / `No`",
    "*Yes* / =No=",
    "~^Yes^~ / No",
    "Maybe",
    "Either",
    "No problem",
    "No preference",
    "No, not essential",
    "Yes it is essential",
    "Yes?",
    "✓",
    "X",
    "☒",
    "☐ Yes",
    "~Yes~",
    "Yes for Y4, No for Y5",
    "Yes, happy with either",
    "No but would consider Y5",
    "Yes unless Y6",
    "Yes / No  either is fine",
    "Yes / No    n/a",
    "°Yes / No°",
    "Not essential",
    "No issue",
    "No - N/A",
    "$Yes / No$",
    "%Yes% / %No%",
    "Yes / No Yes No",
    "Yes but prefer an exact match",
]
YES_WITH_MORE = [
    "Yes - but only Y3",
    "Yes – Y3 or Y5",
    "Yes - ideally Y4 though",
]
NO_WITH_MORE = [
    "~Yes~ / No - we only want Y4",
    "NO - Year 5 only",
]

CORPUS = [
    *((text, True, ()) for text in YES),
    *((text, False, ()) for text in NO),
    *((text, None, ("choice-unmarked",)) for text in UNMARKED),
    *((text, None, ("choice-unclear",)) for text in UNCLEAR),
    *((text, True, ("unread-text",)) for text in YES_WITH_MORE),
    *((text, False, ("unread-text",)) for text in NO_WITH_MORE),
]


@pytest.mark.parametrize(("written", "value", "codes"), CORPUS)
def test_a_choice_is_read_as_the_guide_says(written: str, value: bool | None, codes: tuple[str, ...]) -> None:
    chosen, doubts = read_choice(marked(written))
    assert (chosen, tuple(doubt.code for doubt in doubts)) == (value, codes)


@pytest.mark.parametrize("text", ["Yes / No", ""])
def test_a_drawing_at_an_untouched_choice_is_unclear(text: str) -> None:
    chosen, doubts = read_choice(answer(text, drawn=True))
    assert chosen is None
    assert [doubt.code for doubt in doubts] == ["choice-unclear"]


def test_the_suggestions_are_the_two_answers() -> None:
    _, doubts = read_choice(answer("Yes / No"))
    assert [suggestion.value for suggestion in doubts[0].suggestions] == [True, False]


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.sampled_from(MarkKind), st.integers(0, 60), st.integers(0, 60)), max_size=4),
)
def test_nothing_breaks_it_and_no_choice_is_never_silent(text: str, marks: list[tuple[MarkKind, int, int]]) -> None:
    chosen, doubts = read_choice(Answer(text, Evidence("here"), tuple(Mark(*mark) for mark in marks)))
    assert chosen is not None or doubts


@given(st.sampled_from(MarkKind), st.booleans(), st.sampled_from([" / ", "/", "  ", "\n", " or "]))
def test_one_marked_option_is_read_the_same_in_either_order(kind: MarkKind, on_yes: bool, between: str) -> None:
    values = set()
    for words in (("Yes", "No"), ("No", "Yes")):
        text = between.join(words)
        start = text.index("Yes" if on_yes else "No")
        mark = Mark(kind, start, start + (3 if on_yes else 2))
        values.add(read_choice(Answer(text, Evidence("here"), (mark,)))[0])
    assert len(values) == 1


@pytest.mark.parametrize("text", ["Yes /", "/ No", "Yes"])
def test_something_drawn_beside_the_only_option_is_asked_about(text: str) -> None:
    """On a scan a ring may hide the option that it is drawn around."""
    chosen, doubts = read_choice(answer(text, drawn=True))
    assert chosen is None
    assert [doubt.code for doubt in doubts] == ["choice-unclear"]
