"""Loose numbers: numbers of classes that stand apart from any year ("Two classes.", "mine only", "Classes: 2")."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.statements.loose_cues import (
    OF_THEM,
    alone,
    concluded,
    condition_follows,
    conditional,
    contrasted,
    final,
    hedged,
    narrowing,
    of_school,
    one_more,
    out_of,
    says_what,
    sums_up,
    takes_part,
)
from pipeline.normalise.comments.words.atoms import Atom, Count, Line
from pipeline.normalise.comments.words.spelling import word_set


@dataclass(frozen=True, slots=True)
class Loose:
    """A number of classes with no year beside it."""

    count: Count | None
    role: Role
    clause: int
    start: int
    end: int
    noun: str = ""
    each: bool = False
    both: bool = False
    named: int | None = None
    total: bool = False
    sums: bool = False
    fraction: bool = False
    group: bool = False
    mixed: bool = False
    either: bool = False
    theirs: bool = False
    soft: bool = False
    final: bool = False
    owned: bool = False


_BEFORE_THE = frozenset({"just", "only", "of", "all", "be", "is", "are", "", ","})
_MODALS = frozenset({"could", "would", "will", "can", "may", "might"})
_TITLES = word_set("titles")
_OWNERS = frozenset({"his", "her", "my", "whose"})
_COUNTED = frozenset("cbmaHhKni")
_AFTER_NOUN = re.compile(r"[nN][w]{0,1}[:=-]+$")


def loose_counts(
    line: Line, clause: Clause, number: int, text: str, places: tuple[int, ...], used: set[int]
) -> list[Loose]:
    """Numbers of classes that no year in the clause has taken."""
    found: list[Loose] = []
    if _COUNTED.isdisjoint(text) and not clause.has("same_children"):
        return found
    theirs = _theirs(line, clause)
    ours_counted = any(text[spot] in "cb" for spot in used)
    for spot, symbol in enumerate(text):
        if spot in used or symbol not in _COUNTED:
            continue
        atom = clause.atoms[places[spot]]
        one = Loose(None, clause.role, number, atom.start, atom.end, theirs=theirs)
        if symbol == "m":
            noun = re.match(r"\*?[xw]?([nN])", text[spot + 1 :])
            found.append(replace(one, noun=noun[1] if noun else "", named=int(atom.value)))
        elif symbol == "h" and not _told_of_some(line, atom):
            found.append(replace(one, group=True))
        elif symbol == "H":
            found.append(replace(one, fraction=True))
        elif atom.kind == "class-of" and text[spot - 1 : spot] not in {"c", "a", "b"}:
            resting = conditional(clause, atom) or clause.role is Role.ROOM
            found.append(replace(one, count=Count(1), noun="n", role=Role.ROOM if resting else one.role, soft=True))
        elif symbol == "n" or symbol == "i":
            owned = _owned(line, clause, text, spot, atom)
            if owned is not None:
                found.append(
                    replace(one, count=Count(1), noun="n", soft=owned != "own", owned=True, either=symbol == "i")
                )
        elif one_more(line, clause, atom):
            found.append(replace(one, count=Count(1), role=Role.ROOM))
        elif symbol in "cab":
            counted = _counted(line, clause, one, text, places, spot, ours_counted)
            if counted is not None:
                found.append(counted)
    found += [
        Loose(Count(1), clause.role, number, atom.start, atom.end, noun="n", soft=True)
        for atom in clause.atoms
        if atom.kind == "same_children" and "class" in str(atom.value).split()
    ]
    return found


_TELLING = frozenset({"are", "is", "have", "were", "had", "speak", "come", "live", "do", "can", "don't", "haven't"})


def _told_of_some(line: Line, atom: Atom) -> bool:
    """ "Some of the children are shy" tells of them; "some of our Year 4s would take part" offers a group."""
    return line.norm(atom.end - 2) == "of" and not _TELLING.isdisjoint(line.norms[atom.end : atom.end + 3])


def _theirs(line: Line, clause: Clause) -> bool:
    """Whether the other school is spoken of; "58 of them" are our own children."""
    room = next((atom.start for atom in clause.atoms if atom.kind == "room"), None)
    return any(
        atom.kind == "theirs"
        and (room is None or atom.start < room)
        and not (str(atom.value).endswith("partner") and line.norm(atom.end) == "for")
        and not (str(atom.value).startswith("they") and line.norm(atom.end) == "both")
        and str(atom.value) not in {"them", "their", "they are", "they're"}
        and not (str(atom.value) == "the other class" and _one_before(clause, atom))
        and not str(atom.value).endswith(("each side", "each school", "per school"))
        and not (place and str(clause.atoms[place - 1].value) == "same")
        for place, atom in enumerate(clause.atoms)
    )


def _sets_of_people(line: Line, at: int) -> bool:
    """ "Both sets of teachers want to carry on": no classes."""
    return line.norms[at : at + 2] == ("sets", "of") and line.norm(at + 2) in _SETS


_SETS = frozenset(
    {"teachers", "staff", "parents", "governors", "families", "heads", "twins", "children", "pupils", "kids"}
)


def _of_partner(line: Line, atom: Atom) -> bool:
    """ "Our two Year 6 groups would like to meet a mainstream class": the class that is met is the partner's."""
    before = line.norms[max(0, atom.start - 2) : atom.start]
    met = before[-1:] in {("meet",), ("meeting",)} or before in _LINKED_WITH
    return met and atom.value in {Count(1), "a", "an", "another"}


