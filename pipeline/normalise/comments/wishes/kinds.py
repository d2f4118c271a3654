"""The kind of school wished for, as against what the school says of itself (reading guide, section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Partner, Relation
from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.wishes.indifference import indifferent
from pipeline.normalise.comments.wishes.kind_frames import Frames
from pipeline.normalise.comments.words.atoms import Line
from pipeline.normalise.comments.words.lexicon_files import layer
from pipeline.normalise.comments.words.spelling import word_set

ORDER = (
    *("contrasting", "similar", "urban", "rural", "small", "large", "faith", "non-faith", "nearby", "further-away"),
    *("mainstream", "special", "new-partner", "no-preference"),
)
_TITLES = word_set("titles")
_HEADS = word_set("heads") | {"great", "big", "busy", "farming", "country", "infant", "junior", "nursery", "special"}
_ADJECTIVES = frozenset({"small", "large", "rural", "urban", "contrasting", "faith", "nearby"})
_SIZED = frozenset(
    {"small", "smaller", "little", "tiny", "large", "larger", "big", "bigger", "huge", "wee", "massive", "enormous"}
)
_ENDS = frozenset(
    {
        *(".", ",", ";", "!", "?", ")", "", "and", "or", "but", "/", "-", "like", "with", "in", "if", "than", "would"),
        *("is", "from", "(", "to", "please", "where", "that", "who", "as", ":", "rather", "also"),
    }
)
_OTHER_THINGS = word_set("other-things")
_LIMITS = frozenset({"within", "max", "maximum", "under", "most", "than", "only", "limit", "radius", "less"})
_UNABLE = frozenset({"can't", "cannot", "don't", "not", "no", "won't", "couldn't", "wouldn't"})
_PLACES = frozenset({"town", "city", "village", "area", "place", "towns", "cities"})
_SMALL_WORDS = frozenset({"of", "in", "a", "not", "no", "we", "i", "at", "so", "too"})
_SCHOOLS = frozenset({"school", "schools", "primary", "partner", "one", "setting"})
_SOMEBODY = frozenset({"someone", "somebody", "somewhere", "anyone", "ones", "something"})
_REACH = 8
_LAST = frozenset({"last", "before", "this", "previously"})
_BUT = frozenset({"but", "long", "provided", "providing", "if", "though", "although"})
_NOT_ALIKE = frozenset({"don't", "doesn't", "not", "isn't", "aren't"})
_NOT_TOO = frozenset({"not", "isn't", "nothing", "nowhere", "don't", "without", "never", "aren't", "no", "if"})
_WOULD = frozenset({"would", "we'd", "i'd", "they'd", "we", "i", "also", "really"})
# "It would be great if it was one with more diversity" wishes, and puts no condition.
_GLAD = frozenset(
    {"help", "great", "good", "lovely", "nice", "ideal", "wonderful", "fantastic", "perfect", "better", "best"}
)
_FINE = frozenset({("would", "be", "fine"), ("would", "do"), ("is", "fine"), ("would", "be", "ok"), ("is", "ok")})
# "Another Muslim school" is one of their own kind.
_MEANT_AGAIN = {"other_faith": ("faith", "similar"), "peoples": ("similar",)}
_MEANT = {"other_faith": ("faith", "contrasting"), "peoples": ("contrasting",)}
_PEOPLES = frozenset({"kind_faith", "kind_other_faith", "kind_peoples"})
_NEARLY_ALL = frozenset({"all", "almost", "nearly", "mainly", "mostly", "entirely", "predominantly", "very", "largely"})
_NEARLY_ALL |= {"overwhelmingly", "exclusively", "solely", "wholly", "purely", "every", "only", "majority", "most", "%"}
_CHRISTIAN = ("church", "catholic", "christian", "rc", "ce", "cofe", "anglican", "methodist", "baptist", "quaker")
_FAITHS = dict.fromkeys(_CHRISTIAN, "christian") | {"muslim": "muslim", "muslims": "muslim", "islamic": "muslim"}
_FAITHS |= {word: word for word in ("jewish", "hindu", "sikh", "buddhist")}
# "No church schools", "not another tiny school": what is asked for by refusing a kind.
_OPPOSITE = {"faith": "non-faith", "small": "large", "large": "small", "non-faith": "faith", "similar": "contrasting"}
_OPPOSITE |= {"nearby": "further-away"}
_NEVER_REFUSED = frozenset({"new-partner", "peoples", "further-away", "no-preference"})
_OPPOSED = (
    {"urban", "rural"},
    {"small", "large"},
    {"faith", "non-faith"},
    {"nearby", "further-away"},
    {"contrasting", "similar"},
)
# "Not the same as", "different from": what follows is what they are, or had.
_UNLIKE = (("different", "from"), ("different", "to"), ("unlike",), ("from", "our"), ("not", "another"))


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds asked for, the tokens that said so, and whether any school at all would do."""

    kinds: tuple[str, ...]
    tokens: frozenset[int]
    indifferent: bool
    change_spoken_of: bool = False

    def said(self, partners: Sequence[Partner], placed: bool, change: bool = False) -> tuple[str, ...]:
        """Return the kinds; `placed` says whether a place is wished for, `change` whether it is time for another school.

        Indifference is one only where nothing else is asked for, a new partner only where no link is to go on. Another
        school is wished for wherever one is spoken of and last year's is not wanted again ("ready for a change").
        """
        if self.indifferent and not self.kinds and not partners and not placed:
            return ("no-preference",)
        if any(partner.relation is Relation.RENEW for partner in partners):
            return tuple(kind for kind in self.kinds if kind != "new-partner")
        refused = any(partner.relation is Relation.AVOID for partner in partners)
        if refused and (change or self.change_spoken_of):
            return tuple(kind for kind in ORDER if kind in {*self.kinds, "new-partner"})
        return self.kinds


