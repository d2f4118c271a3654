"""Scanning: a comment's tokens to its atoms, every token in exactly one.

What is certain is taken first: school names and figures, then class codes, years, counts, phrases of the lexicon,
class names. Whatever is left is a word or a sign.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.normalise.comments.names.school_names import Register, school_names
from pipeline.normalise.comments.scanning.ages import age_span, plural_s, small_number
from pipeline.normalise.comments.scanning.bare_numbers import bare_years, settled_years
from pipeline.normalise.comments.scanning.class_spans import class_codes, class_names
from pipeline.normalise.comments.scanning.counting import counting
from pipeline.normalise.comments.scanning.figures import figures
from pipeline.normalise.comments.scanning.ifs import read_conditions
from pipeline.normalise.comments.scanning.named_classes import named_classes
from pipeline.normalise.comments.scanning.open_numbers import open_numbers
from pipeline.normalise.comments.scanning.repeated import read_repeated
from pipeline.normalise.comments.scanning.set_apart import set_apart
from pipeline.normalise.comments.scanning.superseded import give_way
from pipeline.normalise.comments.scanning.tallies import read_tallies
from pipeline.normalise.comments.scanning.year_spans import year_span
from pipeline.normalise.comments.words.atoms import Atom, Count, Line, Years
from pipeline.normalise.comments.words.lexicon_files import layer, phrases
from pipeline.normalise.comments.words.spelling import number_words, word_set
from pipeline.years import in_school_order
from pipeline.years import year_code as school_year

_PUPIL_NOUNS = frozenset({"children", "pupils", "boys", "girls", "pupil", "child"})
_FEW = (
    "with a few",
    "with some",
    "and a few",
    "and some",
    "with a handful",
    "plus a few",
    "plus some",
    "with two",
    "with three",
    "with four",
    "with five",
    "with six",
    "including a few",
    "with several",
    "and a handful",
    "with a couple",
)
_COUNTED = frozenset({"pupils", "staff", "things", "length", "distance", "form-entry"})
_YEAR_OPENERS = frozenset(
    {"year", "years", "y", "ys", "ks", "lks", "uks", "key", "fs", "foundation", "reception", "lower", "upper"}
)
_SIGNS = frozenset(",;:()-/|=.!?\u2022\"'…")


def _worded_years(line: Line) -> dict[int, Atom]:
    """The years that begin with a word for a year or a stage, by their first token; found once, used by all."""
    spans = ((at, year_span(line, at)) for at, norm in enumerate(line.norms) if norm in _YEAR_OPENERS)
    return {at: span for at, span in spans if span is not None}


def grammar_phrases(line: Line, worded: Mapping[int, Atom]) -> dict[int, tuple[int, str]]:
    """Return the phrases that steer the grammar: start -> (end, kind). None begins at a year in words."""
    tight = [at for at, word in enumerate(line.norms) if not (word == "-" and line.close(at) and line.close(at + 1))]
    norms = [line.norms[at] for at in tight]
    found: dict[int, tuple[int, str]] = {}
    barred = {place for place, at in enumerate(tight) if at in worded}
    for start, end, kind in phrases(layer("asking", "time", "roles", "background"), norms, barred):
        found[tight[start]] = (tight[end - 1] + 1, kind)
    return found


def scan(line: Line, register: Register) -> tuple[Atom, ...]:
    """Return the atoms of the line, in order; together they cover every token once."""
    worded = _worded_years(line)
    dated = _year_tokens(worded)
    fixed = {atom.start: atom for found in figures(line) if (atom := _after_year(line, found, dated)) is not None}
    taken = {token for atom in fixed.values() for token in range(atom.start, atom.end)}
    for atom in named_classes(line):
        if atom.start not in taken:
            fixed[atom.start] = atom
            taken.update(range(atom.start, atom.end))
    for atom in school_names(line, register, taken):
        if not any(token in taken for token in range(atom.start, atom.end)):
            fixed[atom.start] = atom
            taken.update(range(atom.start, atom.end))
    for atom in () if worded else bare_years(line):
        if taken.isdisjoint(range(atom.start, atom.end)):
            fixed[atom.start] = atom
            taken.update(range(atom.start, atom.end))
    said = grammar_phrases(line, worded)
    atoms: list[Atom] = []
    named = False
    at = 0
    while at < len(line.tokens):
        atom = _rank(line, fixed[at]) if at in fixed else _read(line, at, taken, said, worded)
        if atom.kind in {"count", "figure"} and (named or line.norm(at - 1) in {"our", "my"}):
            atom = _plural_number(line, at) or _bare_years(line, at) or _with_pupils(line, at) or atom
        elif atom.kind in {"count", "figure"}:
            atom = _with_pupils(line, at) or atom
        named = named or atom.kind == "years"
        atoms.append(atom)
        at = atom.end
    atoms = settled_years(line, atoms) if named else atoms
    read = read_repeated(line, read_tallies(line, _with_a_few(line, _pupils_of_years(line, atoms))))
    return tuple(give_way(line, read_conditions(line, open_numbers(line, set_apart(line, read)))))


def _after_year(line: Line, atom: Atom, dated: set[int]) -> Atom | None:
    """What a figure counts after the year that it ran into: "Year 3 - 9 children" counts nine, not three to nine."""
    if atom.kind not in _COUNTED or atom.start not in dated:
        return atom
    start = atom.start
    while start < atom.end and (start in dated or not line.norm(start).isalnum()):
        start += 1
    left = any(line.norm(at).isdecimal() or line.norm(at) in number_words() for at in range(start, atom.end))
    return Atom(atom.kind, start, atom.end, atom.value) if atom.kind == "pupils" and left else None


def _year_tokens(worded: Mapping[int, Atom]) -> set[int]:
    """Tokens that belong to a year before them: the 5 of "Year 5 children" counts nothing."""
    found: set[int] = set()
    for at, span in worded.items():
        if at not in found:
            found.update(range(span.start + 1, span.end))
    return found


_CLASS_THEMES = word_set("class-themes")
_FAILING = frozenset({("failing", "that"), ("if", "not"), ("failing", "which")})
_NOTHING = frozenset({"", ".", ",", "!", ";", ")", "please", "would"})


_REFUSING = frozenset({"not", "except", "excluding"})
_CLASS_WORDS = frozenset({"class", "classes", "form", "forms", "x"})


def _bare_years(line: Line, at: int) -> Atom | None:
    """ "Y4 … Not 5 or 6", "Years 3 and 4 … If not, just 3": digits alone that can only be years, once a year is named."""
    if _on_in_list(line, at) and (listed := school_year(int(line.norm(at)))) is not None:
        return Atom("years", at, at + 1, Years((listed,), "one", (((listed,), at, at + 1),)))
    numbers = [at]
    while line.norm(numbers[-1] + 1) in {"or", "and", ",", "/", "nor"} and line.norm(numbers[-1] + 2).isdecimal():
        numbers.append(numbers[-1] + 2)
    end = numbers[-1] + 1
    codes = [school_year(int(line.norm(spot))) for spot in numbers if line.norm(spot).isdecimal()]
    in_turn = _counted_in(line, at)
    if len(codes) != len(numbers) or any(code is None or (code < "Y3" and not in_turn) for code in codes):
        return None
    if line.norm(end) in _CLASS_WORDS | _PUPIL_NOUNS | {"of", "in", "-", "/", ":", "."} - {"."}:
        return None
    spot = at - 1
    while line.norm(spot) in {"just", "only", "then", ",", "in"}:
        spot -= 1
    refused = line.norm(at - 1) in _REFUSING and line.norm(spot - 1) not in _CLASS_WORDS
    again = line.norms[max(0, at - 2) : at] == ("again", "or") and line.norm(end) in _NOTHING
    considered = line.norm(at - 1) == "consider" and line.norm(end) in _NOTHING | {"(", "or", "and", "if", "but"}
    failing = line.norms[max(0, spot - 1) : spot + 1] in _FAILING and line.norm(end) in _NOTHING
    counted = in_turn and (line.norm(end) in _LISTED or len(numbers) > 1)
    if (
        not (refused and (len(numbers) > 1 or line.norm(end) in _NOTHING))
        and not failing
        and not considered
        and not again
        and not counted
    ):
        return None
    found = in_school_order(code for code in codes if code is not None)
    parts = tuple(((code,), spot, spot + 1) for code, spot in zip(codes, numbers, strict=True) if code is not None)
    joiner = "one" if len(found) == 1 else "and" if counted else "or"
    return Atom("years", at, end, Years(found, joiner, parts))


_LISTED = frozenset({"", ",", ".", "and", ";", ")", "!", "=", "plus", "please", "-", "\u2022"})


_POINTS = frozenset({"-", ":", "=", "x", "("})


def _on_in_list(line: Line, at: int) -> bool:
    """ "Year 4 - 2, 5 - 1, 6 - 0": a digit that stands as the year before it does, a number behind the same sign."""
    sign = line.norm(at + 1)
    if sign not in _POINTS or not line.norm(at).isdecimal() or small_number(line.norm(at + 2)) is None:
        return False
    last = at - 1
    while last > 0 and line.norm(last) in {",", ";", "and", ")", "class", "classes"}:
        last -= 1
    parted = last < at - 1 or bool(line.tokens[at].lines)
    before = line.norm(last - 2)
    listed = parted and small_number(line.norm(last)) is not None and line.norm(last - 1) == sign and before.isdecimal()
    return listed and int(before) < int(line.norm(at)) and line.norm(at + 3) not in _PUPIL_NOUNS


def _counted_in(line: Line, at: int) -> bool:
    """ "Two classes in Year 4, one in 5": a number with a number before its "in" is a year."""
    spot = at - 2
    if line.norm(at - 1) not in {"in", "from"}:
        return False
    if line.norm(spot) in {"class", "classes"}:
        spot -= 1
    return small_number(line.norm(spot)) is not None


def _with_pupils(line: Line, at: int) -> Atom | None:
    """ "4 (30 children), 5 (28 children)": a digit with its pupils counted in brackets is a year group."""
    code = school_year(int(line.norm(at))) if line.norm(at).isdecimal() else None
    pupils = line.norm(at + 2).isdecimal() and line.norm(at + 3) in _PUPIL_NOUNS
    if code is None or code < "Y3" or line.norm(at + 1) != "(" or not pupils:
        return None
    return Atom("years", at, at + 1, Years((code,), "one", (((code,), at, at + 1),)))


def _plural_number(line: Line, at: int) -> Atom | None:
    """ "Two Year 4s, the 5s did it before": a plural number after a year is a year."""
    number = small_number(line.norm(at), words=False)
    if number and number > 2 and line.norms[max(0, at - 2) : at] in _FAILING and line.norm(at + 1) in _NOTHING:
        code = school_year(number)  # "Y4 or failing that 5"
        return Atom("years", at, at + 1, Years((code,), "one", (((code,), at, at + 1),))) if code else None
    code = school_year(number) if number and plural_s(line, at + 1) else None
    return Atom("years", at, at + 2, Years((code,), "one", (((code,), at, at + 2),), plural=True)) if code else None


_TITLES = word_set("titles")
_RANKED = frozenset({"choice", "preference", "option", "pick"})


def _rank(line: Line, atom: Atom) -> Atom:
    """ "1st choice" is preferred, "2nd choice" settled for; any other ordinal stays what it is."""
    if atom.kind != "ordinal" or line.norm(atom.end) not in _RANKED:
        return atom
    words = line.words(atom.start, atom.end + 1).lower()
    return Atom("prefer" if words.startswith(("1", "first")) else "fallback", atom.start, atom.end + 1, words)


# What two names in a row follow where they are places, feasts or people rather than classes.
_PLACING = frozenset({"in", "near", "around", "about", "not", "like", "from", "than", "between"})


_KISSED = frozenset({"please", "thanks", "you", "x", "!", "."})


def _years_at(line: Line, at: int, taken: set[int], worded: Mapping[int, Atom]) -> Atom | None:
    """The years that begin at a place: those found already, unless they run into what is taken."""
    if line.norm(at) not in _YEAR_OPENERS:
        return year_span(line, at, taken)
    found = worded.get(at)
    return found if found is None or taken.isdisjoint(range(at, found.end)) else year_span(line, at, taken)


def _read(line: Line, at: int, taken: set[int], said: dict[int, tuple[int, str]], worded: Mapping[int, Atom]) -> Atom:
    """The atom at a place where nothing fixed stands: codes, years, a count, a phrase, names, or the bare token."""
    phrase = said.get(at)
    norm = line.norm(at)
    if norm == "x" and line.norm(at - 1) in _KISSED and line.norm(at + 1) in {"", "x"}:
        return Atom("filler", at, at + 1, "x")  # "Key Stage 2 please x"
    if norm == "neither" and line.norm(at + 1) in _NOTHING:
        return Atom("none", at, at + 1, "neither")
    found = class_codes(line, at) or _years_at(line, at, taken, worded) or counting(line, at)
    if found is not None and any(token in taken for token in range(found.start, found.end)):
        found = None
    if found is not None and (phrase is None or found.kind in {"years", "codes"} or phrase[0] <= found.end):
        return found
    if phrase is not None and not any(token in taken for token in range(at, phrase[0])):
        if phrase[1] == "mixed" and norm in {"is", "are"} and _YEAR_OPENERS.isdisjoint(line.norms[:at]):
            return Atom("word", at, at + 1, norm)  # "our answer is one class, Year 4"
        if phrase[1] == "single":
            return Atom("count", at, phrase[0], Count(1))
        return Atom(phrase[1], at, phrase[0], line.words(at, phrase[0]).lower())
    if norm == "out" and line.norm(at - 1).isdecimal() and line.norm(at + 1) in _NOTHING - {"would"}:
        return Atom("excluded", at, at + 1, "out")  # "Y4; Y5 out"
    if norm in {"isn't", "aren't"} and line.norm(at + 1) in _YEAR_OPENERS:
        return Atom("exclude", at, at + 1, "not")  # "any class that isn't Year 6"
    if norm == "but" and _all_but(line, at):
        return Atom("exclude", at, at + 1, "except")
    if norm == "reserve" and line.norm(at + 1) in _NOTHING:
        return Atom("settle", at, at + 1, "reserve")
    if norm in {"reserve", "backup"} and line.norm(at + 1) in _YEAR_OPENERS:
        return Atom("fallback", at, at + 1, norm)
    names = class_names(line, at)
    if (
        names is not None
        and names.value is not None
        and not any(
            token in taken or (token in said and said[token][1] not in {"class"})
            for token in range(names.start, names.end)
        )
    ):
        before, after = line.norm(at - 1), line.norm(names.end)
        quoted = norm == '"'
        alone = names.value == 1 and _called_once(line, names) and _beside_years(line, names)
        alone = alone or (names.value == 1 and _in_turn(line, names))
        if (
            quoted
            or alone
            or (names.value > 1 and before not in _PLACING and _TITLES.isdisjoint(line.norms[max(0, at - 12) : at]))
            or after in {"class", "classes"}
            or before in {"class", "classes", "(", ":", "-", "class's"}
        ):
            return names
    return Atom("sign" if norm in _SIGNS else "word", at, at + 1, norm)


_WHOLE = frozenset({"all", "any", "every", "everyone", "anyone", "anything", "whole", "everything"})


def _all_but(line: Line, at: int) -> bool:
    """ "All the juniors but Y5", "any KS2 class but Year 6, please": what follows is left out."""
    if line.norm(at + 1) not in _YEAR_OPENERS or _WHOLE.isdisjoint(line.norms[max(0, at - 5) : at]):
        return False
    span = year_span(line, at + 1)
    return span is not None and line.norm(span.end) in _NOTHING - {"would"}


_ENDING = frozenset({",", "and", ".", ";", "", "!", "\u2022"})


def _in_turn(line: Line, names: Atom) -> bool:
    """ "Y5 Jenner, Y5 Curie, Y6 Darwin": years in turn, each with a name after it, are classes."""

    def named(at: int) -> bool:
        name = line.text_of(at)
        led = line.norm(at - 1).isdecimal() and line.norm(at - 2) in _YEAR_OPENERS
        return led and name[:1].isupper() and name[1:].islower() and line.norm(at + 1) in _ENDING

    return named(names.start) and sum(named(at) for at in range(2, len(line.tokens))) > 1


def _called_once(line: Line, names: Atom) -> bool:
    """Whether a name that classes are given stands alone, and no class of the comment is named a second time.

    "Oak (Y3/4), Beech (Y4/5). Beech is the one": there the names point back to what they hold (`groups`).
    """
    themes = [norm for norm in line.norms if norm in _CLASS_THEMES]
    return line.norm(names.start) in themes and len(set(themes)) == len(themes)


def _beside_years(line: Line, names: Atom) -> bool:
    """Whether one name of a class stands right beside a year: "Year 3 Otters", "Otters (Year 3)", "Otters, Y3"."""
    spot = names.end
    while line.norm(spot) in {",", "(", "-", ":", "is"}:
        spot += 1
    if line.norm(spot) in _YEAR_OPENERS or age_span(line, spot) is not None:
        return year_span(line, spot) is not None
    before = names.start - 1
    return any(
        line.norm(at) in _YEAR_OPENERS and (span := year_span(line, at)) is not None and span.end == before + 1
        for at in range(max(0, before - 3), before + 1)
    )


def _with_a_few(line: Line, atoms: list[Atom]) -> list[Atom]:
    """ "A Year 3 class with a few Year 4s in it" is a mixed class (7.17)."""
    out: list[Atom] = []
    for atom in atoms:
        out.append(atom)
        if atom.kind != "years" or len(atom.value.codes) != 1:
            continue
        first = next(
            (place for place in range(len(out) - 2, max(-1, len(out) - 8), -1) if out[place].kind == "years"), None
        )
        if first is None or len(out[first].value.codes) != 1:
            continue
        between = out[first + 1 : -1]
        words = " ".join(line.norms[out[first].end : atom.start])
        few_others = any(few in words for few in _FEW)
        if (
            few_others
            and [part.value for part in out[max(0, first - 1) : first]] == ["of"]
            and out[first - 2].kind == "class"
        ):
            codes = in_school_order((*out[first].value.codes, *atom.value.codes))
            start = out[first].start  # "a class of Year 3s with a few Year 4s"
            out[first:] = [Atom("years", start, atom.end, Years(codes, "slash", out[first].value.parts, mixed=True))]
        elif few_others and any(part.kind == "class" for part in between):
            codes = in_school_order((*out[first].value.codes, *atom.value.codes))
            noun = next(part for part in between if part.kind == "class")
            end = atom.end
            out[first:] = [
                Atom("years", out[first].start, noun.start, Years(codes, "slash", out[first].value.parts, mixed=True)),
                noun,
                Atom("word", noun.end, end, "with a few"),
            ]
    return out


def _pupils_of_years(line: Line, atoms: list[Atom]) -> list[Atom]:
    """ "6 Year 5 children": the number counts children, not classes (7.24)."""
    out = list(atoms)
    for place in range(len(out) - 2):
        count, years = out[place], out[place + 1]
        if (
            count.kind in {"count", "figure"}
            and isinstance(years.value, Years)
            and line.norm(years.end) in _PUPIL_NOUNS
            and not line.tokens[years.end].lines
        ):
            out[place] = Atom("pupils", count.start, count.end, None)
    return out