_LINKED_WITH = frozenset(
    (verb, to)
    for verb in (
        "linked",
        "link",
        "paired",
        "pair",
        "matched",
        "match",
        "partnered",
        "work",
        "working",
        "mix",
        "twinned",
    )
    for to in ("with", "to")
)


def _one_before(clause: Clause, atom: Atom) -> bool:
    """ "One class, the other class is busy": the other is ours as well."""
    return any(other.kind == "count" and other.value == Count(1) and other.end <= atom.start for other in clause.atoms)


def _counted(
    line: Line, clause: Clause, one: Loose, text: str, places: tuple[int, ...], spot: int, ours_counted: bool
) -> Loose | None:
    """A number said with a class noun, or alone where it can only be of classes."""
    symbol = text[spot]
    following = re.match(r"t?\*?[xw]?x?([nN])" if symbol == "b" else r"\*?[xw]?x?([nN])", text[spot + 1 :])
    noun = following[1] if following else ""
    if symbol == "a" and noun != "n":
        return None
    if not noun and _AFTER_NOUN.search(text[max(0, spot - 4) : spot]):
        noun = "N"
    if symbol == "b" and following is None and text[spot + 1 : spot + 2] == "c":
        return None  # "both 1 class": one of each
    the_two = symbol == "c" and line.norm(one.start - 1) == "the" and not noun and _ends_here(text, spot)
    if the_two and line.norm(one.start - 2) not in _BEFORE_THE:
        return None  # "I always muddle the two"
    if symbol == "b" and line.norm(one.start - 1) == "or":
        return None  # "one or the other, or both"
    if contrasted(line, one.start) or out_of(clause, places, spot):
        return None
    if not noun and not _bare(line, clause, text, places, spot):
        return None
    if noun == "N" and _sets_of_people(line, one.end):
        return None
    if noun == "n" and ours_counted and _of_partner(line, clause.atoms[places[spot]]):
        return None
    atom = clause.atoms[places[spot]]
    if noun and not re.match(r"\*?[xw]?[nN]?[,:]?e", text[spot + 1 :]) and of_school(line, atom):
        return None
    count = Count(2) if symbol == "b" else Count(1) if symbol == "a" else atom.value
    if symbol == "c" and hedged(clause, atom) and atom.value.number is not None:
        count = Count(None, True, (atom.value.number,))
    total = bool(re.match(r"\*?[xw]?[nN]?[:-]", text[spot + 1 :])) or bool(
        {"total", "altogether", "in total", "in all"} & _fillers(clause)
    )
    sums = sums_up(line, atom)
    return replace(
        one,
        count=count,
        noun=noun,
        each=bool(re.match(r"\*?[xw]?[nN]?o?e", text[spot + 1 :]))
        or _all_single(line, noun, count, atom)
        or _each_with(line, atom.start - 1)
        or (text[max(0, spot - 1) : spot] == "b" and bool(noun)),
        both=symbol == "b",
        total=total or sums,
        sums=sums,
        mixed=bool(re.match(r"\*?x", text[spot + 1 :])),
        either="i" in text,
        final=final(line, clause, atom) or narrowing(clause, atom),
        role=_role(clause, atom, one.role),
    )