def read_kinds(frames: Frames) -> Kinds:
    """Return the kinds of school that the comment asks for."""
    line, clauses = frames.line, frames.clauses
    blocked = {
        token
        for clause in clauses
        for atom in clause.atoms
        if atom.kind in {"school", "years", "things"}
        for token in range(atom.start, atom.end)
    }
    open_to_all = indifferent(frames)
    found: list[str] = []
    places: dict[str, int] = {}
    tokens = {token for start, end in open_to_all for token in range(start, end)}
    for start, end, kind in frames.said:
        name = kind.removeprefix("kind_")
        if not kind.startswith("kind_") or name == "no-preference" or blocked.intersection(range(start, end)):
            continue
        if name in _MEANT and _one_people(frames, start):
            tokens.update(range(start, end))
            found.append("contrasting")
            continue
        refused = frames.refused(start) if name not in _NEVER_REFUSED else None
        if refused is not None and name in _OPPOSITE and (_said_of_a_school(line, end) or _too(line, refused, start)):
            tokens.update(range(refused, end + 1))
            found.append(_OPPOSITE[name])
            continue
        if refused is not None and "but" in line.norms[refused:start]:
            continue
        if name == "similar" and frames.asked(start) and _NOT_ALIKE & set(line.norms[max(0, start - 5) : start]):
            tokens.update(range(start, end))
            found.append("contrasting")
            continue
        if name == "further-away" and line.norms[start - 1 : start + 1] in {("not", "another"), ("avoid", "another")}:
            continue
        if name == "further-away" and line.norm(start) == "miles" and _numbered(line, start):
            continue  # "not more than fifteen miles away"
        if _waved_away(frames, end) or _landmark(line, start) or _only_accepted(line, start, end):
            continue
        if (
            _on_condition(frames, start)
            or any(
                0 < start - last <= _REACH
                and frames.number_of[first] == frames.number_of[start]
                and not _BUT & set(line.norms[last:start])
                for first, last in open_to_all
            )
            or not _of_a_school(line, start, end, name)
            or _unlike(line, start)
            or (name == "new-partner" and line.norm(end) == "as" and line.norm(end + 1) not in _LAST)
            or (name == "non-faith" and line.norm(start - 1) == "or" and found[-1:] == ["contrasting"])
            or not frames.wished(start, end, name)
        ):
            continue
        tokens.update(range(start, end))
        places.setdefault(name, start)
        found.extend(
            _MEANT.get(name, (name,)) if line.norm(start - 1) != "another" else _MEANT_AGAIN.get(name, (name,))
        )
        if name == "faith" and _of_another_faith(line, start, end):
            found.append("contrasting")
        if name in _ADJECTIVES and _like_ours(line, end):
            found.append("similar")
    found.extend(
        "further-away" if _at_least(line, atom.start, atom.end) else "nearby"
        for clause in clauses
        for atom in clause.atoms
        if atom.kind == "distance" and _limited(frames, atom.start, atom.end, clause)
    )
    return _weighed(frames, found, places, frozenset(tokens), bool(open_to_all))


def _weighed(
    frames: Frames, found: list[str], places: dict[str, int], tokens: frozenset[int], any_school: bool
) -> Kinds:
    """Opposites that are both named with "or" leave the choice open; indifference to a place takes it back."""
    kinds = [kind for kind in ORDER if kind in found]
    for pair in _OPPOSED:
        if pair <= set(kinds) and (any_school or _either(frames.line, [places.get(kind, 0) for kind in pair])):
            kinds = [kind for kind in kinds if kind not in pair]
            any_school = True
    if any(kind == "place_indifferent" for _, _, kind in frames.said):
        any_school = True
        kinds = [kind for kind in kinds if kind not in {"urban", "rural", "faith", "non-faith"}]
    change = any(kind == "kind_new-partner" for _, _, kind in frames.said)
    return Kinds(tuple(kinds), tokens, any_school, change)


