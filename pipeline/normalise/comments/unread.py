"""Unread text: conditions that the record cannot hold, and refusals that nothing has understood (guide, 7.1).

A sentence is quoted where it puts a condition that changes what the coordinator does: who cannot come to the training,
who pays what and when, who must still agree, what was said elsewhere, when the link can begin, what a school will not
do. Days that suit, access, jokes and reasons are understood, and are not quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model import Doubt
from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.doubts import doubt
from pipeline.normalise.comments.must_or_cannot import LED_WITHIN, not_yet, obliged, unheard_of, will_not
from pipeline.normalise.comments.words.atoms import Atom, Count, Line, Years
from pipeline.normalise.comments.words.lexicon_files import layer, phrases
from pipeline.normalise.comments.words.spelling import word_set

_CONTACT = word_set("contact")
_CONCERNS = word_set("concerns")
_PEOPLE = frozenset(
    {
        "too",
        "but",
        "preference",
        "comments",
        "comment",
        "questions",
        "further",
        "one",
        "idea",
        "problem",
        "need",
        "more",
        "longer",
        "doubt",
        "other",
        "others",
        "fee",
        *("criticism", "complaint", "complaints", "third", "second", "offence", "reflection", "mixed", "set", "split"),
        *("streamed", "exceeding", "counting", "including", "taught", "grouped"),
    }
)
# "No hall but a big playground": what there is not.
_LACKED = frozenset(
    {"hall", "scanner", "printer", "field", "minibus", "parking", "car", "playground", "wifi", "camera"}
)
# One of these tables alone makes a condition; the pairs make one together.
_ALONE = (
    "elsewhere",
    "unsure",
    "start",
    "refused",
    "unaffordable",
    "first",
    "come",
    "provisional",
    "terms_put",
    "obliged",
)
_TOGETHER = (
    *(("unable", "event"), ("leave", "event"), ("money", "terms"), ("money", "pending"), ("authority", "pending")),
    *(("opener", "money"), ("opener", "authority"), ("opener", "cover"), ("cover", "pending")),
)
# These lead to the condition: the other half of the pair stands behind them, not far off.
_LEADING = frozenset({"opener"})
# What somebody cannot do stands beside the words that say so ("can't get to the course"), not across the sentence.
_BESIDE = frozenset({"unable"})
_NOBODY = frozenset({"nobody", "neither", "none", "no-one"})
_SETTLING = frozenset({"authority", "pending", "terms", "money", "opener", "cover", "leave", "provisional"})
_REASONS = frozenset({"as", "because", "since", "given"})
_COSTLY = frozenset({"money", "terms", "thing", "refusing"})
_ATTENDING = frozenset(
    {"send", "attend", "attends", "come", "make", "released", "release", "get", "training", "there", "present"}
)
_WHEN = frozenset(
    {"week", "weeks", "day", "days", "monday", "mondays", "tuesday", "tuesdays", "wednesday", "wednesdays"}
) | {
    *(
        "thursday",
        "thursdays",
        "friday",
        "fridays",
        "afternoon",
        "afternoons",
        "morning",
        "mornings",
        "am",
        "pm",
        "term",
    ),
}
_PRESENT = frozenset(
    {"can't", "cannot", "won't", "doesn't", "unable", "isn't", "aren't", "will", "does", "hasn't", "haven't", *_NOBODY}
)
_NO_REFUSAL = ("can't", "couldn't", "won't", "rather than", "instead", "never", "never been", "without")
# How far behind "prefer not to" the thing refused may stand.
_REFUSED_WITHIN = 5
_QUOTE = 40


# What only says that a year or a number is open: one question about it is enough (7.2).
_PUTTING = frozenset({"provided", "providing", "on"})
_WITHDRAWING = frozenset({"forget", "ignore", "scrap"})
_LEAVING_OPEN = frozenset({"opener", "cover", "authority", "pending", "provisional"})
_OPEN = frozenset({"year-unclear", "class-count-unclear"})


def conditions(
    line: Line, clauses: Sequence[Clause], raised: Sequence[Doubt], wished: frozenset[int] = frozenset()
) -> list[Doubt]:
    """Return a doubt for each sentence that puts a condition which would change what the coordinator does.

    `raised` are the doubts about years and numbers: what only says that those are open is asked about already.
    `wished` are the tokens read as wishes for a kind of school: "provided it's a rural one" is no condition.
    """
    asked = any(one.code in _OPEN for one in raised)
    said = list(phrases(layer("conditions"), line.norms))
    found: list[Doubt] = []
    for parts in _sentences(clauses):
        start, end = parts[0].atoms[0].start, parts[-1].atoms[-1].end
        here = {
            kind: first
            for first, last, kind in reversed(said)
            if start <= first < end and kind != "nothing" and not _with_the_partner(kind, last, parts)
        }
        opener = here.get("opener")
        if (
            opener is not None
            and line.norm(opener) in _PUTTING
            and line.norm(opener - 1) != "be"
            and unheard_of(line, parts, opener, wished)
        ):
            here["terms_put"] = opener
        if line.norm(start) in _WITHDRAWING:
            here.pop("elsewhere", None)
        if (unable := _nobody(line, start, end)) is not None:
            here.setdefault("unable", unable)
        if (must := obliged(line, parts, wished)) is not None:
            here["obliged"] = must
        if (refused := will_not(line, start, end)) is not None:
            here.setdefault("refused", refused)
        if not asked and (pending := not_yet(line, parts)) is not None:
            here.setdefault("start", pending)
        told = _of_years(line, parts, here) or (asked and set(here) <= _leaving_open(line, parts))
        if _conditional(line, parts, here, (start, end)) and not told:
            first, last = _quoted(parts, min(here.values()))
            words = line.words(first, last).strip(" ,;-.")
            found.append(_unread(line, f"A condition or a remark that the record cannot hold: “{words}”.", first, last))
    return found


def _leaving_open(line: Line, parts: Sequence[Clause]) -> frozenset[str]:
    """What may stand beside a question about years or numbers that is asked already ("waiting to hear whether the class is kept")."""
    words = line.norms[parts[0].atoms[0].start : parts[-1].atoms[-1].end]
    return _LEAVING_OPEN | {"unsure"} if {"class", "classes", "year"} & set(words) else _LEAVING_OPEN


def _with_the_partner(kind: str, end: int, parts: Sequence[Clause]) -> bool:
    """ "As agreed with Scar Top": settled between the schools, and nothing that the coordinator was told elsewhere."""
    return kind == "elsewhere" and any(
        atom.kind == "school" and 0 <= atom.start - end <= 1 for part in parts for atom in part.atoms
    )


def _sentences(clauses: Sequence[Clause]) -> Iterator[list[Clause]]:
    for number in sorted({clause.sentence for clause in clauses}):
        yield [clause for clause in clauses if clause.sentence == number]


def _conditional(line: Line, parts: Sequence[Clause], here: dict[str, int], span: tuple[int, int]) -> bool:
    """Whether the sentence puts a condition, and does not only tell what was."""
    if not here:
        return False
    latest = max(here.values())
    told = any(
        clause.role is Role.HISTORY and clause.atoms[0].start <= latest < clause.atoms[-1].end for clause in parts
    )
    present = any(kind in here and line.norm(here[kind]) in _PRESENT for kind in ("unable", "pending", "refused"))
    if told and not {"elsewhere", "unsure", "start", "first", "terms_put", "obliged"} & set(here) and not present:
        return False
    if _explains(line, parts, here) or ("unable" in here and _made_good(line, parts, here["unable"], span[1])):
        return False
    if any(kind in here for kind in _ALONE):
        return True
    if any(_together(here, first, second) for first, second in _TOGETHER):
        return True
    refusing, thing = here.get("refusing", span[1]), here.get("thing", 0)
    if 0 < thing - refusing <= _REFUSED_WITHIN and not _WHEN & set(line.norms[span[0] : thing]):
        return True  # "not Wednesdays as we have swimming" only tells which days suit
    unable = here.get("unable", span[1])
    dated = any(atom.kind == "date" and 0 < atom.start - unable <= LED_WITHIN for part in parts for atom in part.atoms)
    attends = _ATTENDING & set(line.norms[span[0] : span[1]]) or _on_the_day(line, parts)
    money = any(atom.kind == "money" for clause in parts for atom in clause.atoms)
    return ("unable" in here and dated and bool(attends)) or (money and "terms" in here)


def _on_the_day(line: Line, parts: Sequence[Clause]) -> bool:
    """ "We cannot do 26th March": a day of a month, and no day of the week or month that would suit less."""
    return any(
        atom.kind == "date"
        and any(word[:1].isdigit() for word in line.norms[atom.start : atom.end])
        and line.norm(atom.start - 1 - (line.norm(atom.start - 1) == "the")) in _DOING
        for part in parts
        for atom in part.atoms
    )


_DOING = frozenset({"do", "manage", "on"})


def _made_good(line: Line, parts: Sequence[Clause], unable: int, end: int) -> bool:
    """ "Mr Dean can't attend but Mrs Hall will", "we couldn't make last year's training"."""
    words = line.norms[unable : min(unable + 14, end)]
    other = "but" in words and bool({"will", "can"} & set(words[words.index("but") : words.index("but") + 6]))
    if "instead" in words:
        return True
    past = line.tokens[unable].text.lower().replace("\u2019", "'") in {"couldn't", "wasn't", "weren't"} and any(
        part.has("last_year", "were", "calendar-year") for part in parts
    )
    return past or (other and not {"not", "only"} & set(words[words.index("but") :]))


def _together(here: dict[str, int], first: str, second: str) -> bool:
    if first not in here or second not in here:
        return False
    apart = here[second] - here[first]
    if first in _BESIDE:
        return abs(apart) <= LED_WITHIN
    return first not in _LEADING or 0 < apart <= LED_WITHIN


def _nobody(line: Line, start: int, end: int) -> int | None:
    """ "Nobody from here can make 1st December", "neither of our teachers will be there"."""
    for at in range(start, end):
        sole = line.norms[at] == "one" and line.norm(at - 1) in {"only", "just"}
        if (sole or line.norms[at] in _NOBODY) and {"can", "will", "is", "could"} & set(
            line.norms[at + 1 : min(at + 7, end)]
        ):
            return at
    return None


def _explains(line: Line, parts: Sequence[Clause], here: dict[str, int]) -> bool:
    """Whether the words only say why: why a year is left out, why a partner should be near ("as coaches are dear")."""
    start, end = parts[0].atoms[0].start, parts[-1].atoms[-1].end
    ruled_out = next((clause for clause in parts if clause.role is Role.EXCLUDE), None)
    if ruled_out is not None and "unable" in here and here["unable"] > ruled_out.atoms[0].start:
        return not any(clause.role is Role.ASK for clause in parts)
    if ruled_out is not None and set(here) <= {"authority", "pending"}:
        return True  # "head says no to Year 4"
    if not set(here) <= _COSTLY or "money" not in here:
        return False
    reason = next(
        (at for at in range(start, end) if line.norms[at] in _REASONS and line.norm(at + 1) not in {"long", "soon"}),
        end,
    )
    return all(at > reason for kind, at in here.items() if kind in {"money", "terms"})


def _of_years(line: Line, parts: Sequence[Clause], here: dict[str, int]) -> bool:
    """ "Year 4 or 5, depends on staffing" is a doubt about the years already (7.14)."""
    atoms = [atom for clause in parts for atom in clause.atoms]
    years = [atom.value for atom in atoms if isinstance(atom.value, Years)]
    open_count = any(isinstance(atom.value, Count) and atom.value.unclear for atom in atoms)
    staffed = any(atom.kind == "own_condition" for atom in atoms) and "money" not in here
    open_years = sum(len(one.codes) for one in years) > 1 or any(atom.kind in {"either", "maybe"} for atom in atoms)
    open_years = open_years or staffed
    words = set(line.norms[atoms[0].start : atoms[-1].end])
    which = any(atom.kind == "undecided" for atom in atoms) and bool(years or {"year", "class", "classes"} & words)
    one_class = any(atom.kind in {"codes", "class-name"} for atom in atoms) and not {"authority", "money"} & set(here)
    passed = {"refusing", "thing"} | ({"unsure"} if years and (staffed or _provisional(atoms)) else set())
    return (open_count or (bool(years) and open_years) or which or one_class) and set(here) - passed <= _SETTLING


def _provisional(atoms: Sequence[Atom]) -> bool:
    """ "Provisionally Year 5", "Year 5 (provisional)": said of the year, where "put us down provisionally" is of it all."""
    plain = [atom for atom in atoms if atom.kind not in {"sign", "count", "class"}]
    return any(
        {first.kind, second.kind} == {"years", "maybe"}
        and "provisional" in str((second if first.kind == "years" else first).value)
        for first, second in pairwise(plain)
    )


def _quoted(parts: Sequence[Clause], first: int) -> tuple[int, int]:
    """The clauses from the one that holds the first phrase on."""
    start = next(clause.atoms[0].start for clause in reversed(parts) if clause.atoms[0].start <= first)
    return start, min(parts[-1].atoms[-1].end, start + _QUOTE)


def _unread(line: Line, message: str, start: int, end: int) -> Doubt:
    words = line.words(start, end).strip(" ,;-.")
    return doubt("unread-text", message, words, (), (line.tokens[start].start, line.tokens[end - 1].end))


def refusals(line: Line, clauses: Sequence[Clause], read: frozenset[int]) -> list[Doubt]:
    """Return a doubt for each "no …" or "not …" that is put as a wish and that nothing has understood."""
    found: list[Doubt] = []
    for number, clause in enumerate(clauses):
        if clause.role not in {Role.ASK, Role.FRAGMENT} or clause.has(
            *("years", "codes", "school", "self", "have", "history", "staff", "match_year", "condition"),
            *("neighbour_year", "date", "time", "class-name", "names"),
        ):
            continue
        at = next((atom for atom in clause.atoms if atom.kind == "exclude"), None)
        if at is None or not _opens(clause, at) or (number and clauses[number - 1].role is Role.HISTORY):
            continue
        start, end = at.start, clause.atoms[-1].end
        rest = line.norms[at.end : end]
        if (
            not _CONCERNS & set(rest)
            or set(rest) & (_CONTACT | _WHEN)
            or rest[0] in _PEOPLE | _LACKED
            or (rest[0] in {"the", "our", "that"} and "one" in rest[2:4])  # "not the exciting one"
            or str(at.value).startswith(_NO_REFUSAL)
            or (len(rest) == 1 and line.norm(start - 1) == "," and line.tokens[at.end].text[:1].isupper())
            or any(token in read for token in range(start, min(end, at.end + 4)))
        ):
            continue
        words = line.words(start, end).strip(" ,;-.")
        found.append(
            _unread(line, f"The school rules something out that the record cannot hold: “{words}”.", start, end)
        )
    return found


def _opens(clause: Clause, at: Atom) -> bool:
    """Whether the refusal is the school's own statement, not a remark inside one ("a school that's not …")."""
    before = [
        atom
        for atom in clause.atoms
        if atom.start < at.start
        and atom.kind not in {"ask", "courtesy", "filler"}
        and atom.value not in {",", "-", "but", "(", "please"}
    ]
    return not before