def _bare(line: Line, clause: Clause, text: str, places: tuple[int, ...], spot: int) -> bool:
    """Whether a number with no noun counts classes: it stands alone, or "there are three", or is what is asked for."""
    words = text.count("w")
    ends = _ends_here(text, spot)
    said = clause.atoms[places[spot]]
    if said.end - said.start > 1 and {"mine", "only", "just", "all"} & set(line.norms[said.start : said.end]):
        return True
    if takes_part(line, said) or sums_up(line, said) or line.norms[max(0, said.start - 2) : said.start] in OF_THEM:
        return True
    if line.norm(said.start - 1) in {"last", "past", "first", "next", "these"}:
        return False
    if words == 0 or text[spot + 1 : spot + 2] == "e":
        return True
    if concluded(line, said) and (ends or line.norm(said.end) in _WHOLE):
        return True
    if condition_follows(clause, said) and line.norm(said.start - 1) not in {"number", "no", "point"}:
        return True
    if said.kind == "count" and said.value.unclear and (ends or line.norm(said.end) in _MODALS | {"for", "certain"}):
        return True
    now = clause.withdraws or bool(_fillers(clause) & {"this year", "this time"})
    if ends and line.norm(said.start - 1) in {"is", "be", "it's"} and now:
        return True
    if ends and {"only", "just"} & set(line.norms[max(0, said.start - 3) : said.start]):
        return True
    if ends and any(other.kind in {"settle", "fallback"} and other.end <= said.start for other in clause.atoms):
        return True
    if narrowing(clause, said) and (ends or line.norm(said.end) in {"to", "this", "of", "for"}):
        return True
    if (
        words <= 2
        and spot
        and text[spot - 1] in "dq"
        and text[spot] != "b"
        and text[max(0, spot - 2) : spot - 1] != "w"
    ):
        return True
    if clause.has("fallback") and line.norm(said.start - 1) in {"to", "with", "just", "only"}:
        return True
    fine = not {"fine", "ok", "okay", "alright"}.isdisjoint(line.norms[said.end : said.end + 4])
    if fine and clause.has("no_match") and line.norm(said.start - 1) in _PLACING:
        return True  # "if you can only take one, that's fine"
    if alone(line, said) or (line.norm(said.start - 1) == "then" and (ends or line.norm(said.end) == "them")):
        return True
    if any(other.kind == "settle" and other.start == said.end for other in clause.atoms):
        return True
    limited = {"only", "just"} & set(line.norms[max(0, said.start - 2) : said.start])
    if limited and line.norm(said.end) in {
        "of",
        "can",
        "would",
        "will",
        "is",
        "are",
        "could",
        "from",
        "for",
        "in",
        "them",
    }:
        return True
    if line.norm(said.end) in {"these", "those", "them"} and (clause.has("ask") or _there_are(line, said)):
        return True
    before = clause.atoms[places[spot - 1]] if spot else None
    if ends and before is not None and before.kind in {"have", "only", "ours"} and line.norm(before.start) != "this":
        return True
    following = clause.atoms[places[min(spot + 1, len(places) - 1)]]
    one_year = text.count("Y") == 1 == text[:spot].count("Y") and all(
        len(other.value.codes) == 1 for other in clause.atoms if other.kind == "years"
    )
    this_year = "Y" not in text and bool(_fillers(clause) & {"this year", "this time"})
    if text[spot] == "b" and following.kind == "ask" and (one_year or this_year):
        return True  # "I teach one of the Year 5 classes and both would like to link"
    if line.norm(said.end) == "to" and any(
        other.kind == "ask" and other.start == said.end + 1 for other in clause.atoms
    ):
        return True  # "we have two classes, one to take part"
    if (
        before is not None
        and before.kind == "ask"
        and before.end == said.start
        and re.match(r"[:(,-]", text[spot + 1 :])
    ):
        return True  # "Put in three: the fourth …"
    return clause.role is Role.ASK and (
        re.fullmatch(r"\.*", text[spot + 1 :]) is not None or (following.kind == "ask" and text[spot] != "b")
    )