def _one_people(frames: Frames, start: int) -> bool:
    """ "Our children are almost all white British": who says so of the school says why others are wished for."""
    first = frames.sentence(start)[0]
    nearly_all = _NEARLY_ALL & set(frames.line.norms[max(first, start - 5) : start])
    alike = any(
        kind == "kind_similar" or (kind in _PEOPLES and frames.line.norm(at - 1) == "another")
        for at, _, kind in frames.said
    )
    return not frames.asked(start) and bool(nearly_all) and not alike


def _of_another_faith(line: Line, start: int, end: int) -> bool:
    """ "We're a Muslim school and would enjoy meeting a Catholic one": a particular other faith (7.28)."""
    asked = {_FAITHS[word] for word in line.norms[start:end] if word in _FAITHS}
    own = {_FAITHS[word] for word in (*line.norms[:start], *line.norms[end:]) if word in _FAITHS}
    return bool(asked) and bool(own - asked)


def _either(line: Line, spots: Sequence[int]) -> bool:
    """ "Town or country", "rural/urban"."""
    first, last = min(spots), max(spots)
    return last - first <= _REACH and bool({"or", "/"} & set(line.norms[first:last]))


def _on_condition(frames: Frames, start: int) -> bool:
    """Whether the kind stands behind an "if" of its clause ("if they are near us"), not "if it could be …"."""
    line, clause = frames.line, frames.clause(start)
    first = clause.atoms[0].start
    courtesies = {at for atom in clause.atoms if atom.kind == "courtesy" for at in range(atom.start, atom.end)}
    at = next((spot for spot in range(first, start) if line.norm(spot) == "if" and spot not in courtesies), None)
    if at is None or _GLAD & set(line.norms[max(0, at - 3) : at]):
        return False
    sentence_end = frames.sentence(start)[1]
    after = line.norms[start:sentence_end]
    if "would" in after and _GLAD & set(after[after.index("would") :]):
        return False  # "if they were a small school too, that would help"
    if line.norm(at + 1) == "we" and line.norm(at + 2) in {"can", "could", "may", "might"}:
        return False  # "if we can have a school where …"
    return "could" not in line.norms[first:start] and line.norm(at + 1) not in {"there", "there's", "you"}


def _unlike(line: Line, start: int) -> bool:
    """ "Different from a commuter village": what they are not to be."""
    before = line.norms[max(0, start - 4) : start]
    return any(
        before[at : at + len(words)] == words and not {",", "."} & set(before[at:])
        for words in _UNLIKE
        for at in range(len(before))
    )


def _of_a_school(line: Line, start: int, end: int, name: str) -> bool:
    """Whether the word can be said of a school: "a small school", not "a small group" or "our classes are small"."""
    first, after, alone = line.norm(start), line.norm(end), end == start + 1
    if line.norm(start - 1) == "too" and not _NOT_TOO & set(line.norms[max(0, start - 5) : start]):
        return False  # "they are too close to us": what is wrong with a school
    if line.norm(start - 1) in _TITLES:
        return False  # "Miss Green", "Mr Country"
    if after in _OTHER_THINGS or _predicate_of_others(line, start):
        return False
    if name == "large" and after in _PLACES:
        return line.norm(end + 1) in _SCHOOLS
    if name == "nearby" and first in {"in", "within", "from"} and line.norm(start + 1) in {"our", "the"}:
        before = line.norm(start - 1)
        return before in _HEADS | _SOMEBODY | {"based", "", ".", ",", "-", ")"} or bool(line.tokens[start].lines)
    if first in _SIZED and alone:
        if after == "one" and line.norm(start - 1) == "one":
            return False
        known = after in _HEADS or (after in layer("kinds") and after not in _SMALL_WORDS)
        return known or (after in _ENDS and not (first == "little" and line.norm(start - 1) == "a"))
    if first in {"different", "other", "another"} and alone:
        return after in _HEADS or after in _ENDS
    if first == "similar" and alone:
        return after in _HEADS or after in layer("kinds") or after in _ENDS or after in {"size", "type", "sort"}
    if first in {"like", "just", "much"} and line.norm(end - 1) in {"us", "ours", "school", "ourselves"}:
        named = line.norm(end - 1) == "ours" and line.norm(start - 1) not in _WOULD
        return named or line.norm(start - 1) in _HEADS | _SOMEBODY
    if first in {"village", "town", "city"} and alone and line.norm(start - 1) == "the" and after not in _SCHOOLS:
        return False  # "not the other school in the village"
    if first in {"near", "close", "local", "country", "town", "city", "village", "towns", "cities"} and alone:
        capital = line.tokens[min(end, len(line.tokens) - 1)].text[:1].isupper()
        to_a_place = after == "to" and line.tokens[min(end + 1, len(line.tokens) - 1)].text[:1].isupper()
        return (
            not to_a_place
            and after not in {"authority", "council", "enough", "hall"}
            and not (first == "near" and capital)
        )
    return True


