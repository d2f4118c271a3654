"""Frames: where a comment speaks of the school itself, of a school that it knows, and of the partner wished for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.normalise.comments.clauses.roles import Clause, Role
from pipeline.normalise.comments.wishes.peoples import peoples
from pipeline.normalise.comments.words.atoms import Line
from pipeline.normalise.comments.words.lexicon_files import layer, phrases

Said = tuple[int, int, str]
_OWN_PEOPLE = frozenset({"children", "pupils", "families", "parents", "intake", "catchment", "cohort", "community"})
_OPENING = frozenset({"the", "most", "half", "many", "some", "all", "of", "these", "local", "nearly"})
_TELLING = frozenset({"are", "is", "come", "comes", "speak", "have", "live", "all", "mostly", "mainly", "here"})
_WANTED = frozenset({"would", "please", "preferred", "wanted", "preferably", "ideally", "could"})
_POSSIBLE = frozenset({"possible", "poss", "available", "at", "you", "there"})
# "Small schools are easier to work with": a wish whoever speaks.
_BETTER = frozenset({"easier", "better", "best"})
_STOPS = frozenset({"and", "but", ",", ".", "so", "we", ";", "-", "(", "who", "which", "\u2022"})
_OF_NO_FRAME = frozenset({"available", "please", "will be"})
# "We're applying from a PRU": what is asked for is to take part, and tells nothing of the partner.
_PARTICIPATING = ("apply", "take part", "taking part", "sign", "put forward", "putting forward", "enter", "join in")
# What opens a wish of a school that has just described itself ("Urban Catholic school looking for …").
_SEEKING = frozenset(
    {
        "looking",
        "seeking",
        "seeks",
        "would",
        "we'd",
        "hoping",
        "wanting",
        "wants",
        "want",
        "like",
        "love",
        "wishing",
        "after",
    }
)
_TOLD_OF_THEM = frozenset({"theirs", "they have", "they are", "they've", "they're", "they"})
# These are said of a partner alone: no school calls itself nearby, or different.
_OF_THE_PARTNER = frozenset({"nearby", "further-away", "similar", "new-partner"})
_COMPARISONS = frozenset(
    {"as", "more", "different", "contrast", "contrasting", "opposite", "other", "another", "unlike", "somewhere", "not"}
    | {"something", "smaller", "bigger", "larger", "mainly", "mostly", "proper", "non", "no"}
)
_NEGATIVE = frozenset({"not", "no", "don't", "without", "isn't", "never", "except", "avoid", "avoiding", "aren't"})
# "Bigger than ours", "unlike ourselves": they are compared, and not spoken of.
_COMPARED = frozenset({"ours", "us", "our own", "ourselves", "ours is", "ours are"})
_COMPARING = frozenset({"than", "from", "to", "like", "unlike", "with", "beyond", "outside"})
# "We are anxious about being matched with a huge school."
_WARY = frozenset({"anxious", "worried", "wary", "nervous", "daunted", "scared", "apprehensive", "overwhelmed"})
_UNABLE = _NEGATIVE | {"can't", "cannot", "won't", "couldn't", "wouldn't"}
_REFUSING = frozenset(
    {
        *("have", "want", "get", "a", "an", "another", "any", "with", "to", "matched", "linked", "paired", "put"),
        "please",
        *("too", "very", "as", "so", "in", "the", "particularly", "be", "it", "from", "link"),
    }
)
_REFUSERS = _NEGATIVE | {"nothing", "nowhere", "nobody", "rather"}
_ALL_BUT = frozenset({"anything", "anywhere", "anyone", "anybody", "any"})
_ASKING = frozenset({"like", "love", "want", "welcome", "appreciate", "value", "prefer", "enjoy", "also", "really"})
_BEING = frozenset({"suit", "be", "do", "benefit", "work"})
_TOLD_OF_US = frozenset(
    {("it", "is"), ("it's", "a"), ("it's", "an"), ("this", "is"), ("it's", "only"), ("it's", "just")}
)
_NEEDED = (("have", "to", "be"), ("need", "to", "be"), ("has", "to", "be"))
_UNNEEDED = frozenset({"doesn't", "don't", "not", "wouldn't"})
_CLASSES = frozenset({"class", "classes", "form", "forms"})
_ARTICLES = frozenset({"a", "an", "another", "any"})
# "Their numbers are tiny", "the big school has dropped out": where nothing wishes, what is known is told.
_TOLD_AS_KNOWN = frozenset({"the", "am", "is", "are", "was", "were"})
_ANEW = frozenset({"somewhere", "something", "somebody", "someone"})
# "Would be (very) glad of", "we'd much enjoy": every ordinary word of liking after "would".
_WOULD = frozenset({"would", "we'd", "i'd", "they'd", "could", "should"})
_GLADLY = frozenset(
    {"like", "love", "enjoy", "welcome", "value", "appreciate", "prefer", "relish", "want", "choose", "fancy", "gain"}
    | {
        "glad",
        "happy",
        "pleased",
        "delighted",
        "thrilled",
        "grateful",
        "keen",
        "interested",
        "benefit",
        "learn",
        "suit",
    }
)
_THAT_SORT = (
    *("that sort", "that kind", "that type", "the same sort", "the same kind", "more of the same"),
    *("another of that", "another like that", "another such"),
)
_WISHING = frozenset({"would", "we'd", "i'd", "they'd", "like", "want", "love", "so", "hope", "value"})


@dataclass(frozen=True, slots=True)
class Frame:
    """From this token on the sentence speaks of the partner wished for, or of somebody else."""

    at: int
    wish: bool


def _of_no_frame(words: str) -> bool:
    return words in _OF_NO_FRAME or words.startswith(_PARTICIPATING)


class Frames:
    """The frames of a comment, and the phrases of the lexicon of kinds that stand in it."""

    def __init__(self, line: Line, clauses: Sequence[Clause]) -> None:
        self.line, self.clauses = line, clauses
        tight = [
            at for at, word in enumerate(line.norms) if not (word == "-" and line.close(at) and line.close(at + 1))
        ]
        lived = tuple(peoples(line))
        taken = {token for start, end, _ in lived for token in range(start, end)}
        found = phrases(layer("kinds"), [line.norms[at] for at in tight])
        phrased = ((tight[start], tight[end - 1] + 1, kind) for start, end, kind in found)
        self.said: tuple[Said, ...] = tuple(
            sorted((*lived, *(one for one in phrased if not taken.intersection(range(one[0], one[1])))))
        )
        self.number_of = {
            token: number
            for number, clause in enumerate(clauses)
            for atom in clause.atoms
            for token in range(atom.start, atom.end)
        }
        self._frames = sorted(self._all(), key=lambda frame: frame.at)

    def _all(self) -> list[Frame]:
        frames = [
            Frame(start, True)
            for start, _, kind in self.said
            if kind == "wish_school" and not self._of_staff(start) and not self._own_class(start)
        ]
        frames += [Frame(start, False) for start in self._subjects()]
        frames += [Frame(at, True) for at in range(len(self.line.tokens)) if self._would(at)]
        wished = {at for start, end, kind in self.said if kind == "wish_school" for at in range(start + 1, end)}
        for clause in self.clauses:
            for atom in clause.atoms:
                if atom.start in wished:
                    continue
                words = " ".join(self.line.norms[atom.start : atom.end])
                own = atom.kind == "have" and words.startswith(("we", "there", "i "))
                theirs = atom.kind == "theirs" and words in _TOLD_OF_THEM and atom is clause.atoms[0]
                if atom.kind == "self" and words in _COMPARED and self.line.norm(atom.start - 1) in _COMPARING:
                    continue
                if atom.kind == "self" or words in {"mine", "my lot"} or own or theirs:
                    frames.append(Frame(atom.start, False))
                elif atom.kind == "prefer" or (atom.kind == "ask" and not _of_no_frame(words)):
                    frames.append(Frame(atom.start, True))
        return frames

    def _would(self, at: int) -> bool:
        """ "We're a C of E school and would be very glad of a Muslim one": what they would like, after what they are."""
        following = self.line.norms[at + 1 : at + 4]
        return self.line.norm(at) in _WOULD and bool(_GLADLY & set(following)) and "not" not in following

    def _of_staff(self, at: int) -> bool:
        """ "A new head who comes from a large urban school": where somebody was."""
        if self.line.norm(at) not in {"come", "comes", "came", "coming"}:
            return False
        start, _ = self.sentence(at)
        return any(atom.kind == "staff" and start <= atom.start < at for atom in self.clause(at).atoms)

    def _own_class(self, at: int) -> bool:
        """ "One Y4 class from a special school": the class offered, where nothing before it speaks of a link."""
        if self.line.norm(at) not in {"class", "classes", "children", "pupils"}:
            return False
        atoms = self.clause(at).atoms
        return any(atom.kind in {"years", "codes"} and atom.end == at for atom in atoms) and not any(
            self.line.norms[before] in {"with", "to", "by", "meet"} for before in range(atoms[0].start, at)
        )

    def _subjects(self) -> Iterator[int]:
        """Yield where a sentence opens with their own children: "The children are Muslim, Hindu, Christian and none"."""
        for sentence in {clause.sentence: clause for clause in reversed(self.clauses)}.values():
            start = sentence.atoms[0].start
            words = self.line.norms[start : start + 5]
            noun = next((at for at, word in enumerate(words) if word in _OWN_PEOPLE), None)
            if noun is not None and set(words[:noun]) <= _OPENING and set(words[noun + 1 : noun + 2]) & _TELLING:
                yield start

    def clause(self, at: int) -> Clause:
        """Return the clause of a token."""
        return self.clauses[self.number_of[at]]

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the tokens of the sentence of a token."""
        number = self.clause(at).sentence
        parts = [clause for clause in self.clauses if clause.sentence == number]
        return parts[0].atoms[0].start, parts[-1].atoms[-1].end

    def governing(self, at: int) -> Frame | None:
        """Return the frame that the words at a place stand in."""
        start, _ = self.sentence(at)
        return next(
            (frame for frame in reversed(self._frames) if start <= frame.at <= at and self._open(frame, at)), None
        )

    def _open(self, frame: Frame, at: int) -> bool:
        """Whether the frame still holds at a place: one inside brackets ends with them."""
        between = self.line.norms[frame.at : at]
        return between.count(")") <= between.count("(")

    def asked(self, at: int) -> bool:
        """Whether the words at a place stand in a wish."""
        frame = self.governing(at)
        return frame is not None and frame.wish

    def wished(self, start: int, end: int, name: str) -> bool:
        """Whether a kind is asked for there, rather than told of the school itself or of another."""
        line, clause = self.line, self.clause(start)
        sentence_start, sentence_end = self.sentence(start)
        percent = line.norm(start - 1) == "%" and line.norm(start - 2).isdecimal()
        of_years = any(atom.kind in {"years", "codes"} and atom.end == start for atom in clause.atoms)
        counted = (line.norm(start - 1).isdecimal() and not of_years and start > sentence_start) or percent
        if self.denied(start, name, sentence_start) or counted or "ourselves" in line.norms[end : end + 2]:
            return False
        before = [
            frame
            for frame in self._frames
            if sentence_start <= frame.at <= start and self._open(frame, start) and (frame.wish or frame.at < start)
        ]
        if name == "new-partner" and line.norm(end) == "if":
            return False
        wanted = self._wanted_after(end)
        if wanted and (not before or before[-1].wish or self._turned(start, end, name, before[-1].at, wanted)):
            return True
        supposed = line.norm(clause.atoms[0].start) == "if"  # "it would be great if it was one with …"
        if (
            clause.role in {Role.HISTORY, Role.REASON}
            and not supposed
            and not (not self._told(clause, start, end) and (name == "new-partner" or self._compares(end)))
            and not any(frame.wish for frame in before if frame.at >= clause.atoms[0].start)
        ):
            return self._that_sort_again(end, sentence_end)
        if not before:
            return supposed or not self._describes(start, end, name, clause, sentence_start, sentence_end)
        if before[-1].wish:
            told = not supposed and self._told(clause, start, end) and self._past(before[-1].at, clause)
            return not told or self._that_sort_again(end, sentence_end)
        return name == "new-partner" and clause.role in {Role.ASK, Role.FRAGMENT}

    def refused(self, start: int) -> int | None:
        """Return where "no …", "not too …", "anything but a …" begins that refuses the kind at a place, or None."""
        sentence_start, _ = self.sentence(start)
        if self._not_needed(start):
            return None
        at = start - 1
        while at > sentence_start and self.line.norm(at) in _REFUSING:
            at -= 1
        if self.line.norm(at) == "but" and self.line.norm(at - 1) in _ALL_BUT:
            at -= 1
        elif at < sentence_start or self.line.norm(at) not in _REFUSERS:
            return None
        frame = self.governing(at)
        return at if frame is None or frame.wish or at == sentence_start else None

    def _not_needed(self, start: int) -> bool:
        """ "It doesn't have to be a church school", "it needn't be near"."""
        before = self.line.norms[max(0, start - 7) : start]
        needed = any(before[at : at + 3] in _NEEDED for at in range(len(before)))
        return (needed and bool(_UNNEEDED & set(before))) or "needn't" in before

    def denied(self, start: int, name: str, sentence_start: int) -> bool:
        """Whether a "not" or a misgiving stands before the kind."""
        if self._not_needed(start):
            return True
        if name == "peoples":
            return False  # "isn't mainly White British" asks for a contrast as well
        if self.line.norm(start - 1) == "but" and self.line.norm(start - 2) in {"anything", "anywhere"}:
            return True
        wary = self.line.norms[max(sentence_start, start - 9) : start]
        if _WARY & set(wary) and not {"so", "but", ","} & set(wary):
            return True
        previous = self.line.norms[max(sentence_start, start - (6 if name == "new-partner" else 4)) : start]
        previous = previous[
            max((at + 1 for at, word in enumerate(previous) if word in {",", ";", "-", "but"}), default=0) :
        ]
        positive = not name.startswith(("new", "non", "further", "nearby"))
        return bool(_NEGATIVE & set(previous)) and "or" not in previous and (positive or name == "new-partner")

    def _wanted_after(self, end: int) -> str:
        """ "A rural school would be great", "urban preferred": the word behind that wishes, or ""."""
        for at in range(end, min(end + 6, len(self.line.tokens))):
            word = self.line.norm(at)
            if word == "would" and self.line.norm(at + 1) in _ASKING:
                return ""  # "our small school would like …": the school speaks of itself
            if word in _WANTED | _BETTER or (word == "if" and self.line.norm(at + 1) in _POSSIBLE):
                return word
            if word in _STOPS:
                return ""
        return ""

    def _turned(self, start: int, end: int, name: str, frame: int, wanted: str) -> bool:
        """Whether a sentence that began with the school itself has turned to the partner: "… so a rural one would"."""
        norms = self.line.norms
        return (
            name == "new-partner"
            or norms[start] in _ANEW
            or wanted in _BETTER
            or "would" in norms[end : end + 4]
            or "so" in norms[frame:start]
        )

    def _compares(self, end: int) -> bool:
        """ "A smaller school than last year"."""
        return bool({"than", "from", "to"} & set(self.line.norms[end : end + 2]))

    def _told(self, clause: Clause, start: int, end: int) -> bool:
        """Whether the clause tells of what was, in other words than those of the kind itself ("built up")."""
        return any(atom.kind == "history" and not start <= atom.start < end for atom in clause.atoms)

    def _describes(
        self, start: int, end: int, name: str, clause: Clause, sentence_start: int, sentence_end: int
    ) -> bool:
        """Whether a phrase without a frame describes the school itself: "Small school (62 on roll) so …"."""
        line = self.line
        number = self.number_of[start]
        here = next((at for at in range(start, min(start + 6, sentence_end)) if line.norm(at) == "here"), None)
        ours = {"our", "my", "your", "this", "we"} & set(line.norms[max(sentence_start, start - 3) : start])
        ours = set() if _UNABLE & set(line.norms[start:end]) or name == "new-partner" else ours
        if ours or (here is not None and line.norm(here - 1) != "from"):
            return True
        known = start > sentence_start and line.norm(start - 1) in _TOLD_AS_KNOWN
        if known and name not in _OF_THE_PARTNER:
            return True
        asked = line.norm(start) in _ARTICLES or line.norm(start - 1) in _ARTICLES
        if line.norm(end - 1) == "school" and "special" in line.norms[start:end] and not asked:
            return True  # "(special school, 9 children)"
        if clause.role is Role.HISTORY and self._told(clause, start, end):
            return True
        later = [frame for frame in self._frames if end <= frame.at < sentence_end and frame.wish]
        opens = start - sentence_start <= 5
        seeks = any(line.norm(frame.at) in _SEEKING and line.norm(frame.at + 1) not in _BEING for frame in later)
        if opens and (seeks or "so" in line.norms[end : min(end + 9, sentence_end)]):
            return True
        if line.norm(start - 1) == "(" and any(word.isdecimal() for word in line.norms[end : end + 6]):
            return True  # "mixed class (tiny school, 19 pupils)"
        named = "with" in line.norms[max(sentence_start, start - 6) : start] or ":" in line.norms[sentence_start:start]
        before = line.norms[max(sentence_start, start - 4) : start]
        if (
            clause.has("years", "codes", "classes")
            and ("in" in before or ("from" in before and _CLASSES & set(before)))
            and not named
        ):
            # "KS2 class in a small village school", "a class from a tiny school": where the class is.
            return True
        compared = name in _OF_THE_PARTNER or bool(_COMPARISONS & set(line.norms[max(sentence_start, start - 2) : end]))
        if line.norms[sentence_start : sentence_start + 2] in _TOLD_OF_US:
            return True  # "It is a very small school, there are only two classes!"
        if not asked and not compared and self._school_alone(start, sentence_end) and self._asked_later(sentence_end):
            return True
        return (
            number == 0
            and not asked
            and not compared
            and clause.role in {Role.FRAGMENT, Role.PROSE}
            and any(other.has("years") for other in self.clauses[1:])
            and not clause.has("years", "ask", "prefer")
        )

    def _school_alone(self, start: int, sentence_end: int) -> bool:
        """ "Large urban school, 94% EAL.": a sentence that names a kind of school, and wishes nothing."""
        sentence_start, _ = self.sentence(start)
        words = self.line.norms[start : min(start + 5, sentence_end)]
        wishes = any(frame.wish for frame in self._frames if sentence_start <= frame.at < sentence_end)
        return "school" in words and not wishes and not _WANTED & set(self.line.norms[sentence_start:sentence_end])

    def _asked_later(self, sentence_end: int) -> bool:
        """ "… Rural partner ideally.": whether a sentence after this one asks for a kind of partner."""
        for start, end, kind in self.said:
            if start < sentence_end or not kind.startswith("kind_") or start not in self.number_of:
                continue
            first, last = self.sentence(start)
            if _WANTED & set(self.line.norms[end:last]) or any(
                frame.wish and first <= frame.at <= end for frame in self._frames
            ):
                return True
        return False

    def _past(self, at: int, clause: Clause) -> bool:
        """Whether the link spoken of is a past one: "our last link was with a tiny school"."""
        before = self.line.norms[clause.atoms[0].start : at]
        return clause.role is Role.HISTORY and not clause.has("ask", "prefer") and not _WISHING & set(before)

    def _that_sort_again(self, end: int, sentence_end: int) -> bool:
        """ "One from a farming area went well before, so that sort of place again"."""
        rest = " ".join(self.line.norms[end:sentence_end])
        return any(words in rest for words in _THAT_SORT)
