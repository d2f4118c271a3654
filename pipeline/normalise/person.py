"""Names of people: tidied, and taken apart into title, given and family name."""

from __future__ import annotations

import re

from nameparser import HumanName
from nameparser.config import Constants

from pipeline.model import Answer, PersonName
from pipeline.normalise.text import is_unknown, standing, tidy, tidy_lines

# "Rev'd" stands before "rev", whose word would end at the apostrophe.
_TITLE_WORDS = (
    "mr", "mrs", "miss", "ms", "mx", "dr", "revd", "rev'd", "rev’d", "rev", "reverend", "fr", "father", "sr", "sister",
    "br", "brother", "prof", "professor", "sir", "dame", "lady", "lord", "canon", "mother", "rabbi", "imam", "madam",
    "mme", "mlle", "hon", "rt",
)  # fmt: skip
_TITLES = re.compile(rf"((?:(?:the\s+)?(?:{'|'.join(_TITLE_WORDS)})\b\.?\s*)+)(?=\S)", re.IGNORECASE)

_RANK = (
    r"(?:acting|interim|executive|exec|associate|assistant|deputy|co|joint|current|new|substantive|temporary|temp"
    r"|the|our|as)"
)
_POST = (
    r"(?:head\s*-?\s*(?:teacher|master|mistress)s?|heads?\s+of\s+(?:the\s+)?(?:school|academy|college|centre|primary|campus|site)"
    r"|heads?|principal|h\.?t\.?|e\.?h\.?t\.?|hos|ceo|chief\s+executive(?:\s+officer)?|school\s+business\s+manager|sbm|admin(?:istrator)?"
    r"|office\s+manager|school\s+secretary|(?:school\s+)?bursar|(?:class\s+)?teacher|(?:link|pshe|re|smsc)\s+(?:lead|leader|co-?ordinator))"
)
ROLE = rf"(?:{_RANK}[\s-]*)*{_POST}(?:\s+designate)?(?:\s*[/&]\s*(?:{_RANK}[\s-]*)*{_POST})*"
# A post that cannot be a surname, so that "Mr Tom Head" keeps his name and "Mrs D Eastham Headteacher" loses her post.
_PLAIN_POST = rf"(?:(?:{_RANK}[\s-]+)*head\s*-?\s*(?:teacher|master|mistress)s?|(?:{_RANK}[\s-]+)+{_POST}|head\s+of\s+(?:school|academy)|h\.?t\.?|e\.?h\.?t\.?)"
_ASIDE = re.compile(
    rf"\s*[(\[]\s*(?:{ROLE}|{_RANK}|(?:she|he|they)\s*/)(?![\w'])[^)\]]*[)\]]|\s*\(\s*\)", re.IGNORECASE
)
_ENDS_HERE = r"\.?(?=\s*(?:$|[,;&/|\n]|\band\b|[–—-]\s))"
_WHILE = r"(?:\s+(?:from|until|till|since|for|at|of|to)\b[\w' /]*$)?"
_ROLE_AFTER = re.compile(
    rf"(?<=\w)[\s.]*(?:(?:[,;:|]+\s*|\s+[–—-]+\s*|[–—]\s*)(?:[\w' ]+\s)??{ROLE}|\s+{_PLAIN_POST}){_WHILE}{_ENDS_HERE}",
    re.IGNORECASE,
)
_ROLE_BEFORE = re.compile(
    rf"^\s*(?:{ROLE}(?:'s)?(?:\s+name)?\s*(?:[:;,|]+\s*|\s*[–—-]+\s+|\s+(?=(?:{'|'.join(_TITLE_WORDS)})\b))|{_PLAIN_POST}\s+(?=\w))",
    re.IGNORECASE,
)
_ROLE_LINE = re.compile(rf"^\W*{ROLE}\W*$", re.IGNORECASE)
_LABEL = re.compile(r"^\s*(?:full\s+)?name\s*[:–-]+\s*", re.IGNORECASE)
_CONTACT = re.compile(
    r"\S+@\S+|(?:\b(?:tel|telephone|phone|mob|mobile|e-?mail)\b[.:]*\s*)+|\(?\+?\d[\d\s()-]{8,}\d", re.IGNORECASE
)
_LETTERS_AFTER = re.compile(
    r"(?:[,\s]+\(?(?:NPQ[A-Z]+|M\.?B\.?E|O\.?B\.?E|C\.?B\.?E|B\.?A|B\.?Sc|B\.?Ed|M\.?A|M\.?Ed|M\.?Sc|PGCE|QTS|Ph\.?D|Ed\.?D|Hons|FRSA|FCCT|DL|J\.?P)\b\.?\)?)+\s*$"
)
_TWO_PEOPLE = re.compile(r"\s*(?:&|\+|;|\band\b)\s*|\s/\s*|\s*/\s|/(?=(?:mr|mrs|miss|ms|mx|dr)\b)", re.IGNORECASE)
_TITLED = re.compile(r"\b(?:mr|mrs|miss|ms|mx|dr)\b", re.IGNORECASE)
_TITLE_BEHIND = re.compile(r"\s*\(((?:mr|mrs|miss|ms|mx|dr)\.?)\)\s*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^)]*\)")
# "Mrs D Eastham Head" has a post; "Mr Tom Head" has not.
_HEAD_AFTER_WHOLE_NAME = re.compile(rf"^((?:{'|'.join(_TITLE_WORDS)})\b\.?(?:\s+\S+){{2}})\s+head$", re.IGNORECASE)
_GLUED_INITIALS = re.compile(r"\b([A-Z])\.(?=[A-Z])")
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "la",
        "le",
        "du",
        "da",
        "di",
        "del",
        "della",
        "dos",
        "das",
        "ter",
        "ten",
        "bin",
        "ibn",
        "al",
        "el",
        "ap",
        "ab",
    ]
)

