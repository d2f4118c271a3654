"""Schools by name: by the register's names where one is loaded, by shape where none is.

A name is a run of capitalised words that a saint opens ("St Oswald's"), a school word closes ("… Primary", "… CE",
"… Academy") or a linking phrase leads to ("linked with Hawkshaw Street"). A place may follow after a comma. Where a
comment has no capitals to go by, or nothing but capitals, the leading phrase and the closing word must both be there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline.normalise.comments.names.name_lists import listed
from pipeline.normalise.comments.names.name_mentions import mentioned_again
from pipeline.normalise.comments.names.name_stands import (
    MONTHS,
    is_alone,
    is_place_word,
    is_somebody,
    is_visited,
    stands_by_itself,
)
from pipeline.normalise.comments.names.named_words import (
    before_names,
    common_words,
    given_names,
    leads,
    never_names,
    no_school_names,
    places,
)
from pipeline.normalise.comments.names.register_names import Register, called_name, plain, whole_name
from pipeline.normalise.comments.names.saints import SAINTS, opens_saint, saint_end
from pipeline.normalise.comments.words.atoms import Atom, Line
from pipeline.normalise.comments.words.spelling import word_set

__all__ = ["Register", "school_names"]

_CLOSERS = word_set("closers")
_DECISIVE = word_set("decisive")
_NOT_IN_NAMES = word_set("not-in-names")
_PLACE_NOUNS = word_set("places")
_NOT_SCHOOLS = word_set("not-schools")
_THEMES = word_set("class-themes")
_SIDES = frozenset({"higher", "great", "little", "high", "new", "old"})
_TITLES = frozenset({"mrs", "mr", "miss", "ms", "dr", "sir", "mme", "revd", "rev", "fr", "father", "sister", "canon"})
_INNER = frozenset({"of", "the", "on", "le", "upon", "in", "cum"})
# Before these a name that no capital marks is certain enough ("with longmeadow again").
_AGAIN = frozenset({"again", "once", "please"})
_AS_BEFORE = {("as", word) for word in ("in", "last", "before", "for", "previously", "usual", "ever")}
_AFTER_PLAIN = frozenset({"again", "as", "have", "has", "want", "wants", "were", "same"})
# Capitalised or not, these close a name only when they are capitalised: "St Mary's infants", "Bacup village".
_LOOSE = frozenset(
    {"infants", "juniors", "special", "village", "free", "high", "junior", "infant", "nursery", "church", "community"}
    | {"county", "school", "schools"}
)
_ARTICLES = frozenset({"a", "an", "another", "any", "some", "each", "every", "what", "which", "neither"})
_PLACE_ENDS = word_set("after-places") | {""}
_LONGEST_NAME = 7
# "Ordinary community primary would be fine": a kind of school, where only its place gives the first word a capital.
_DESCRIBING = frozenset({"community", "catholic", "church", "village", "special", "county", "state"})


def school_names(line: Line, register: Register, taken: Collection[int]) -> Iterator[Atom]:
    """Yield every school named in the line; the value is the name as written."""
    found = list(_named(_Names(line, register, frozenset(taken))))
    yield from sorted([*found, *mentioned_again(line, found, taken)], key=lambda atom: atom.start)


def _named(names: _Names) -> Iterator[Atom]:
    line, at = names.line, 0
    lists = dict(listed(line, names.plain_run))
    while at < len(line.tokens):
        if at in lists:
            yield Atom("school", at, lists[at], _written(line, at, lists[at]))
            at = lists[at]
            continue
        end = 0 if at in names.taken else names.end(at)
        if end <= at:
            at += 1
            continue
        end = names.with_place(end)
        if names.joined_before(at):
            yield Atom("school", at - 2, at - 1, _written(line, at - 2, at - 1))
        yield Atom("school", at, end, _written(line, at, end))
        at = end
        if line.norm(at) in {"or", "and"} and names.word(at + 1) and line.norm(at + 1) not in _CLOSERS:
            following = names.run(at + 1)
            if following > at + 1:
                following = names.with_place(following)
                yield Atom("school", at + 1, following, _written(line, at + 1, following))
                at = following


def _written(line: Line, start: int, end: int) -> str:
    """Return the name without the sign of possession ("Longmeadow's new Year 5", "Hagg Wood Primary's head")."""
    words = line.words(start, end).strip(" ,")
    last = line.norm(end - 1)
    possessive = words.endswith(("'s", "’s")) and (
        last.removesuffix("'s") in _CLOSERS | _PLACE_NOUNS or (line.norm(start) not in SAINTS and end - start == 1)
    )
    return words[:-2] if possessive else words


class _Names:
    """The scanner of one line."""

    def __init__(self, line: Line, register: Register, taken: frozenset[int]) -> None:
        self.line, self.register, self.taken = line, register, taken
        long = [token.text for token in line.tokens if len(token.text) > 2 and token.text.isalpha()]
        self.plain = bool(long) and sum(text.isupper() for text in long) * 10 > len(long) * 6

    def capital(self, at: int) -> bool:
        """Whether a capital marks the word; in a comment all in capitals none does."""
        return 0 <= at < len(self.line.tokens) and not self.plain and self.line.tokens[at].text[:1].isupper()

    def word(self, at: int) -> bool:
        """Whether the word can stand in a name."""
        if not self.capital(at) or at in self.taken:
            return False
        if self.line.norm(at) in _NOT_IN_NAMES and not self._lower_fold(at):
            return False
        text = self.line.tokens[at].text
        bare = text.replace("'", "")
        # "US", "EHCPs", "MFL": an abbreviation is no name.
        return bare.isalpha() and not (len(text) > 1 and text[:2].isupper()) and (len(text) > 1 or self._dotted(at))

    def _lower_fold(self, at: int) -> bool:
        """ "Lower Fold", "Upper Brow": a place, and no half of a key stage."""
        after = self.line.norm(at + (2 if self.capital(at + 2) else 1))
        return self.line.norm(at) in {"lower", "upper", "middle"} and self.capital(at + 1) and after in _PLACE_NOUNS

    def _dotted(self, at: int) -> bool:
        return self.line.norm(at + 1) == "." and self.capital(at + 2)

    def end(self, at: int) -> int:
        """Return where the name that begins at `at` ends, or 0."""
        found = self._end(at)
        return 0 if found and self._no_school(found) else found

    def _end(self, at: int) -> int:
        word = self.word(at)
        found = (
            (self._registered(at) if self.register.called or self.register.whole else 0)
            or (self._before_saint(at) if word else 0)
            or saint_end(self.line, at, self.word, self.closed)
        )
        if found or word:
            return found or self._shaped(at)
        return 0 if self.line.norm(at) in never_names() else self._caseless(at)

    def _no_school(self, end: int) -> bool:
        """ "St Anne's church", "the Grand Theatre": another house of that name, unless a school word closes it."""
        named = self.line.norm(end - 1) in _NOT_SCHOOLS and self.line.norm(end - 1) not in _CLOSERS
        return named or (
            self.line.norm(end) in _NOT_SCHOOLS and self.line.norm(end + 1) not in _DECISIVE | {"of", "school"}
        )

    def _before_saint(self, at: int) -> int:
        """ "Longridge St Wilfrid's": the village belongs to the name where nothing parts it from the saint."""
        follows = self.line.norm(at + 1) in SAINTS and self.line.norm(at) not in common_words()
        return saint_end(self.line, at + 1, self.word, self.closed) if follows else 0

    def _registered(self, at: int) -> int:
        end = whole_name(self.line, at, self.register)
        if end:
            return self.closed(end)
        end, length = called_name(self.line, at, self.register)
        if not end or self.plain or self.line.norm(at - 1) in _TITLES:
            return 0
        closed = self.closed(end)
        if self.word(closed) and closed == end:
            return 0  # "Quernmore" in "Quernmore Lane": the longer name is another school's
        if closed > end or (length > 1 and self._led(at)[1]) or self._led(at)[0]:
            return closed
        return 0

    def _led(self, at: int, weakly: bool = True) -> tuple[bool, bool]:
        """Whether a linking phrase leads to the name at `at`, and, where it is asked for, one that leads to much else."""
        if self.line.norm(at - 1) not in before_names():
            return False, False
        before = self.line.text[max(0, self.line.starts[at] - 60) : self.line.starts[at]].lower()
        strong, weak = leads()
        return strong.search(before) is not None, weakly and weak.search(before) is not None

    def plain_run(self, at: int) -> int:
        """Return the end of a name that only its place in a list or in brackets shows, or `at`."""
        end = saint_end(self.line, at, self.word, self.closed)
        if end:
            return end
        spot = self._capitals(at) if self.word(at) else at
        if spot == at or self.line.norm(at) in common_words() or self._geographic(at, spot):
            return at
        return self.closed(spot)

    def run(self, at: int) -> int:
        """Return the end of a capitalised run that follows a school and "or": "St Anselm's or Wheatley Brook"."""
        found = saint_end(self.line, at, self.word, self.closed) or self._shaped(at)
        if found:
            return found
        spot = self._capitals(at)
        if spot == at + 1 and self.line.norm(at - 2) == ",":
            return 0
        return 0 if self._geographic(at, spot) else self.closed(spot)

    def closed(self, spot: int) -> int:
        """Take in the school words that follow a name: "Primary", "C of E", "RC Primary School"."""
        line = self.line
        while spot < len(line.tokens) and spot not in self.taken:
            norm = line.norm(spot).removesuffix("'s")
            two, three = line.norm(spot + 1), line.norm(spot + 2)
            if (norm, two, three) == ("church", "of", "england"):
                spot += 3
            elif norm in _CLOSERS and not (
                norm in _LOOSE - {"school"} and not (self.capital(spot) or self.plain) and two not in _DECISIVE
            ):
                spot += 1
            elif (norm, two, three) in {("c", "of", "e"), ("c", "/", "e")}:
                spot += 3
            elif norm in {"c", "r"} and two == "." and three in {"e", "c"}:
                spot += 4 if line.norm(spot + 3) == "." and line.close(spot + 3) else 3
            else:
                break
        return spot

    def _capitals(self, at: int) -> int:
        """Return the end of the run of capitalised words that begins at `at`."""
        line, spot = self.line, at
        while spot < len(line.tokens) and spot not in self.taken and spot - at < _LONGEST_NAME:
            norm = line.norm(spot)
            if spot > at and norm.removesuffix("'s") in _CLOSERS and norm not in _PLACE_NOUNS:
                break
            if self.word(spot) and not (spot > at and line.tokens[spot].lines):
                spot += 1
                if line.norm(spot - 1).endswith("'s") and self.line.norm(at) not in SAINTS and not self._street(spot):
                    break
            elif (norm == "-" and line.close(spot) and line.close(spot + 1) and self.capital(spot + 1)) or (
                norm in _INNER and spot > at and self.word(spot + 1)
            ):
                spot += 2
            elif norm == "." and line.close(spot) and len(line.tokens[spot - 1].text) == 1 and spot > at:
                spot += 1
            else:
                break
        return spot

    def joined_before(self, at: int) -> bool:
        """ "Bleasby and Cotes Heath": one word that is joined to a school's name, and can be nothing else."""
        one, norm = at - 2, self.line.norm(at - 2)
        plain_word = self.word(one) and not self._opens(one) and not self.word(one - 1) and len(norm) > 4
        known = norm in common_words() | given_names() | _THEMES | _CLOSERS or self._geographic(one, one + 1)
        return self.line.norm(at - 1) in {"and", "or"} and plain_word and not known and one not in self.taken

    def _street(self, at: int) -> bool:
        """ "Queen's Drive", "King's Meadow Primary": what is owned there is part of the name."""
        known = self.line.norm(at) in _PLACE_NOUNS | _DECISIVE or self.line.norm(at + 1) in _PLACE_NOUNS | _DECISIVE
        return self.word(at) and known

    def _geographic(self, at: int, end: int) -> bool:
        """Whether the run is only a place, a day or a people ("Burnley", "Fridays", "French")."""
        words = [plain(self.line.tokens[token].text) for token in range(at, end) if self.line.norm(token) != "-"]
        return bool(words) and (" ".join(words) in places() or all(word in places() for word in words))

    def _shaped(self, at: int) -> int:
        """A capitalised run that a school word closes, or that a linking phrase leads to."""
        line = self.line
        if not self.word(at) or line.norm(at) in _TITLES or line.norm(at - 1) in _TITLES:
            return 0
        if line.norm(at) in _CLOSERS and line.norm(at) not in {"village", "church"}:
            return 0
        if self._opens(at) and line.norm(at) in common_words() and not (line.norm(at) in _SIDES and self.word(at + 1)):
            return 0
        spot = self._capitals(at)
        if spot == at:
            return 0
        closed = self.closed(spot)
        if closed == spot:
            return closed if self._led_to(at, spot, *self._led(at)) else 0
        first = line.norm(at)
        lower = not any(self.capital(token) for token in range(spot, closed))
        if spot == at + 1 and (first in no_school_names() or (lower and self._opens(at) and first in common_words())):
            return 0
        described = line.norm(at - 1) in {"a", "an"} or (line.norm(at - 2) in {"a", "an"} and self.word(at - 1))
        kind_of_school = lower and self._opens(at) and spot == at + 1 and line.norm(spot) in _DESCRIBING
        if described or kind_of_school or (lower and (self._geographic(at, spot) or line.norm(at - 1) in _ARTICLES)):
            return 0
        decisive = any(line.norm(token).removesuffix("'s") in _DECISIVE for token in range(spot, closed))
        return closed if decisive or line.norm(spot) == "c" else 0

    def _led_to(self, at: int, spot: int, strong: bool, weak: bool) -> bool:
        """Whether a run that no school word closes is a name by what leads to it, or by what is said of it."""
        line = self.line
        if len(line.tokens[at].text) == 1 and self._dotted(at) and not strong:
            return False  # "D. Marsh": an initial is somebody's
        again = line.norm(spot) in {"again", "once"} or line.norms[spot : spot + 2] in _AS_BEFORE
        if self._geographic(at, spot):
            return strong and again
        if self._with_us(spot) and self.line.norm(spot) != "again" and self._opens(at):
            return True  # "Bickerstaffe and us are in the same cluster"
        placed = line.norm(spot) == "," and self.word(spot + 1) and self._geographic(spot + 1, spot + 2)
        if placed and spot <= at + 2 and (strong or weak or self._opens(at)) and line.norm(at) not in common_words():
            return True  # "Brookside, Leyland are keen"
        the = self.capital(at - 1) and line.norm(at - 1) == "the"
        opens = self._opens(at - the)
        ends = (spot - at > 1 or the) and line.norm(spot - 1).removesuffix("'s") in _PLACE_NOUNS
        place = ends or (spot == at + 1 and is_place_word(line.norm(at).removesuffix("'s")))
        named_after = line.norm(spot) == "'" or line.norm(spot - 1).endswith("'s")
        if (named_after and spot == at + 1 and not strong) or (line.norm(spot) == "at" and spot == at + 1):
            return False  # "spoken to Karen at your office"
        if (spot == at + 1 and line.norm(at) in _THEMES) or is_somebody(line, at, spot, self._opens(at - 2), self.word):
            return False  # "not Kestrels": a class; "it's Sue, not Susan", "happy to meet at Williamson Park"
        if is_visited(line, at, spot):
            return False  # "Year 6 will be at Winmarleigh Hall when your session is"
        if stands_by_itself(line, at, spot, opens, place, self.word) or (
            place and not self._hall(at) and not self.word(at - 1) and (spot > at + 1 or is_alone(line, at, spot))
        ):
            return True
        return (strong and (spot > at + 1 or line.norm(at) not in common_words())) or (weak and (place or again))

    def _hall(self, at: int) -> bool:
        """ "The Parish Hall", "Village Green": a house or a green of the place, and no school."""
        return self.line.norm(at) in (common_words() | _NOT_SCHOOLS) - _SIDES

    def _opens(self, at: int) -> bool:
        return at <= 0 or self.line.norm(at - 1) in {".", "!", "?", "\u2022", ":"} or bool(self.line.tokens[at].lines)

    def _caseless(self, at: int) -> int:
        """A name that no capital marks, between a linking phrase and a school word: "with moss lane primary"."""
        line = self.line
        if (self.capital(at) and not self.plain) or not line.tokens[at].text.isalpha():
            return 0
        if not self._unknown(at) and not (line.norm(at) in places() and self._unknown(at + 1)):
            return 0
        if self._opens(at) and line.norm(at + 1) in _PLACE_NOUNS and self._with_us(at + 2):
            return at + 2  # "mill brow and ourselves"
        if self._opens(at) and self._unknown(at + 1):
            closed = self.closed(at + 2)  # "hagg wood primary again"
            return closed if closed > at + 2 and line.norm(closed) in _AFTER_PLAIN else 0
        strong, weak = self._led(at, weakly=line.norm(at - 1) == "with")
        if not (strong or weak):
            return 0
        spot = at + 1
        while spot < len(line.tokens) and spot - at < 4 and spot not in self.taken:
            if self.capital(spot) and not self.plain and line.norm(spot) not in _DECISIVE:
                break  # "sorry to lose Scar Top": the name begins where its capitals do
            if line.norm(spot) in _DECISIVE:
                return self.closed(spot)
            if line.norm(spot) in _PLACE_NOUNS and line.norm(spot + 1) not in _PLACE_NOUNS | _DECISIVE:
                return self.closed(spot + 1)
            if not self._unknown(spot):
                break
            spot += 1
        if spot == at + 1 and line.norm(spot) in _AGAIN and line.norm(at - 1) == "with" and len(line.norm(at)) > 5:
            return spot
        return 0

    def _with_us(self, at: int) -> bool:
        joined = self.line.norm(at) in {"and", "&"} and self.line.norm(at + 1) in {"us", "we", "ourselves"}
        return joined or self.line.norm(at) == "again"

    def _unknown(self, at: int) -> bool:
        norm = self.line.norm(at)
        return (
            at not in self.taken
            and norm.isalpha()
            and len(norm) > 2
            and norm not in common_words()
            and norm not in places()
        )

    def with_place(self, end: int) -> int:
        """Take in the place: "St Oswald's, Accrington", "St Joseph's (Lancaster)", "St Mary's in Chorley"."""
        line, norm = self.line, self.line.norm(end)
        if norm == "," and self.word(end + 1) and not line.tokens[end + 1].lines:
            spot = end + 1
            if opens_saint(line, spot):
                return end
            while self.word(spot):
                spot += 1
            known = self._geographic(end + 1, spot) and line.norm(spot) not in _CLOSERS
            return spot if known or (line.norm(spot) in _PLACE_ENDS and line.norm(spot) not in _CLOSERS) else end
        if norm == "(" and self.word(end + 1):
            spot = end + 1
            while self.word(spot):
                spot += 1
            return spot + 1 if line.norm(spot) == ")" else end
        if (
            norm in {"in", "at"}
            and self.word(end + 1)
            and not opens_saint(line, end + 1)
            and line.norm(end + 1) not in MONTHS
        ):
            spot = end + 1
            while self.word(spot):
                spot += 1
            return spot
        return end
