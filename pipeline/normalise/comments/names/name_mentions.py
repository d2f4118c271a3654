"""Later mentions of a school by less than its name: "Lower Slack CE … Lower Slack", "St Oswald's … St O's"."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline.normalise.comments.names.named_words import common_words
from pipeline.normalise.comments.names.register_names import plain
from pipeline.normalise.comments.names.saints import SAINTS
from pipeline.normalise.comments.words.atoms import Atom, Line
from pipeline.normalise.comments.words.spelling import word_set

_CLOSERS = word_set("closers")


def mentioned_again(line: Line, found: Collection[Atom], taken: Collection[int]) -> Iterator[Atom]:
    """Yield the mentions of the schools `found` in tokens that are not `taken`; the value is the name first written."""
    used = {token for atom in found for token in range(atom.start, atom.end)} | set(taken)
    cores = []
    for atom in found:
        words = [plain(line.tokens[token].text) for token in range(atom.start, atom.end)]
        if "," in words:
            words = words[: words.index(",")]
        while len(words) > 1 and words[-1] in _CLOSERS:
            words.pop()
        cores.append((words, str(atom.value)))
    plain_cores = {
        words[0]: name
        for words, name in cores
        if len(words) == 1 and len(words[0]) > 5 and words[0] not in common_words()
    }
    for at in range(len(line.tokens)):
        if at in used:
            continue
        if not line.tokens[at].text[:1].isupper():
            # "hillcrest" after "Hillcrest": the one word of its name, and no common one
            found_name = plain_cores.get(line.norms[at])
            if found_name is not None:
                yield Atom("school", at, at + 1, found_name)
                used.add(at)
            continue
        for words, name in cores:
            spot = at + len(words)
            here = [plain(token.text) for token in line.tokens[at:spot]]
            short = len(words) > 1 and words[0] in SAINTS and here[:1] == words[:1] and _initial(here[1:2], words)
            if (here == words or (here and here[:-1] == words[:-1] and here[-1] == words[-1] + "s")) and (
                len(words) > 1 or len(words[0]) > 4
            ):
                yield Atom("school", at, spot, name)
            elif short:
                yield Atom("school", at, at + 2, name)
            else:
                continue
            used.update(range(at, spot))
            break


def _initial(here: list[str], words: list[str]) -> bool:
    return bool(here) and here[0] in {words[1][:1], words[1][:1] + "s"}
