"""What stands around a number that is said apart from any year: hedges, conditions, contrasts, the whole school's classes."""

from __future__ import annotations

import itertools

from pipeline.normalise.comments.clauses.roles import Clause
from pipeline.normalise.comments.words.atoms import TURNS, Atom, Count, Line

_COMING = frozenset({"are", "would", "will", "want", "can", "could", "wish"})
_SETTLING = ("if ", "failing", "at a", "happy with")
_OTHERWISE = ("otherwise", "alternatively", "or else")
_BECOMES = frozenset({"to", "down", "becoming", "dropping", "going", "now"})
_WHOLE_SCHOOL = (
    ("in", "school"),
    ("in", "the", "school"),
    ("in", "our", "school"),
    ("across", "the"),
    ("across", "school"),
)
_MANY = 3


def hedged(clause: Clause, atom: Atom) -> bool:
    """ "… though it might be just two": the number is not settled."""
    return any(
        other.kind == "maybe"
        and str(other.value).split()[0] in {"might", "may", "could"}
        and 0 <= atom.start - other.end <= 3
        for other in clause.atoms
    )


def narrowing(clause: Clause, atom: Atom) -> bool:
    """ "We would only want to link one": the number is all that is asked for."""
    return clause.has("ask") and any(
        other.start < atom.start and (other.kind == "only" or str(other.value) in {"only", "just"})
        for other in clause.atoms
    )


def conditional(clause: Clause, atom: Atom) -> bool:
    """ "… unless you are really stuck, in which case both": what follows the condition is settled for."""
    if any(
        other.kind == "fallback"
        and other.start < atom.start
        and (
            str(other.value).startswith(_SETTLING)
            or (str(other.value).startswith(_OTHERWISE) and atom.start - other.end <= 1)
        )
        for other in clause.atoms
    ):
        return True
    if condition_follows(clause, atom):
        return True
    following = next((other for other in clause.atoms if other.start >= atom.end), None)
    turned = bool(TURNS & {str(other.value) for other in clause.atoms[:2]})
    if following is not None and following.kind == "settle" and (turned or clause.has("no_match", "fallback")):
        return True  # "but one is fine if that is all you have"
    opened = [
        other for other in clause.atoms if other.kind in {"no_match", "room", "settle"} and other.start < atom.start
    ]
    return any(other.start >= clause.atoms[0].end for other in opened)


def condition_follows(clause: Clause, atom: Atom) -> bool:
    """ "Both if there is room", "or just the one if not"."""
    following = next(
        (other for other in clause.atoms if other.start >= atom.end and other.kind not in {"class", "classes"}), None
    )
    return following is not None and (
        following.kind in {"room", "no_match"}
        or (following.kind == "fallback" and str(following.value).startswith("if"))
    )


_MORE = frozenset({"another", "a second", "a third", "a fourth", "one more", "a further", "an extra", "an additional"})
_LEAVING = frozenset(
    {("if", "someone"), ("if", "anyone"), ("if", "somebody"), ("if", "another"), ("should", "anyone"), ("if", "others")}
)


def one_more(line: Line, clause: Clause, atom: Atom) -> bool:
    """ "… and, if there is room, another", "a second class if there are places": more is settled for, not asked for (7.20)."""
    if atom.kind != "new_or_extra" or str(atom.value) not in _MORE:
        return False
    at = atom.end
    while line.norm(at) in {"one", "class", "of", "them", "too", "as", "well", "to", "offer", "form"}:
        at += 1
    before = line.norms[clause.atoms[0].start : atom.start]
    led = any(pair in _LEAVING for pair in itertools.pairwise(before)) and line.norm(atom.start - 1) in {
        ",",
        "then",
        "take",
    }
    directly = line.norm(atom.start - 1) in {",", "then", "take"}
    room = any(
        other.kind == "room" and (other.start == at or (other.end <= atom.start and directly)) for other in clause.atoms
    )
    closed = line.norm(at) in {"", ".", ",", "!", ")", ";", "if", "should", "please", "many", "thanks", "thank"}
    return closed and (room or led or line.norms[at : at + 2] in _LEAVING)


_ALONE = frozenset({"by", "itself", "on", "its", "own", "alone", "of", "them", "class"})
_DOING = frozenset({("will", "do"), ("would", "do"), ("would", "be"), ("is", "fine"), ("will", "be")})


def alone(line: Line, atom: Atom) -> bool:
    """ "Either one by itself will do", "one on its own would be fine"."""
    at = atom.end
    while line.norm(at) in _ALONE and at - atom.end <= _FEW:
        at += 1
    return at > atom.end and line.norms[at : at + 2] in _DOING


def of_school(line: Line, atom: Atom) -> bool:
    """ "We are a school of 7 classes", "there are seven classes in school": the school's classes, not the year's."""
    before = line.norms[max(0, atom.start - 2) : atom.start]
    noun = next((at for at in range(atom.end, atom.end + 3) if line.norm(at) in {"class", "classes"}), atom.end)
    after = line.norms[noun + 1 : noun + 4]
    if line.norm(noun) == "class" and after[:1] == ("school",):
        return True
    if any(after[: len(words)] == words for words in _WHOLE_SCHOOL):
        return True
    many = isinstance(atom.value, Count) and (atom.value.number or 0) >= _MANY
    return many and (before in {("school", "of"), ("school", "with")} or before[-2:] == ("school", "has"))


