"""What a form tells of its school, taken apart for comparing: whose email, which words of the name, which place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from pipeline.model import Expression, PersonName

# Everybody's: an address there says who wrote only by its whole, never by its domain.
_SHARED_DOMAINS = frozenset(
    """
    gmail.com googlemail.com outlook.com outlook.co.uk hotmail.com hotmail.co.uk live.com live.co.uk msn.com yahoo.com
    yahoo.co.uk ymail.com icloud.com me.com mac.com aol.com aol.co.uk btinternet.com btconnect.com bt.com sky.com
    talktalk.net talktalk.co.uk tiscali.co.uk virginmedia.com virgin.net ntlworld.com blueyonder.co.uk
    protonmail.com proton.me mail.com gmx.com gmx.co.uk zoho.com
    """.split()  # noqa: SIM905 - a list to be read and added to
)
# Under these, a label more names one body: "stmarys.lancs.sch.uk", where "lancs.sch.uk" is every school of the county.
_SHARED_ENDINGS = {"sch.uk": 4, "gov.uk": 99, "nhs.uk": 99, "ac.uk": 3, "co.uk": 3, "org.uk": 3, "school.uk": 3}

_NOT_DISTINCTIVE = frozenset(
    """
    the of and at in for school schools primary academy community voluntary aided controlled va vc foundation trust
    federation county lea church england ce cofe c e rc roman catholic christian methodist cep nursery
    """.split()  # noqa: SIM905 - as above
)
_LONG_COMMON_WORDS = tuple(sorted(word for word in _NOT_DISTINCTIVE if len(word) >= 6))
_SAME_WORD = {"saint": "st", "saints": "st", "ss": "st", "sts": "st", "jr": "junior", "jnr": "junior", "inf": "infant"}
_PLURALS = {"infants": "infant", "juniors": "junior"}
_PHASES = frozenset(("infant", "junior", "high", "secondary", "special", "college"))
_FAITHS = {
    "ce": "CE",
    "cofe": "CE",
    "england": "CE",
    "cep": "CE",
    "rc": "RC",
    "catholic": "RC",
    "methodist": "Methodist",
    "muslim": "Muslim",
    "islamic": "Muslim",
    "jewish": "Jewish",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a school can be known by. `words` are those of its name that tell it from others, `place` what follows."""

    urn: str | None
    name: str | None
    words: frozenset[str]
    place: frozenset[str]
    phases: frozenset[str]
    faiths: frozenset[str]
    addresses: frozenset[str]
    domains: frozenset[str]
    telephones: frozenset[str]
    head: str | None

    def traits(self) -> Iterator[str]:
        """Yield what another form of the same school would share at least one of."""
        if self.urn:
            yield f"urn:{self.urn}"
        yield from (f"mail:{address}" for address in self.addresses)
        yield from (f"domain:{domain}" for domain in self.domains)
        yield from (f"tel:{number}" for number in self.telephones)
        # The first letters: a typing error comes later in a word more often than in them.
        yield from (f"word:{word[:4]}" for word in self.words if word != "st")


def identity(expression: Expression) -> Identity:
    """Take apart what a form says of its school."""
    name = expression.school.name or expression.school.as_written
    words, place, all_words = _words_of(name or "")
    return Identity(
        urn=expression.school.urn,
        name=name,
        words=words,
        place=place,
        phases=all_words & _PHASES,
        faiths=frozenset(_FAITHS[word] for word in all_words if word in _FAITHS),
        addresses=frozenset(address.lower() for address in expression.emails),
        domains=frozenset(domain for address in expression.emails if (domain := own_domain(address))),
        telephones=frozenset(expression.telephones),
        head=_head(expression.headteacher),
    )


def own_domain(address: str) -> str | None:
    """Return the domain of an address where it belongs to one school or trust, else None.

    "head@stmarys.lancs.sch.uk" has one; "stmarys@lancs.sch.uk" and "stmarys@gmail.com" have none.
    """
    domain = address.rpartition("@")[2].lower().strip(".")
    labels = domain.split(".")
    if len(labels) < 2 or domain in _SHARED_DOMAINS:
        return None
    needed = _SHARED_ENDINGS.get(".".join(labels[-2:]), 2)
    return ".".join(labels[-needed:]) if len(labels) >= needed else None


def _words_of(name: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the distinctive words of a name, those of its place ("…, Accrington"), and all of them."""
    main, place = _part_place(name)
    all_words = _plain_words(main)
    distinctive = [word for word in all_words if _tells_apart(word) and word not in _PHASES]
    of_place = [word for word in _plain_words(place) if _tells_apart(word)]
    return frozenset(distinctive), frozenset(of_place), frozenset(all_words) | frozenset(_plain_words(place))


def _part_place(name: str) -> tuple[str, str]:
    """Part "St Mary's School, Eccleswick", "St Mary's (Eccleswick)" and "St Mary's School Eccleswick"."""
    for pattern in (r"^([^,]+),\s*(.+)$", r"^([^(]+)\((.+)\)\s*$", r"^(.*\b(?:school|academy))\s+[-–]?\s*(.+)$"):
        if (found := re.match(pattern, name.strip(), re.IGNORECASE)) and _distinctive(found[1]):
            return found[1], found[2]
    return name, ""


def _distinctive(text: str) -> bool:
    return any(_tells_apart(word) for word in _plain_words(text))


def _tells_apart(word: str) -> bool:
    """Tell whether a word of a name is more than "school" or "primary", also where that is misspelt."""
    return word not in _NOT_DISTINCTIVE and all(OSA.distance(word, common) > 1 for common in _LONG_COMMON_WORDS)


def _plain_words(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    plain = re.sub(r"\bc\.?\s?of\s?e\b\.?|\bc\.?\s?e\b\.?", " ce ", plain.replace("&", " and "))
    plain = re.sub(r"\br\.?\s?c\b\.?", " rc ", plain)
    plain = re.sub(r"['’`´]s\b|['’`´]", lambda found: "s" if found[0].endswith("s") else "", plain)
    words = [_PLURALS.get(word, _SAME_WORD.get(word, word)) for word in re.findall(r"[a-z0-9]+", plain)]
    # "St Mary" is "St Mary's": after a saint, the s of possession says nothing.
    return [
        word[:-1] if nth and words[nth - 1] == "st" and len(word) > 3 and word.endswith("s") else word
        for nth, word in enumerate(words)
    ]


def _head(head: PersonName) -> str | None:
    family = head.family or (head.name or "").rpartition(" ")[2]
    return family.casefold().strip(" .") or None