_WHOLE = frozenset({"it", "from", "please", "for", "then", "only"})
_PLACING = frozenset({"take", "place", "match", "fit", "manage", "accommodate", "then", "just", "only"})


def _there_are(line: Line, said: Atom) -> bool:
    """ "There are two of them": as many classes, where neither teachers nor children were spoken of before."""
    before = line.norms[max(0, said.start - 12) : said.start]
    told = before[-2:] in _THERE or before[-1:] in {("have",), ("there's",)}
    return told and _PEOPLE.isdisjoint(before)


_THERE = frozenset({("there", "are"), ("there", "is"), ("have", "got")})
_PEOPLE = word_set("sides") | {"children", "pupils", "teacher", "adults", "they", "who"}


def _ends_here(text: str, spot: int) -> bool:
    return re.match(r"[.,!);-]|$", text[spot + 1 :]) is not None


def _each_with(line: Line, at: int) -> bool:
    """ "Dan in Y5 and Steph in Y6, each with one class"."""
    return line.norm(at - (line.norm(at) in {"with", "has", "having", "bringing", "have"})) == "each"


def _all_single(line: Line, noun: str, count: Count | None, atom: Atom) -> bool:
    """ "All single classes": one of each."""
    return noun == "N" and count == Count(1) and line.norm(atom.start) in {"single", "one"}


def _role(clause: Clause, atom: Atom, role: Role) -> Role:
    """The part that a number plays: settled for where it rests on a condition, told where the children are spoken of."""
    more = atom.kind == "new_or_extra" and role is Role.ROOM  # "and a second class if there are places"
    if not more and conditional(clause, atom):
        return Role.FALLBACK
    return Role.HAVE if says_what(clause, atom) else role


def _owned(line: Line, clause: Clause, text: str, spot: int, atom: Atom) -> str | None:
    """How a singular class is somebody's or definite: "Mrs Lord's class", "my own class", "the class will be", "any one class"."""
    norms = line.norms
    if text[spot] == "i":
        words = str(atom.value)
        return "own" if words in {"any one", "either", "either one of"} and text[spot + 1 : spot + 2] == "n" else None
    at = atom.start - 1
    while at >= 0 and norms[at] in {
        "own",
        "whole",
        "lovely",
        "particular",
        "linked",
        "linking",
        "existing",
        "present",
        "new",
        "current",
        "next",
    }:
        at -= 1
    word = norms[at] if at >= 0 else ""
    titled = any(norm in _TITLES for norm in norms[max(0, at - 2) : at])
    if word in _OWNERS or (word.endswith(("'s", "s'")) and titled):
        return "own"
    definite = word in {"the", "our", "this"} or norms[at : at + 1] == ("one",)
    following = next((other for other in clause.atoms if other.start >= atom.end), None)
    if (
        definite
        and following is not None
        and (following.kind in {"ask", "have"} or str(following.value) in {":", "is", "that", "will", "which", "would"})
    ):
        return "definite"
    return None


def _fillers(clause: Clause) -> set[str]:
    return {str(atom.value) for atom in clause.atoms if atom.kind == "filler"}