# nameparser knows hundreds of titles, among them "Dean", "Grace" and "King": only those above are taken off, before it.
_CONSTANTS = Constants(titles=set(), first_name_titles=set(), suffix_acronyms=set(), suffix_not_acronyms=set())


def read_person(answer: Answer) -> PersonName:
    """Read a person's name: whole as written, and its parts.

    Words for a role are not part of it. Where two people are named (co-heads) only the whole is kept: no one of
    them is *the* head.
    """
    lines = [line for line in tidy_lines(standing(answer)).split("\n") if line and not is_role(line)]
    text = without_role(", ".join(lines) if len(lines) > 1 else "".join(lines))
    if is_unknown(text):
        return PersonName()
    name = recased(text)
    if two_people(name):
        return PersonName(name)
    return _in_parts(name)


def without_role(text: str) -> str:
    """Return `text` without words for a role, contact details and labels, on one line."""
    text = _LABEL.sub("", _CONTACT.sub(" ", text))
    for pattern in (_ASIDE, _ROLE_BEFORE, _ROLE_AFTER):
        text = pattern.sub("", text)
    text = _HEAD_AFTER_WHOLE_NAME.sub(r"\1", _ASIDE.sub("", text))
    return tidy(text).strip(" ,;:|/–—-_·•").removesuffix("()").strip()


def is_role(line: str) -> bool:
    """Tell whether a line is only words for a role ("Acting Headteacher"), and no name."""
    return _ROLE_LINE.match(line) is not None


def two_people(name: str) -> bool:
    """Tell whether a name is that of two people."""
    parts = [part for part in _TWO_PEOPLE.split(name) if part.strip()]
    return len(parts) > 1 or len(_TITLED.findall(_IN_BRACKETS.sub("", name))) > 1


def recased(name: str) -> str:
    """Return a name with a capital at each part, where it was written all in capitals or all in small letters."""
    letters = [char for char in name if char.isalpha()]
    words = name.split()
    if not (name.isupper() or name.islower()) or len(letters) < 3 or all(len(word.strip(".")) <= 2 for word in words):
        return name
    return " ".join(_recased_word(word, first=position == 0) for position, word in enumerate(words))


def _recased_word(word: str, *, first: bool) -> str:
    low = word.lower()
    if low in _PARTICLES and not first:
        return low
    word = re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), low)
    word = re.sub(r"’S\b|'S\b", lambda end: end[0].lower(), word)
    return re.sub(r"\bMc([a-z])", lambda part: f"Mc{part[1].upper()}", word)


def _in_parts(name: str) -> PersonName:
    title_match = _TITLES.match(name)
    title = tidy(title_match[1]) if title_match else None
    rest = name[title_match.end() :] if title_match else name
    if behind := _TITLE_BEHIND.search(rest):
        title, rest = title or behind[1], rest[: behind.start()]
    rest = _GLUED_INITIALS.sub(r"\1. ", _LETTERS_AFTER.sub("", rest)).strip(" ,")
    if surname_first := re.fullmatch(rf"([^,]+),\s*((?:{'|'.join(_TITLE_WORDS)})\b\.?)\s*(.*)", rest, re.IGNORECASE):
        title, rest = title or surname_first[2], f"{surname_first[1]}, {surname_first[3]}".strip(", ")
    if " " not in rest:
        # A name alone is the family's after a title ("Mrs Eastham"), and the person's own after "Sister".
        own = title is not None and title.casefold().strip(".") in {"sister", "brother", "sr", "br", "mother"}
        alone = rest.strip(",.") or None
        return PersonName(name, title, alone if own else None, None if own else alone)
    parsed = HumanName(rest, constants=_CONSTANTS)
    given = tidy(f"{parsed.first} {parsed.middle}").strip(" ,.") or None
    family = tidy(f"{parsed.last} {parsed.suffix}").strip(" ,.") or None
    return PersonName(name, title, given, family)
