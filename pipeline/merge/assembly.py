"""Records from forms: which belong together, in which order, and what the record then says.

Worked out anew for every record that a new form or a decision touches, from nothing but the forms, the links between
them and the decisions.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.merge.decisions import WHICH_SCHOOL, apply, rests_on, which_school
from pipeline.merge.linkage import Verdict
from pipeline.merge.resubmission import history_of
from pipeline.model import Flag, Outcome, Severity, Suggestion
from pipeline.store import HeldDecision, HeldForm, Link, Run, Transaction


def bring_up_to_date(work: Transaction, run: Run, seeds: Iterable[str]) -> None:
    """Work out anew every record that has to do with these forms, in the course of a run or after it."""
    groups = _groups(work, seeds)
    touched = {held.id for group in groups for held in group}
    before = {held.record_id for group in groups for held in group if held.record_id}
    after = set()
    for group in groups:
        # A record is named after the first of its forms to come in, and so keeps its name.
        record_id = group[0].id
        after.add(record_id)
        history = history_of(group, work.shapes)
        current = next(each.held for each in history if each.outcome is Outcome.ACCEPTED)
        settled = apply(current.form, current.form.flags, (), work.shapes)
        work.records.save(run, record_id, settled.expression, settled.flags, settled.state)
        for each in history:
            work.forms.place(each.held.id, record_id, each.outcome, each.changes)
    for gone in sorted(before - after):
        work.records.remove(gone)
        work.events.add(run, run.started, "record-joined", gone, into=sorted(after))
    doubtful = [link for link in work.forms.links_of(touched) if link.verdict == Verdict.DOUBTFUL.value]
    neighbours = work.forms.get({end for link in doubtful for end in (link.first, link.second)})
    for record_id in sorted(after | {held.record_id for held in neighbours.values() if held.record_id}):
        _work_out(work, run, record_id)


def _groups(work: Transaction, seeds: Iterable[str]) -> list[list[HeldForm]]:
    """Return the forms that belong together, by links or by decision, starting from some; first come first."""
    joined = [
        (held.form_id, other)
        for held in work.decisions.mentioning("same_as")
        if (other := which_school(held.decision, "same_as"))
    ]
    known = work.forms.get(seeds)
    start = set(known) | set(work.forms.of_records(held.record_id for held in known.values() if held.record_id))
    groups: list[list[HeldForm]] = []
    seen: set[str] = set()
    for first in sorted(start):
        if first in seen:
            continue
        group, fresh = {first}, {first}
        while fresh:
            pairs = [
                (link.first, link.second) for link in work.forms.links_of(fresh) if link.verdict == Verdict.SAME.value
            ]
            reached = {end for pair in (*pairs, *joined) if fresh & set(pair) for end in pair}
            fresh = reached - group
            group |= reached
        seen |= group
        groups.append(list(work.forms.get(group).values()))
    return groups


def _work_out(work: Transaction, run: Run, record_id: str) -> None:
    """Write down what a record says: its current form's values and flags, its doubts about the school, its decisions."""
    forms = work.forms.get(work.forms.of_records([record_id]))
    current = accepted(forms)
    decisions = work.decisions.on(forms)
    flags = (*current.form.flags, *_which_school_flags(work, current, forms, decisions))
    decided = apply(current.form, flags, decisions, work.shapes)
    work.records.save(run, record_id, decided.expression, decided.flags, decided.state)


def _which_school_flags(
    work: Transaction, current: HeldForm, forms: dict[str, HeldForm], decisions: list[HeldDecision]
) -> list[Flag]:
    """Return a question for each other record that may be the same school."""
    flags = []
    links = [link for link in work.forms.links_of(forms) if link.verdict == Verdict.DOUBTFUL.value]
    # Of several links to one record the question names one: which, must not depend on the order of arrival.
    links.sort(key=lambda link: sorted((link.first, link.second)))
    others = work.forms.get({end for link in links for end in (link.first, link.second)} - set(forms))
    asked: set[str] = set()
    for link in links:
        other = others.get(link.second if link.first in forms else link.first)
        if other is None or other.record_id is None or other.record_id in asked:
            continue
        asked.add(other.record_id)
        theirs = work.forms.get(work.forms.of_records([other.record_id]))
        if not (
            _told_apart(current, decisions, theirs) or _told_apart(accepted(theirs), work.decisions.on(theirs), forms)
        ):
            flags.append(_which_school_flag(accepted(theirs), other.record_id, link))
    return sorted(flags, key=lambda flag: flag.message)


def _told_apart(current: HeldForm, decisions: list[HeldDecision], theirs: dict[str, HeldForm]) -> bool:
    """Tell whether it was decided that these are two schools, and what that rests on still stands."""
    return any(
        which_school(held.decision, "different_from") in theirs
        and held.decision.rests_on == rests_on(current.form, held.decision.field)
        for held in decisions
    )


def _which_school_flag(other: HeldForm, record_id: str, link: Link) -> Flag:
    school = other.form.expression.school
    name = school.name or school.as_written or "a form without a name"
    found = "; ".join(step.rpartition(" (")[0] for step in link.steps)
    return Flag(
        code=WHICH_SCHOOL,
        severity=Severity.BLOCKING,
        field="school",
        message=f"This may be the same school as “{name}”, whose form is held too ({found}).",
        evidence=name,
        suggestions=(
            Suggestion(f"It is the same school as “{name}”", {"same_as": record_id}),
            Suggestion("It is another school", {"different_from": record_id}),
        ),
    )


def accepted(forms: dict[str, HeldForm]) -> HeldForm:
    """Return the form that counts among those of one record."""
    return next(held for held in forms.values() if held.outcome is Outcome.ACCEPTED)
