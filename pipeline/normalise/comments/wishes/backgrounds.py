"""Schools that are mere background: the writer's own, a neighbour, where a teacher came from, a link abroad (7.27)."""

from __future__ import annotations

from pipeline.normalise.comments.wishes.partner_cues import Cues, Sentence
from pipeline.normalise.comments.words.atoms import Atom, Line
from pipeline.normalise.comments.words.spelling import word_set

_ABROAD = word_set("abroad")
_TITLES = word_set("titles")
_FELLOWS = frozenset({"class", "classes", "children", "pupils", "friends", "school"})
_WRITERS = frozenset({"office", "secretary", "bursar", "admin", "hello", "hi", "morning", "afternoon", "greetings"})
_SIGNING = frozenset({"regards", "sincerely", "faithfully", "wishes", "thanks", "cheers"})
_OF_ANY_SCHOOL = frozenset({"children", "teacher", "head"})
_GONE = frozenset({"closed", "shut", "closes", "merged"})
_OF_A_SCHOOL = frozenset({"class", "classes"})
_LISTING = frozenset({",", "and", "or", "/"})
_CLASSES = frozenset({"class", "classes", "rooms", "sets", "groups", "forms", "houses", "names"})
_LEADING = frozenset({"into", "from", "at", "to", "by"})
_ROLL = frozenset({"children", "pupils", "classes", "teachers", "staff", "strong"})
_OURSELVES = frozenset({"we", "we're", "we've", "i", "i'm", "i've", "our", "us"})
_PLACED = frozenset({"near", "from", "by", "behind", "opposite", "past"})


def is_own(line: Line, sentence: Sentence, atom: Atom) -> bool:
    """Whether the school is the writer's own: "the new bursar at St Cuthbert's", "Katie from St Malachy's here"."""
    if "here" in line.norms[atom.end : atom.end + 2] or _told_behind(line, sentence, atom):
        return True
    if _size_told(line, sentence, atom):
        return True
    ends = atom.end + 1 >= len(line.tokens)
    if (
        ends
        and _SIGNING & set(line.norms[max(0, atom.start - 12) : atom.start])
        and not sentence.cues.has("link", "renew")
    ):
        return True
    own = next((first for first, end, kind in sentence.cues.said if kind == "own" and 0 <= atom.start - end <= 1), None)
    if own is not None and line.norm(own) in _OF_ANY_SCHOOL and (sentence.asks or sentence.cues.has("wish", "link")):
        own = None  # "we made friends with children at Scar Top and would like to meet again"
    if (
        own is not None
        and line.norm(own) in _OF_A_SCHOOL
        and sentence.cues.has("link", "renew", "agreed", "past", "wish")
    ):
        own = None  # "linked with the Year 5 class at Scar Top"
    if own is not None:
        theirs = sentence.cues.has("them", "with_them") and (sentence.asks or sentence.cues.has("wish"))
        back = sentence.cues.after("renew", atom.end) is not None  # "we're hoping Scar Top will have us back"
        return not sentence.cues.has("agreed") and not theirs and not back
    before = line.norms[sentence.start : atom.start]
    if (
        sentence.start == 0
        and _WRITERS & set(before)
        and not sentence.cues.has("link", "renew", "agreed", "wish", "past")
    ):
        return True
    introduced = before[-1:] in (("at",), ("from",), ("for",)) and {"i'm", "i", "my", "we", "we're"} & set(before)
    return bool(introduced) and not sentence.cues.has("link", "renew", "agreed", "wish") and len(before) < 9


def _size_told(line: Line, sentence: Sentence, atom: Atom) -> bool:
    """ "We have never been more than 90 children at Tockholes Brow": a school tells its own size, and no other's."""
    counted = line.norm(atom.start - 3).isdigit() and line.norm(atom.start - 2) in _ROLL
    before = line.norms[sentence.start : atom.start]
    settled = sentence.asks or sentence.cues.has("renew", "agreed", "again", "with_them", "past")
    return counted and before[-1:] == ("at",) and bool(_OURSELVES & set(before)) and not settled


def _told_behind(line: Line, sentence: Sentence, atom: Atom) -> bool:
    """Whether the words behind a name, or a list of names, say that it is the writer's own.

    "Fell View would like to put forward a class", "St Clare and St Francis are our two classes", "At St Bede's we like a
    plan", "put St Bede's down for Year 5".
    """
    if sentence.cues.has("agreed", "renew", "with_them"):
        return False
    named = {token for school in sentence.schools for token in range(school.start, school.end)}
    end = atom.end
    while end in named or (line.norm(end) in _LISTING and {end + 1, end + 2} & named):
        end += 1
    if line.norm(atom.start - 1) == "at" and "we" in line.norms[end : end + 2]:
        return True
    last = next((last for first, last, kind in sentence.cues.said if kind == "own_after" and first == end), None)
    if last is None:
        return False
    words = line.norms[end:last]
    if words[0] == "down":
        return line.norm(atom.start - 1) in {"put", "enter", "have"}
    return words[0] not in {"is", "are"} or bool(_CLASSES & set(line.norms[last - 1 : last + 4]))


def is_abroad(line: Line, sentence: Sentence, atom: Atom) -> bool:
    """A link that is not this programme's (7.27)."""
    words = set(line.norms[sentence.start : sentence.end])
    beside = "yours" in words  # "… which we'll keep going alongside yours"
    return bool(words & _ABROAD) and (beside or not sentence.cues.has("renew", "wish"))


def _behind(cues: Cues, atom: Atom) -> bool:
    """Whether a word of background stands between the last word of a link and the name."""
    marks = [kind for _, end, kind in cues.said if end <= atom.start and kind in {"background", "link"}]
    return marks[-1:] == ["background"]


def is_background(line: Line, sentence: Sentence, atom: Atom) -> bool:
    """Whether the name is mere background: where a teacher came from, the trust's others, the infants next door."""
    cues = sentence.cues
    if line.norm(atom.end) in _GONE:
        return True
    if cues.has("with_them", "together") and (cues.has("wish") or sentence.asks):
        return False  # "We share a head with Scar Top so it would be good to be with them"
    linked = sentence.asks and cues.near("link", atom.start, 2) and not _behind(cues, atom)
    if cues.has("background") and not cues.has("wish") and not linked:
        return True  # "we would like to link with Scar Top, our feeder school" wishes
    if any(kind == "background" and end == atom.start and line.norm(end - 1) in _LEADING for _, end, kind in cues.said):
        return True  # "a school that feeds into Fairhaven High, as ours does"
    before = line.norms[max(sentence.start, atom.start - 12) : atom.start]
    person = bool(_TITLES & set(before)) or sentence.staff
    lead = line.norm(atom.start - 1)
    if lead in _PLACED and not cues.has("wish"):
        fellows = line.norms[max(sentence.start, atom.start - 5) : atom.start]
        return not (lead == "from" and "with" in fellows and bool(_FELLOWS & set(fellows)))
    return (
        lead in {"at", "of", "in", ",", "("}
        and person
        and not cues.near(
            "link", atom.start, 6 if _FELLOWS & set(line.norms[max(0, atom.start - 3) : atom.start]) else 3
        )
        and not cues.has("them")
    )
