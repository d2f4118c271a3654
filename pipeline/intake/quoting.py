"""What a person wrote in an email, without the earlier message that mail programs put below it."""

from __future__ import annotations

import re

_LONGEST = 6_000

# How mail programs begin what they quote. Gmail breaks its line in two or three.
_QUOTE_BEGINS = re.compile(
    r"^[ \t>]*(?:-{2,}[ \t]*(?:original|forwarded) message[ \t]*-{2,}.*|begin forwarded message:.*|_{20,}[ \t]*"
    r"|on\b[^\n]{6,200}(?:\n[^\n]{0,200}){0,2}?\bwrote:[ \t]*"
    r"|\*?from:\*?[ \t][^\n]+\n(?:[^\n]*\n){0,2}?\*?(?:sent|date|to|subject):\*?[ \t][^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED_LINE = re.compile(r"^[ \t]*>")
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_BY_THE_PROGRAM = re.compile(
    r"^[ \t]*(?:sent from (?:my|mail for|outlook)\b.*|get outlook for .*|sent via .*)$", re.IGNORECASE | re.MULTILINE
)
# "Please see my answers below, in red": then what is below must not be cut away.
_ANSWERS_BELOW = re.compile(
    r"\b(?:below|beneath|underneath|in (?:red|blue|green|bold|capitals)|in-?line)\b", re.IGNORECASE
)

# The questions of a form, at the beginning of a line.
_QUESTION = re.compile(
    r"^\W*(?:\d\W+)?(?:(?P<school>(?:name of (?:the )?)?school\b)|(?P<contact>tel|phone|e-?mail|contact)|(?P<head>head)"
    r"|(?P<comments>(?:any )?comments|year groups?|number of classes)|(?P<exact>\W*an exact|exact|statement \(?1)"
    r"|(?P<others>alternative|other year|(?:if\W+no\b)|statement \(?2)|(?P<signed>signed|signature)|(?P<date>dated?\b))",
    re.IGNORECASE | re.MULTILINE,
)
_ENOUGH_QUESTIONS = 5
# A mail that was passed on, not one that is answered: "wrote:" and marked lines are.
_FORWARDED = re.compile(
    r"^[ \t]*(?:-{2,}[ \t]*forwarded message|begin forwarded message|\*?from:\*?[ \t])",
    re.IGNORECASE | re.MULTILINE,
)


def own_words(body: str) -> str:
    """Return what the sender of a mail wrote, as far as it can be told from what is quoted.

    The whole text where the sender wrote nothing of their own (a mail passed on), or says that the answers stand in
    what is quoted.
    """
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    begins = _QUOTE_BEGINS.search(text)
    own, quoted = (text[: begins.start()], text[begins.end() :]) if begins else (text, "")
    kept = _without_quoted_lines(own)
    # Below a quotation that is marked line by line, what is not marked was written between its lines.
    if _is_marked(quoted):
        kept = f"{kept}\n{_without_quoted_lines(quoted)}"
    elif quoted and _ANSWERS_BELOW.search(kept):
        kept = text
    return _tidied(kept) or _tidied(text)


def answers_form(body: str) -> bool:
    """Tell whether a mail seems to go through the questions of the form one by one, so that it is worth reading as one."""
    own = {found.lastgroup for found in _QUESTION.finditer(own_words(body))}
    passed_on = _FORWARDED.search(body)
    below = {found.lastgroup for found in _QUESTION.finditer(body, passed_on.end())} if passed_on else set()
    return max(len(own), len(below)) >= _ENOUGH_QUESTIONS


def all_words(body: str) -> str:
    """Return what stands in a mail that was passed on, what its sender wrote above included."""
    return body.replace("\r\n", "\n").replace("\r", "\n")[:_LONGEST]


def _is_marked(quoted: str) -> bool:
    first = next((line for line in quoted.split("\n") if line.strip()), "")
    return _QUOTED_LINE.match(first) is not None


def _without_quoted_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not _QUOTED_LINE.match(line))


def _tidied(text: str) -> str:
    if signature := _SIGNATURE.search(text):
        text = text[: signature.start()]
    text = _BY_THE_PROGRAM.sub("", text)
    return re.sub(r"\n\s*\n\s*", "\n\n", text).strip()[:_LONGEST]