def says_what(clause: Clause, atom: Atom) -> bool:
    """ "… they are a lovely class and were gutted to miss out": the children are one class."""
    first = next((other for other in clause.atoms if other.kind != "sign"), clause.atoms[0])
    return first.kind == "theirs" and str(first.value) in {"they are", "they're"} and atom.start - first.end <= 1


def out_of(clause: Clause, places: tuple[int, ...], spot: int) -> bool:
    """ "One of our three classes": the three are those that there are."""
    before = clause.atoms[places[spot - 1]] if spot else None
    here = clause.atoms[places[spot]]
    return before is not None and before.kind == "count" and before.end == here.start and before.end - before.start > 1


def contrasted(line: Line, at: int) -> bool:
    """ "Three classes rather than two": the second number is not meant."""
    return line.norms[max(0, at - 2) : at] in {("rather", "than"), ("instead", "of"), ("not", "the")} or (
        line.norms[max(0, at - 2) : at] == ("the", "other")
        and line.norm(at + 1) in {"class", "classes", "form", "forms"}
    )


_BEING = frozenset({"is", "are", "of", "them", "be", "will", "would", "class", "classes"})
_TAKING = frozenset(
    {
        ("doing", "it"), ("doing", "this"), ("taking", "part"), ("taking", "it"), ("joining", "in"), ("joining",), ("keen",),
        ("up", "for"), ("interested",), ("wants", "in"), ("want", "in"), ("wants", "to"), ("want", "to"), ("signed", "up"),
        ("for", "you"), ("for", "this"), ("for", "linking"), ("to", "link"), ("wanting", "to"), ("wishing", "to"), ("in", "for"), ("willing",), ("participating",), ("linking",), ("on", "board"),
    }
)  # fmt: skip


def takes_part(line: Line, atom: Atom) -> bool:
    """ "Got three classes. 1 doing it", "two of them are keen": as many of the classes that there are take part."""
    if line.norm(atom.start - 1) in {"choose", "chose", "chosen", "choosing", "pick", "picked", "picking"}:
        return atom.kind == "count"
    at = atom.end
    while line.norm(at) in _BEING and at - atom.end <= _FEW:
        at += 1
    into = line.norm(at) == "in" and line.norm(at + 1) in {"", ".", ",", "!", ")", ";"} and at > atom.end
    return atom.kind == "count" and (into or not _TAKING.isdisjoint((line.norms[at : at + 1], line.norms[at : at + 2])))


OF_THEM = frozenset(("of", which) for which in ("which", "whom", "these", "those", "them"))
_PUTTING = (
    " in", "entering", "enter", "offering", "offer", "linking", "link", "bringing", "bring", "putting forward",
    "put forward", "submitting", "submit", "include", "including", "sending", "nominating", "volunteering",
)  # fmt: skip
_SUMMING = frozenset(
    {("that's",), ("that", "is"), ("making",), ("makes",), ("so", "that's"), ("it", "makes"), ("make", "it")}
)
_IN_ALL = frozenset({("in", "all"), ("in", "total"), ("all", "told"), ("altogether",), ("all", "together"), ("total",)})


def sums_up(line: Line, atom: Atom) -> bool:
    """ "That's three classes", "5 in all", "total = 3": the number is the sum of those before."""
    at = atom.end + (line.norm(atom.end) in {"class", "classes"})
    before = atom.start - 1
    while line.norm(before) in {"=", ":", "is", "of", "-"}:
        before -= 1
    return (
        line.norm(before) in {"total", "altogether"}
        or line.norms[at : at + 2] in _IN_ALL
        or line.norms[at : at + 1] in _IN_ALL
        or line.norms[max(0, atom.start - 2) : atom.start] in _SUMMING
        or line.norms[max(0, atom.start - 1) : atom.start] in _SUMMING
    )


_FEW = 3


def concluded(line: Line, atom: Atom) -> bool:
    """ "… so that's two from us", "so it's one": "so two it is": what is concluded holds."""
    before = line.norms[max(0, atom.start - 2) : atom.start]
    return before[-1:] == ("so",) or (
        before[-2:-1] == ("so",) and before[-1] in {"that's", "it's", "that", "just", "only"}
    )


def final(line: Line, clause: Clause, atom: Atom) -> bool:
    """Whether the number replaces one said before: "but only two would take part", "going down to 1"."""
    if line.norms[atom.end - 1 : atom.end + 1] == ("of", "them") and line.norm(atom.end + 1) in _COMING:
        return True  # "There are three classes: two of them are in"
    before = line.norms[max(0, atom.start - 3) : atom.start]
    following = next((other for other in clause.atoms if other.start >= atom.end), None)
    put_in = not clause.has("theirs") and any(
        other.kind in {"ask", "fallback"} and other.end == atom.start and str(other.value).endswith(_PUTTING)
        for other in clause.atoms
    )
    return (
        put_in
        or concluded(line, atom)
        or line.norms[max(0, atom.start - 2) : atom.start] in OF_THEM
        or "only" in line.norms[max(0, atom.start - 5) : atom.start]
        or takes_part(line, atom)
        or (atom.end - atom.start > 1 and line.norm(atom.start) in {"only", "just", "mine", "all"})
        or "just" in before
        or line.norm(atom.end) == "only"
        or (line.norm(atom.end) in {"these", "those", "them"} and clause.has("ask"))
        or (len(before) > 1 and before[-1] == "to" and before[-2] in _BECOMES | {"up"})
        or (following is not None and following.kind == "ask")
    )
