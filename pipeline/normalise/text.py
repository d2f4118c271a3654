"""What every field does first with an answer: take out what was withdrawn, tidy the spaces, see whether it is empty."""

from __future__ import annotations

import re
import unicodedata

from pipeline.model import Answer, MarkKind

# Zero-width characters, soft hyphens and byte order marks travel with pasted text and stand for nothing.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\w", re.UNICODE)

# What is written to say that nothing is written, and what Word and Acrobat put there as a prompt.
_NOTHING = frozenset(
    (
        "n a", "na", "nil", "none", "not applicable", "blank", "text", "choose an item", "insert text here",
        "click here to enter text", "click or tap here to enter text", "click to enter text", "enter text",
        "enter text here", "type here", "type text here", "click here to enter a date", "enter a date",
        "click or tap to enter a date", "please complete", "please specify", "please state", "please insert",
    )
)  # fmt: skip
# What is written where the answer is not known yet. In the comments these words are an answer like any other.
_NOT_YET = frozenset(
    (
        "tbc", "tba", "tbd", "to be confirmed", "to be advised", "to be decided", "to follow", "pending", "vacant",
        "not known", "unknown", "as above", "see above", "see below", "as below", "see letterhead", "as letterhead",
        "as per letterhead", "see header", "see letter", "see email", "see attached", "as attached",
    )
)  # fmt: skip

# ... and where it points elsewhere, in whatever words: "as signed below", "please see the covering email".
_POINTS_ELSEWHERE = re.compile(
    r"(?:please )?(?:(?:as|see|same|refer|to|per|given|shown|stated|listed|signed|in|on|at|the|our|my)\s)+"
    r"(?:(?:signed|signature|signatory|details|contact|sender|covering|cover|attached|page|and)\s)*"
    r"(?:above|below|overleaf|attached|signature|signed|letterhead|letter head|header|heading|footer|e mail|email|letter)"
    r"|(?:signed|signature) below|ditto"
)


def without_invisible(text: str) -> str:
    """Return `text` without characters that take no room, its odd spaces made plain; line breaks stay."""
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(" " if char not in "\n\t" and unicodedata.category(char) in ("Zs", "Cc") else char for char in text)


def tidy(text: str) -> str:
    """Return `text` on one line, with single spaces."""
    return _SPACES.sub(" ", without_invisible(text)).strip()


def tidy_lines(text: str) -> str:
    """Return `text` with its line breaks kept, spaces tidied within the lines, and no empty lines around it."""
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in without_invisible(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def standing(answer: Answer) -> str:
    """Return the text of an answer that still stands: what was struck through is withdrawn."""
    struck = {
        position for mark in answer.marks if mark.kind is MarkKind.STRUCK for position in range(mark.start, mark.end)
    }
    if not struck:
        return without_invisible(answer.text)
    return without_invisible("".join(char for position, char in enumerate(answer.text) if position not in struck))


def is_empty(text: str) -> bool:
    """Tell whether an answer is no answer: only a prompt, dots, underscores, dashes or "N/A" (reading guide, section 5)."""
    return not _WORD.search(text.replace("_", "")) or plain_words(text) in _NOTHING


def is_unknown(text: str) -> bool:
    """Tell whether an answer gives no value: it is empty, or says that one is to follow ("TBC", "as above")."""
    words = plain_words(text)
    return is_empty(text) or words in _NOT_YET or _POINTS_ELSEWHERE.fullmatch(words) is not None


def plain_words(text: str) -> str:
    """Return the words of `text` in lower case with single spaces, for comparing."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def quoted(text: str, limit: int = 160) -> str:
    """Return `text` on one line in quotation marks, shortened at a word, for a message."""
    text = tidy(text)
    if len(text) > limit:
        text = text[:limit].rsplit(" ", 1)[0] + " …"
    return f"“{text}”"
