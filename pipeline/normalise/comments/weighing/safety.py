"""The safety net: what was passed over without a reason that can be named becomes a question, never silence.

Years in a clause that tells neither of the past, nor of staff, nor of another school; an "if" beside the year asked
for that is neither courtesy nor about the match: the school is asked rather than guessed at.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.model import Request
from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.clauses.telling import described
from pipeline.normalise.comments.doubts import doubt, joined
from pipeline.normalise.comments.statements.people import BACKGROUND
from pipeline.normalise.comments.statements.statement import Statement
from pipeline.normalise.comments.weighing.matter import PASSED, YEAR_DOUBTS, Matter, Weighed
from pipeline.normalise.comments.weighing.numbers_left import numbers_left
from pipeline.normalise.comments.words.spelling import word_set
from pipeline.years import in_school_order

_TOLD = (
    "staff", "theirs", "topic_only", "history", "teaches", "last_year", "school", "were", "next_edition", "background",
    "match_year", "exclude", "excluded", "abstain", "not_excluding", "pupils", "same_as_before", "job_share", "form-entry",
)  # fmt: skip


def catch(matter: Matter, statements: Sequence[Statement], asked: Sequence[Statement], out: Weighed) -> None:
    """Raise a doubt about years that no rule has placed, where no doubt about the years is raised already."""
    if any(item.code in YEAR_DOUBTS for item in out.doubts) or not asked:
        return
    if _unplaced(matter, statements, asked, out):
        return
    placed = {code for request in (*out.requests, *out.fallbacks) for code in request.years} | set(out.excluded)
    for one in () if _numbered(matter, asked) else statements:
        clause = matter.clauses[one.clause]
        lost = [code for code in one.years.codes if code not in placed]
        passed_over = _told(matter, clause) or _leads_up(matter, one, asked)
        if lost and one.role is Role.PROSE and not one.theirs and not one.staff and not passed_over:
            _ask(matter, one, out, f"{joined(lost)} is spoken of, and it is not plain whether it is offered.")
            return
    if not any(item.code.startswith("class-count") for item in out.doubts):
        numbers_left(matter, statements, asked, out)
    found = _competing(matter, statements, asked, out)
    if found is not None:
        _ask(matter, found, out, f"More than one thing is said of {joined(found.years.codes)}: which holds?")
        return
    other = _other_voice(matter, statements, out)
    if other is not None:
        years = in_school_order({code for request in out.requests for code in request.years})
        numbers = {request.classes for request in out.requests}
        _ask(matter, other, out, "Two people are said to want different years: which is it?")
        out.requests[:] = [Request(years, False, numbers.pop() if len(numbers) == 1 else None)]
        return
    settled = {code for request in out.fallbacks for code in request.years}
    for one in asked:
        if not set(one.years.codes) <= settled and _open_if(matter, one):
            _ask(matter, one, out, f"{joined(one.years.codes)} seems to rest on a condition.")
            return


def _numbered(matter: Matter, asked: Sequence[Statement]) -> bool:
    """ "Two Year 4 classes. Year 2 and Year 6 have the tests.": a number said with its year leaves no other year open."""
    said = {one.start for one in matter.statements if one.count is not None or one.both or one.noun == "n"}
    return all(one.start in said for one in asked)


def _leads_up(matter: Matter, one: Statement, asked: Sequence[Statement]) -> bool:
    """Whether what is told of a year only leads up to another, or opens a remark of its own.

    "Our Y6 link turned into a police link. Keep this one simple: one Y5 class", "Y6s are sorted. Y3 have nothing."
    """
    opens = one.start == matter.clauses[one.clause].atoms[0].start
    return opens or (len({other.years.codes for other in asked}) == 1 and one.end <= asked[0].start)


_MAINLY = frozenset({"mainly", "mostly", "largely", "predominantly", "chiefly"})
_LEANING = frozenset({"personally", "guidance", "guided", "advice", "advise"})
_LONG = 24
_TITLES = word_set("titles")


def _unplaced(matter: Matter, statements: Sequence[Statement], asked: Sequence[Statement], out: Weighed) -> bool:
    """Years that are only told of, never asked for, with their pupils counted; or told of while one class is offered."""
    told_of = all(
        one.role is Role.PROSE and not one.only and not described(matter.clauses[one.clause].atoms) for one in asked
    )
    if told_of and len(matter.line.tokens) > _LONG and not any(request.classes for request in out.requests):
        _ask(
            matter, asked[0], out, "Years are told of in a long comment, and it is not plain whether they are offered."
        )
        return True
    short = len(matter.line.tokens) <= _LONG or _counted_after(matter, asked)
    if short and len(asked) == 1 and len(out.requests) == 1 and out.requests[0].classes is not None:
        return False
    starts = {one.start for one in asked}
    asked = [one for one in statements if one.start in starts] or asked
    told = [one for one in asked if one.role is Role.PROSE and one.holds and _of_pupils(matter, one)]
    if told and len(told) == len(asked) and not any(matter.clauses[one.clause].has("class", "classes") for one in told):
        _ask(matter, told[0], out, "Years are told of, and it is not plain whether they are offered.")
        return True
    if any(one.role not in {Role.HAVE, Role.PROSE} or one.count is not None or one.noun or one.named for one in asked):
        return False
    counted = next((one for one in asked if _of_pupils(matter, one)), None)
    mine = any(
        clause.role is Role.ASK
        and not clause.has("years", "class-name", "names")
        and (clause.has("mine") or (any(atom.value in {"a", "one"} for atom in clause.atoms) and clause.has("class")))
        for clause in matter.clauses
    )
    if counted is None and not (mine and len(asked) > 1):
        return False
    _ask(matter, counted or asked[0], out, "Years are told of, and it is not plain which are offered.")
    return True


def _counted_after(matter: Matter, asked: Sequence[Statement]) -> bool:
    """ "There are 60 children in Year 3 … and we would like to link both of them"."""
    return any(
        one.role is Role.ASK and (one.both or one.count is not None) and one.start > asked[0].end and not one.theirs
        for one in matter.loose
    )


def _of_pupils(matter: Matter, one: Statement) -> bool:
    """ "We have 47 in Year 3", "the children in Upper KS2"."""
    before = matter.line.norms[max(0, one.start - 3) : one.start]
    return "in" in before and any(
        norm in {"children", "pupils"} or (norm.isdecimal() and len(norm) > 1) for norm in before
    )


def _competing(
    matter: Matter, statements: Sequence[Statement], asked: Sequence[Statement], out: Weighed
) -> Statement | None:
    """The statement that another of our own competes with: an "or", a question, a leaning, a class of two years."""
    live = [
        one
        for one in statements
        if not one.theirs
        and not one.staff
        and one.role not in PASSED | {Role.THEIRS, Role.EXCLUDE, Role.FALLBACK, Role.ROOM, Role.NEAR}
    ]
    wanted = {code for request in out.requests for code in request.years}
    singles = {request.years[0] for request in out.requests if len(request.years) == 1}
    settled = {code for request in out.fallbacks for code in request.years}
    for first, second in itertools.pairwise(live):
        between = matter.line.norms[first.end : second.start]
        codes = {*first.years.codes, *second.years.codes}
        if "now" in between and len(between) <= 4 and codes <= wanted and len(codes) > 1 and len(out.requests) > 1:
            return second  # "my Year 4s (now Year 5)"
        if ("or", "with") in itertools.pairwise(between):
            continue
        if "or" in between and len(between) <= 14 and codes <= wanted and len(out.requests) > 1 and not settled & codes:
            return second
    norms = matter.line.norms
    for one in matter.statements:
        # "A class of Y3s with 4 Y2s": children of another year, unless a link is spoken of.
        few = one.theirs and one.years.plural and norms[one.start - 2 : one.start - 1] == ("with",)
        if few and norms[one.start - 1].isdecimal() and not {"link", "linked", "linking", "pair"} & set(norms):
            return one
    if len(out.requests) > 1 and len(wanted) > 1 and ("not", "both") in itertools.pairwise(norms):
        return live[-1] if live else None
    for one in live:
        codes = set(one.years.codes)
        if (
            one.years.joiner == "slash"
            and codes & singles
            and ("one", "of") in itertools.pairwise(norms[max(0, one.start - 6) : one.start])
        ):
            return one  # "two Y4 classes, but one of them is a mixed 4/5 class"
        if (
            one.years.joiner == "slash"
            and codes & singles
            and not any(set(request.years) == codes for request in (*out.requests, *out.fallbacks))
        ):
            return one
        if _MAINLY & set(norms[max(0, one.start - 2) : one.start]) and codes & singles:
            return one
        clause = matter.clauses[one.clause]
        words = set(norms[clause.atoms[0].start : clause.atoms[-1].end])
        if len(wanted) > len(codes) and codes < wanted and words & _LEANING and one not in asked:
            return one
        if len(asked) > 1 and clause.atoms[-1].value == "?" and words & {"interested", "possible"} and one in asked:
            return one
    return None


_YOU_DO = frozenset(
    {("you", adverb) for adverb in ("mostly", "mainly", "usually", "normally", "generally", "only", "do", "link")}
    | {("meant", "for"), ("aimed", "at"), ("intended", "for")}
)


def _told(matter: Matter, clause: Clause) -> bool:
    """Whether something in the clause says that its years are background."""
    norms = matter.line.norms[clause.atoms[0].start : clause.atoms[-1].end]
    of_programme = any(pair in _YOU_DO for pair in itertools.pairwise(norms))
    return clause.has(*_TOLD) or described(clause.atoms) or of_programme or not BACKGROUND.isdisjoint(norms)


_VOICES = frozenset({"says", "wants", "thinks", "suggests", "prefers", "favours", "fancies", "want", "say", "prefer"})


def _other_voice(matter: Matter, statements: Sequence[Statement], out: Weighed) -> Statement | None:
    """ "Head says Year 4, I'd prefer Year 5": the years that somebody else at the school wants, where ours differ."""
    wanted = {code for request in out.requests for code in request.years}
    voiced = [one for one in statements if _voices(_after_staff(matter, one)) and one.role not in PASSED]
    mine = [
        one
        for one in statements
        if one not in voiced
        and one.role in {Role.ASK, Role.FRAGMENT}
        and (matter.clauses[one.clause].has("ask", "prefer") or {"i'd", "i"} & set(matter.line.norms[: one.start]))
    ]
    for one in voiced:
        if any(set(other.years.codes) != set(one.years.codes) for other in mine) and set(one.years.codes) & wanted:
            return one
    return None


def _voices(words: tuple[str, ...]) -> bool:
    return bool(_VOICES & set(words)) or (
        words[:1] == ("would",) and words[1:] in {("like",), ("rather",), ("love",), ("say",)}
    )


def _after_staff(matter: Matter, one: Statement) -> tuple[str, ...]:
    """The words right after the member of staff whose wish a clause tells."""
    clause = matter.clauses[one.clause]
    staff = next((atom for atom in clause.atoms[:4] if atom.kind == "staff"), None)
    titled = next((atom for atom in clause.atoms[:3] if str(atom.value) in _TITLES), None)
    if titled is not None:
        return matter.line.norms[titled.end + 1 : titled.end + 3]
    return matter.line.norms[staff.end : staff.end + 2] if staff is not None else ()


def _open_if(matter: Matter, one: Statement) -> bool:
    """Whether an "if" that no rule has named follows the year in its sentence."""
    sentence = matter.clauses[one.clause].sentence
    clauses = [clause for clause in matter.clauses if clause.sentence == sentence]
    if any(clause.has("no_match", "room", "fallback", "settle", "theirs", "courtesy") for clause in clauses):
        return False
    return any(
        atom.kind == "word" and atom.value == "if" and 0 <= atom.start - one.end <= 6
        for clause in clauses
        for atom in clause.atoms
    )


def _ask(matter: Matter, one: Statement, out: Weighed, message: str) -> None:
    tokens = matter.line.tokens
    out.doubts.append(
        doubt(
            "year-unclear",
            message,
            matter.line.words(one.start, one.end),
            [list(out.requests), [*out.requests, Request(one.years.codes, False, None)]],
            (tokens[one.start].start, tokens[one.end - 1].end),
        )
    )
