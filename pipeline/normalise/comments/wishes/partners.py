"""Other schools: who is named, and what is wanted of them (reading guide, section 3).

Each sentence that names a school takes a *stance* on it; a later sentence that only means it ("we'd love to be with
them again") takes one too. The last stance that wishes or refuses decides; a past partner without one is unclear.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from pipeline.model import Doubt, Partner, Relation
from pipeline.normalise.comments.clauses.roles import Clause
from pipeline.normalise.comments.doubts import doubt
from pipeline.normalise.comments.wishes.backgrounds import is_abroad, is_background, is_own
from pipeline.normalise.comments.wishes.nameless import ENDED, announced, denied, nameless, same_school
from pipeline.normalise.comments.wishes.partner_cues import Cues, Named, Sentence, sentences_of
from pipeline.normalise.comments.wishes.turned_away import (
    REACH,
    changed_behind,
    changes,
    conditional,
    doubtful,
    if_willing,
    put_together,
)
from pipeline.normalise.comments.words.atoms import Atom, Line

_OVER = frozenset({"fizzled", "petered", "ended", "folded", "lapsed", "collapsed"})
_REPEATING = frozenset(
    {"be", "again", "do", "it", "that", "to", "repeat", "this", "time", "year", "with", "please", "so"}
)
_THEM = frozenset({"them", "theirs", "they", "those", "these"})
_MISSED = (("didn't", "get"), ("weren't", "lucky"), ("weren't", "given"), ("were", "unlucky"), ("missed", "out"))
_REFUSAL_REACH = 14
# "Park Lane Academy? No thanks.": a sentence so short speaks of what was named before it.
_BRIEF = 6


class Stance(Enum):
    """What a sentence says of a school."""

    RENEW = auto()
    PAIR = auto()
    AVOID = auto()
    PAST = auto()
    BACKGROUND = auto()
    MENTIONED = auto()


_DECIDES = {Stance.RENEW: Relation.RENEW, Stance.PAIR: Relation.PAIR, Stance.AVOID: Relation.AVOID}


def read_partners(line: Line, clauses: Sequence[Clause], new_partner: bool, any_school: bool) -> Named:
    """Return the schools that the comment names as partners, in order of mention, and what it wants of them.

    A past partner leaves nothing to ask where a new partner is wanted, or `any_school` would do.
    """
    sentences = sentences_of(line, clauses)
    schools: dict[str, list[tuple[int, Atom]]] = {}
    for number, sentence in enumerate(sentences):
        for atom in sentence.schools:
            name = next((known for known in schools if _same_name(known, str(atom.value))), str(atom.value))
            schools.setdefault(name, []).append((number, atom))
    partners: list[Partner] = []
    doubts: list[Doubt] = []
    for name, mentions in schools.items():
        stances = [_said(line, sentences[number], atom) for number, atom in mentions]
        if Stance.BACKGROUND not in stances:
            wanted = bool({Stance.RENEW, Stance.PAIR} & set(stances))
            stances += _meant(line, sentences, mentions, len(schools), wanted)
        elif len(schools) == 1 and put_together(line, sentences[mentions[-1][0] + 1 :]):
            stances = [Stance.PAIR]
        if len(schools) == 1 and announced(line, sentences, mentions[0][0]) and Stance.AVOID not in stances:
            stances.append(Stance.RENEW)
        relation = _relation(stances, new_partner)
        if relation is not None:
            partners.append(Partner(name, relation))
        elif (Stance.PAST in stances and not any_school) or (
            Stance.MENTIONED in stances
            and Stance.BACKGROUND not in stances
            and not all(_one_word(atom) for _, atom in mentions)
        ):
            doubts.append(_unclear(line, mentions[0][1], name))
    place = None if partners else same_school(line, sentences)
    if place is not None:
        partners.append(Partner(None, Relation.RENEW))
        doubts = [nameless(line, place)]
    changed = bool(schools) and any(changes(line, sentence) for sentence in sentences)
    return Named(tuple(partners), tuple(doubts), changed)


def _relation(stances: Sequence[Stance], new_partner: bool) -> Relation | None:
    """The last stance that decides; to pair with a past partner is to renew, a past one is not wanted where a new one is."""
    past = Stance.PAST in stances
    decided = [_DECIDES[stance] for stance in stances if stance in _DECIDES]
    if not decided:
        return Relation.AVOID if past and new_partner else None
    if Relation.AVOID in decided or (past and new_partner and Relation.RENEW not in decided):
        return decided[-1] if decided[-1] is Relation.RENEW else Relation.AVOID
    return Relation.RENEW if past or Relation.RENEW in decided else Relation.PAIR


def _same_name(first: str, second: str) -> bool:
    def bare(name: str) -> str:
        return " ".join(
            word
            for word in name.lower().replace("'", "").replace("’", "").split(",")[0].split()
            if word not in {"primary", "school", "the", "ce", "rc"}
        )

    one, other = bare(first), bare(second)
    return bool(one and other) and (one in other or other in one)


def _said(line: Line, sentence: Sentence, atom: Atom) -> Stance:
    """What the sentence says of a school; what is only joined to another shares what is said of that: "either A or B".

    What a refusal stands beside is asked about, where nothing has read it as one of this school.
    """
    stance = _stance(line, sentence, atom)
    if stance in {Stance.RENEW, Stance.PAIR} and not sentence.cues.has("goes_on", "refuse") and doubtful(line, atom):
        return Stance.MENTIONED
    if stance is Stance.BACKGROUND and sentence.cues.has("change") and sentence.cues.has("wish"):
        return Stance.AVOID
    joined = _joined(line, sentence, atom) if stance is Stance.MENTIONED else None
    return stance if joined is None else _stance(line, sentence, joined)


def _stance(line: Line, sentence: Sentence, atom: Atom) -> Stance:
    """What the sentence that names a school says of it."""
    cues = sentence.cues
    owned = is_own(line, sentence, atom) and not cues.has("refuse")
    if owned or is_abroad(line, sentence, atom):
        return Stance.BACKGROUND
    if _avoided(line, sentence, atom) or _refused(line, cues, atom) or _left_behind(line, sentence, atom):
        return Stance.AVOID
    if if_willing(line, sentence, atom) or (sentence.asks and cues.has("with_them") and _opened(line, sentence)):
        return Stance.RENEW if cues.has("renew", "again") or line.norm(atom.end) == "back" else Stance.PAIR
    if conditional(line, sentence, atom):
        return Stance.MENTIONED
    if cues.has("greeting") and not cues.has("renew", "again", "agreed", "goes_on"):
        return Stance.PAST
    past = (cues.has("past") or sentence.past) and not _met(cues, atom)
    wish = cues.before("wish", atom.start) or (sentence.asks and not past)
    if line.norm(atom.end) == "back" and wish:
        return Stance.RENEW
    if (cues.has("goes_on") or (past and _named_twice(sentence, atom))) and not cues.has("refuse"):
        return Stance.RENEW
    if past and cues.has("renew") and not cues.has("again") and _ended(line, cues, sentence):
        return Stance.PAST
    if cues.has("renew") and not _only_told(line, cues, past, sentence, atom):
        return Stance.RENEW
    if _again(line, sentence, atom) and not cues.has("refuse") and not _only_told(line, cues, past, sentence, atom):
        return Stance.RENEW
    if is_background(line, sentence, atom) and not cues.has("agreed"):
        return Stance.BACKGROUND
    if changes(line, sentence) and (past or changed_behind(line, cues, atom)):
        return Stance.AVOID
    if sentence.asks and _not_given(line, sentence):
        return Stance.PAIR
    if cues.has("agreed") and not cues.has("refuse"):
        return Stance.RENEW if cues.has("again", "goes_on") else Stance.PAIR
    if past:
        return _past(cues, atom, wish)
    if "?" in line.norms[atom.end : atom.end + 2] and not wish:
        return Stance.MENTIONED
    if cues.has("together") and not cues.has("refuse"):
        return Stance.PAIR
    if (
        wish
        or _alone(line, sentence)
        or (_all_said(line, sentence, atom) and not cues.has("refuse", "change"))
        or (sentence.asks and cues.near("link", atom.start, REACH + 4))
        or cues.has("wish")
    ):
        return Stance.PAIR
    return Stance.PAIR if cues.near("link", atom.start, REACH) and not sentence.told else Stance.MENTIONED


def _named_twice(sentence: Sentence, atom: Atom) -> bool:
    """ "Scar Top last year, Scar Top this year"."""
    return sum(_same_name(str(other.value), str(atom.value)) for other in sentence.schools) > 1


def _met(cues: Cues, atom: Atom) -> bool:
    """ "We did a sports day with Scar Top", "the children know Scar Top from football": no link of this programme."""
    return any(kind == "met" and -REACH <= first - atom.end <= REACH for first, _, kind in cues.said)


def _ended(line: Line, cues: Cues, sentence: Sentence) -> bool:
    """ "Our current link with Scar Top has fizzled out"."""
    return bool(_OVER & set(line.norms[cues.first("renew") : sentence.end]))


def _alone(line: Line, sentence: Sentence) -> bool:
    """ "Scar Top only": nothing else is said."""
    named = {token for school in sentence.schools for token in range(school.start, school.end)}
    rest = {
        line.norms[at] for at in range(sentence.start, sentence.end) if at not in named and line.norms[at].isalpha()
    }
    return "only" in rest and rest <= {"only", "just", "please", "or", "and"}


def _all_said(line: Line, sentence: Sentence, atom: Atom) -> bool:
    """ "Foxhill Bank (keen) with our two Y4s": the school that a comment of one sentence names is asked for in it.

    Not so a list that may be of classes: "2 y5 classes: Gisburne, Towneley".
    """
    listed = "," in line.norms[atom.start : atom.end]
    return sentence.start == 0 and not listed and not any(word.isalpha() for word in line.norms[sentence.end :])


def _one_word(atom: Atom) -> bool:
    """ "Dippers is R/1/2": one word that nothing is wanted of is a class or a place as soon as a school, so no question."""
    return atom.end - atom.start == 1


def _not_given(line: Line, sentence: Sentence) -> bool:
    """ "We asked for Eldwick last year and didn't get them": what was wished for then was no link."""
    words = line.norms[sentence.start : sentence.end]
    return any(words[at : at + 2] in _MISSED for at in range(len(words)))


def _opened(line: Line, sentence: Sentence) -> bool:
    """ "If Scar Top are taking part, could we be linked with them"."""
    return line.norm(sentence.start) in {"if", "should"}


def _past(cues: Cues, atom: Atom, wish: bool) -> Stance:
    """A sentence that tells what was: a wish renews the link when it governs the school, or means it again."""
    if wish and cues.first("wish") < cues.first("past"):
        return Stance.RENEW
    nearest = max((cue for cue in cues.said if cue[2] in {"past", "wish"} and cue[1] <= atom.start), default=None)
    if wish and nearest is not None and nearest[2] == "wish":
        return Stance.PAIR
    later = cues.after("wish", atom.end)
    return Stance.RENEW if later is not None and cues.has("them", "with_them") else Stance.PAST


def _only_told(line: Line, cues: Cues, past: bool, sentence: Sentence, atom: Atom) -> bool:
    """Whether a renewal is told of and not wished for: "last year's partner was …", but not "Existing link, with …"."""
    opens = not any(word.isalpha() for word in line.norms[sentence.start : cues.first("renew")])
    words = line.norms[sentence.start : sentence.end]
    if opens and not {"was", "were"} & set(words[:5]) and not ENDED & set(words):
        return False
    governs = any(kind == "renew" and 0 <= atom.start - last <= 2 for _, last, kind in cues.said)
    if governs and not cues.before("past", atom.start) and line.norm(cues.first("renew")).endswith("ing"):
        return False  # "continuing with Roe Lee Park (same children who linked as Y4)"
    order = cues.first("renew")
    ends = {last for _, last, kind in cues.said if kind == "renew"}
    if any(
        kind == "past" and first in ends and line.norm(first) in {"our", "the"} for first, _, kind in cues.said
    ) and not cues.before("past", order):
        return False  # "to carry on our link with Scar Top"
    orders = line.norms[order : order + 2] in {("keep", "us"), ("leave", "us"), ("don't", "change")}
    return past and not cues.has("wish") and not sentence.asks and not orders


def _left_behind(line: Line, sentence: Sentence, atom: Atom) -> bool:
    """ "We'd like a change after Scar Top", "it's been Scar Top every year so we'd like a new school"."""
    before = line.norms[max(sentence.start, atom.start - 3) : atom.start]
    after = line.norms[atom.end : atom.end + 4]
    return changes(line, sentence) and (
        bool({"after", "from", "than"} & set(before)) or {"every", "year"} <= set(after)
    )


def _again(line: Line, sentence: Sentence, atom: Atom) -> bool:
    """Whether "again" is said of this school, and not of another one that it follows directly."""
    others = {
        other.end
        for other in sentence.schools
        if other.start != atom.start and _joined(line, sentence, other) is not atom
    }
    return any(kind == "again" and first not in others for first, _, kind in sentence.cues.said)


def _joined(line: Line, sentence: Sentence, atom: Atom) -> Atom | None:
    """Return the school that this one is joined to by "or", "and": "anyone but Scar Top or Fell View"."""
    return next(
        (
            other
            for other in sentence.schools
            if other.end < atom.start
            and set(line.norms[other.end : atom.start]) <= {"or", "and", "nor", ",", "not", "/", "the"}
        ),
        None,
    )


def _avoided(line: Line, sentence: Sentence, atom: Atom) -> bool:
    """Whether "not", "anyone but" … stands right before the name or the one it is joined to, or "not again" behind it."""
    joined = _joined(line, sentence, atom)
    return _denied_name(line, sentence, atom) or (joined is not None and _denied_name(line, sentence, joined))


def _neither(line: Line, sentence: Sentence, atom: Atom) -> bool:
    """ "We see Scar Top and Fell View for sport, so ideally neither"."""
    at = next((at for at in range(atom.end, sentence.end) if line.norms[at] == "neither"), None)
    return at is not None and line.norm(at + 1) in {".", "", ",", "!", "please", "of"}


def _denied_name(line: Line, sentence: Sentence, atom: Atom) -> bool:
    cues, others = sentence.cues, {token for other in sentence.schools for token in range(other.start, other.end)}
    if line.norm(atom.start - 1) == "no" or _neither(line, sentence, atom):
        return True
    for first, last, kind in cues.said:
        between = line.norms[last : atom.start]
        if kind != "avoid" or not 0 <= atom.start - last <= 4 or {",", "but", ".", "sure"} & set(between):
            continue
        if line.norm(first - 1) == "if":
            continue  # "they'd never forgive us if it wasn't Scar Top again"
        if others & set(range(last, atom.start)):
            continue  # "change from Scar Top to Fell View"
        if not (line.norm(first) == "not" and line.norm(last) in {"only", "just", "sure"}):
            return True
    if any(kind == "unfit" and 0 <= first - atom.end <= REACH + 1 for first, _, kind in cues.said):
        return True
    after = line.norms[atom.end : atom.end + 3]
    return after[:2] in (("not", "again"), ("please", "not")) or after[:3] == (",", "not", "again")


def _refused(line: Line, cues: Cues, atom: Atom) -> bool:
    """ "We'd rather not be linked with …": the refusal stands before the name, with nothing to turn it."""
    meant = next((first for first, _, kind in cues.said if kind == "refuse" and first >= atom.end), None)
    if meant is not None and (_THEM & set(line.norms[meant : meant + 6]) or _no_more(line, cues, atom)):
        return True
    return any(
        kind == "refuse"
        and 0 <= atom.start - last <= _REFUSAL_REACH
        and not {"but", ";"} & set(line.norms[last : atom.start])
        for _, last, kind in cues.said
    )


def _no_more(line: Line, cues: Cues, atom: Atom) -> bool:
    """ "We were with Scar Top last year and don't want to be again": the refusal closes what is told of the link."""
    last = next((end for first, end, kind in cues.said if kind == "refuse" and first >= atom.end), atom.end)
    rest = line.norms[last : last + 7]
    stop = next((at for at, word in enumerate(rest) if word in {".", "!", ";", "?"}), len(rest))
    return set(rest[:stop]) <= _REPEATING


def _meant(
    line: Line, sentences: Sequence[Sentence], mentions: Sequence[tuple[int, Atom]], named: int, wanted: bool
) -> list[Stance]:
    """What the sentences after a mention say of the school by "them", "the link", "the same school"."""
    last = mentions[-1][0]
    found: list[Stance] = []
    for sentence in sentences[last + 1 : last + 6]:
        if sentence.schools:
            break
        cues = sentence.cues
        means = cues.has("them", "with_them", "renew")
        wish = cues.has("wish") or sentence.asks or cues.hopes
        brief = sentence.end - sentence.start < _BRIEF
        if (cues.has("refuse") and (means or brief or cues.has("again"))) or (changes(line, sentence) and not wanted):
            return [*found, Stance.AVOID]
        if (cues.has("goes_on") and not cues.has("refuse")) or (
            cues.has("renew") and not (sentence.past and not wish) and not denied(line, cues)
        ):
            found.append(Stance.RENEW)
        elif named == 1 and cues.has("together") and wish:
            found.append(Stance.PAIR)
        elif wish and cues.has("with_them") and named == 1:
            found.append(Stance.RENEW if cues.has("again") else Stance.PAIR)
    return found


def _unclear(line: Line, atom: Atom, name: str) -> Doubt:
    span = (line.tokens[atom.start].start, line.tokens[atom.end - 1].end)
    return doubt("partner-unclear", f"{name} is named, but not what is wanted of it.", name, (), span, "partners")