def _predicate_of_others(line: Line, start: int) -> bool:
    """ "Our classes are small", "our Y5 is a big class": the word is said of something else than a school."""
    before = line.norms[max(0, start - 4) : start]
    verb = next((at for at, word in enumerate(before) if word in {"is", "are", "was", "were"}), None)
    return verb is not None and bool(_OTHER_THINGS & set(before[:verb]))


def _like_ours(line: Line, end: int) -> bool:
    return any(
        line.norm(spot) == "like" and line.norm(spot + 1) in {"us", "ours", "our"}
        for spot in range(end, min(end + 3, len(line.tokens)))
    )


def _said_of_a_school(line: Line, end: int) -> bool:
    """ "A faith school", "denominational schools": the kind stands before a school, or has named it."""
    return line.norm(end - 1) in _SCHOOLS or bool(_SCHOOLS & set(line.norms[end : end + 2]))


def _too(line: Line, refused: int, start: int) -> bool:
    """ "Not too big", "nothing very small", "not the same as us": refused without a school beside it."""
    between = line.norms[refused + 1 : start]
    return bool({"too", "very", "as"} & set(between)) or not between


def _only_accepted(line: Line, start: int, end: int) -> bool:
    """ "Village school preferred but town would be fine": what would do is not asked for."""
    fine = line.norms[end : end + 3] in _FINE or line.norms[end : end + 2] in _FINE
    return fine and bool({"but", "though", "although"} & set(line.norms[max(0, start - 3) : start]))


def _waved_away(frames: Frames, end: int) -> bool:
    """ "Church school or not doesn't matter", "faith is not an issue": the kind is named and left open."""
    line = frames.line
    for atom in frames.clause(end - 1).atoms:
        if atom.kind == "not_excluding" and 0 <= atom.start - end <= 3:
            return not {",", "so"} & set(line.norms[end : atom.start])
    return False


def _landmark(line: Line, start: int) -> bool:
    """ "Near to a park, a farm or the sea", "near the station": near something, which is no kind of school."""
    if line.norm(start) in {"near", "close"} and line.norm(start - 1) not in {"as", "too"}:
        return _thing(line, start)
    before = line.norms[max(0, start - 6) : start]
    place = next((at for at, word in enumerate(before) if word in {"near", "close"}), None)
    return place is not None and _thing(line, max(0, start - 6) + place)


def _thing(line: Line, at: int) -> bool:
    after = at + 1 + (line.norm(at + 1) == "to")
    return line.norm(after) in {"a", "an", "the"} and line.norm(after + 1) not in {"school", "one", "same", "area"}


def _numbered(line: Line, at: int) -> bool:
    return line.norm(at - 1).isdecimal() or line.norm(at - 2) in {"than", "within"}


def _at_least(line: Line, start: int, end: int) -> bool:
    """ "12 miles or more away", "at least ten miles off"."""
    return line.norms[end : end + 2] == ("or", "more") or line.norms[start - 2 : start] == ("at", "least")


def _limited(frames: Frames, start: int, end: int, clause: Clause) -> bool:
    """ "Within 10 miles", "half an hour at most" is a wish; "5 miles from Garstang" is where they are."""
    line = frames.line
    from_a_place = line.norm(end) == "from" and line.tokens[min(end + 1, len(line.tokens) - 1)].text[:1].isupper()
    within = "within" in line.norms[max(0, start - 3) : start]
    told = any(atom.kind in {"history", "last_year"} and atom.start < start for atom in clause.atoms)
    own = clause.atoms[0].kind == "self" or (clause.role is Role.HISTORY and told)
    unable = "than" in line.norms[max(0, start - 2) : start] and _UNABLE & set(line.norms[max(0, start - 12) : start])
    if (own and not frames.asked(start) and not unable) or (from_a_place and not within):
        return False
    before, after = line.norms[max(0, start - 4) : start], line.norms[end : end + 3]
    away = bool({"away", "drive", "ride"} & set(after)) and (not before or bool((_HEADS | _SOMEBODY) & set(before)))
    up_to = before[-2:] == ("up", "to") and not {"happy", "willing", "travel", "fine"} & set(before)
    return away or up_to or _at_least(line, start, end) or any(word in _LIMITS for word in before + after)
