"""Email addresses: lower case, order as written; wrapped and spaced ones are put together again.

Only the syntax is checked, never the network. What cannot be an address is kept, as written, in the flag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from phonenumbers import SUPPORTED_REGIONS

from pipeline.normalise.telephone import e164
from pipeline.normalise.text import tidy

_LOCAL = r"[A-Za-z0-9!#$%&'*+=?^_`{|}~.’-]+"
_LOCAL_BEFORE = re.compile(_LOCAL + r"$")
_WRAPPED_LOCAL = re.compile(r"([A-Za-z0-9_.-]*[A-Za-z0-9][._])[ \t]*\n\s*$")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_BRACKETED_AT = re.compile(r"\s*[(\[{<]\s*at\s*[)\]}>]\s*", re.IGNORECASE)
_BRACKETED_DOT = re.compile(r"\s*[(\[{<]\s*dot\s*[)\]}>]\s*", re.IGNORECASE)
_SPOKEN = re.compile(r"\b([\w.+-]+) at ([\w-]+(?:\s+dot\s+[\w-]+)+)\b", re.IGNORECASE)
_LABEL_WORD = re.compile(r"^(?:mailto|smtp|e-?mails?|e-?mail ?address|mail)(?:\s*[-–:=]+)", re.IGNORECASE)
# The first half of a mailbox's name, with a space after it: "head teacher@", "school office@", "j smith@", "st marys@".
# A word that only says whose address it is ("Email", "or", "Mrs Smith") is none of these.
_TORN = re.compile(
    r"(?:(?:[a-df-z]|st\.?)[ \t]+(?=[a-z])|(?:[Hh]ead|class|link)[ \t]+(?=teacher$)|(?:school|main)[ \t]+(?=office$)"
    r"|(?:business|office|site)[ \t]+(?=manager$))[a-z.]+"
)
_DIGITS_GLUED = re.compile(r"^\+?\d[\d-]*(?=[A-Za-z])")
_NUMBER_BEFORE = re.compile(r"[+(]?\d[\d\s()-]*$")
_NUMBER_AFTER = re.compile(r"\.(?:uk|com|org|net)(\d{4,})$", re.IGNORECASE)
_BARE_DOMAIN = re.compile(
    r"(?<![\w@./-])(?!www\.)[A-Za-z0-9][\w-]*(?:\.[\w-]+)*\.(?:sch\.uk|org\.uk|co\.uk|ac\.uk|gov\.uk|com)\b(?!/)"
)

# Suffixes that schools' addresses end in. The country codes come from the telephone library's list of regions.
_GENERIC = frozenset(
    (
        "com", "org", "net", "info", "biz", "edu", "gov", "int", "school", "schools", "academy", "education",
        "college", "university", "ac", "mobi", "name", "pro", "online", "site", "club", "community", "church",
        "foundation", "app", "dev", "cloud", "email", "link", "live", "life", "today", "digital", "team", "group",
        "kids", "london", "wales", "scot", "cymru", "global", "international", "charity", "ngo", "ong", "coop",
        "example", "media", "agency", "space", "tech", "website", "care", "family", "me", "tv",
    )
)  # fmt: skip
_KNOWN_ENDS = _GENERIC | {region.lower() for region in SUPPORTED_REGIONS} | {"uk", "eu"}
# Real suffixes, but of countries that no Lancashire school writes from: a slip for ".com".
_SLIPS = {
    "cm": "com",
    "om": "com",
    "con": "com",
    "cmo": "com",
    "ukk": "uk",
    "ik": "uk",
    "yk": "uk",
    "uj": "uk",
    "u": "uk",
}
_SECOND_PARTS = frozenset(["sch", "co", "org", "ac", "gov", "com", "net", "uk"])


@dataclass(frozen=True, slots=True)
class Found:
    """One address, or what was meant as one, at `start` to `end` of the text. `address` is None where it is none."""

    start: int
    end: int
    written: str
    address: str | None
    suggestion: str | None = None


def undisguised(text: str) -> str:
    """Return `text` with "office (at) school (dot) uk" and "office at school dot uk" written as addresses."""
    text = _BRACKETED_DOT.sub(".", _BRACKETED_AT.sub("@", text))
    return _SPOKEN.sub(lambda said: said[1] + "@" + re.sub(r"\s+dot\s+", ".", said[2], flags=re.IGNORECASE), text)


def find_emails(text: str) -> list[Found]:
    """Return every address in `text`, and everything that was meant as one, in order."""
    found: list[Found] = []
    for at in (match.start() for match in re.finditer("@+", text)):
        if found and at < found[-1].end:
            continue
        found.append(_around(text, at, found[-1].end if found else 0))
    if not any(one.address for one in found):
        # Without any "@", a bare domain is an address that lost it rather than a website.
        for bare in _BARE_DOMAIN.finditer(text):
            if not any(one.start <= bare.start() < one.end for one in found):
                found.append(Found(bare.start(), bare.end(), bare[0], None))
    return sorted(found, key=lambda one: one.start)


def _around(text: str, at: int, floor: int) -> Found:
    before, start = _local_before(text, at, floor)
    after = at
    while after < len(text) and text[after] == "@":
        after += 1
    domain, end, guessed = _domain_after(text, after)
    if first_half := _first_half(text, start, before, floor):
        whole = re.sub(r"[\s.]", "", first_half) + before
        return Found(
            start - len(first_half), end, tidy(text[start - len(first_half) : end]), None, _mended(whole, domain)
        )
    if after - at == 1 and not guessed and before and domain and (address := _valid(f"{before}@{domain}")):
        return Found(start, end, tidy(text[start:end]), address)
    # What hangs on to it belongs to it: "office@school,lancs.sch.uk", "office@school..sch.uk".
    rest = re.compile(r"[^\s@/;<>()\[\]|]*").match(text, end)
    end = rest.end() if rest else end
    written = tidy(text[start:end]).strip(" ,;:<>()")
    tail = text[after:end] if not guessed else domain
    return Found(start, end, written, None, _mended(before, tail) if before else None)


def _local_before(text: str, at: int, floor: int) -> tuple[str, int]:
    """Return the part before the "@" and where it begins; "office @ school" is spaced, not broken."""
    stop = at
    while stop > floor and text[stop - 1] in " \t\n" and at - stop < 3:
        stop -= 1
    match = _LOCAL_BEFORE.search(text, floor, stop)
    if match is None:
        return "", at
    start, local = match.start(), match[0]
    # A line may break after "head." or "head_"; a hyphen before a break is as likely a dash.
    if wrapped := _WRAPPED_LOCAL.search(text, floor, start):
        start, local = wrapped.start(), wrapped[1] + local
    if (label := _LABEL_WORD.match(local)) and label.end() < len(local):
        start, local = start + label.end(), local[label.end() :]
    if (digits := _DIGITS_GLUED.match(local)) and _ends_a_number(text[floor : start + digits.end()]):
        start, local = start + digits.end(), local[digits.end() :]
    stripped = local.lstrip("'`’.-{|}*=?!#&")
    return stripped.rstrip("'`’"), start + len(local) - len(stripped)


def _first_half(text: str, start: int, local: str, floor: int) -> str:
    """Return the word, with its space, that the name of the mailbox which begins at `start` was torn off from."""
    word = re.compile(r"(?<!\S)\S+[ \t]+$").search(text, floor, start)
    return word[0] if word and _TORN.fullmatch(word[0] + local) else ""


def _ends_a_number(text: str) -> bool:
    """Tell whether `text` ends in a whole telephone number: "01772 554 871office@…"."""
    number = _NUMBER_BEFORE.search(text)
    return number is not None and e164(number[0]) is not None


def _domain_after(text: str, after: int) -> tuple[str, int, bool]:
    """Return the domain that begins at `after`, where it ends, and whether joining it took a guess."""
    while after < len(text) and text[after] in " \t\n":
        after += 1
    match = _DOMAIN.match(text, after)
    if match is None:
        return "", after, False
    domain, end, guessed = match[0], match.end(), False
    if glued := _NUMBER_AFTER.search(domain):
        return domain[: glued.start(1)], after + glued.start(1), False
    while True:
        dotted = re.compile(rf"\s*\.\s*({_LABEL}(?:\.{_LABEL})*)").match(text, end)
        if (
            dotted
            and not _next_is_address(text, dotted.start(1))
            and (
                not _complete(domain)
                or (dotted[1].casefold() in _SECOND_PARTS or dotted[1].casefold().endswith((".uk", ".com")))
            )
        ):
            domain, end = f"{domain}.{dotted[1]}", dotted.end()
            continue
        broken = re.compile(rf"(\s*\n\s*|[ \t]+)({_LABEL}(?:\.{_LABEL})*)").match(text, end)
        if (
            broken
            and not _complete(domain)
            and _complete(domain + broken[2])
            and not _next_is_address(text, broken.start(2))
        ):
            # A line break inside a long address is the cell's; a space is the writer's, and might be a lost dot.
            guessed = guessed or "\n" not in broken[1]
            lost_dot = broken[2].casefold().startswith(("lancs.", "lancashire.", "sch.", "co.", "org."))
            domain, end = domain + ("." if lost_dot else "") + broken[2], broken.end()
            continue
        hyphened = re.compile(rf"-\s*\n\s*({_LABEL}(?:\.{_LABEL})*)").match(text, end)
        if hyphened and not _complete(domain):
            domain, end = f"{domain}-{hyphened[1]}", hyphened.end()
            continue
        return domain, end, guessed


def _next_is_address(text: str, position: int) -> bool:
    """Tell whether what begins at `position` is the next address rather than the rest of this one."""
    word = re.compile(r"\S+").match(text, position)
    return word is not None and "@" in word[0]


def _complete(domain: str) -> bool:
    last = domain.rpartition(".")[2].casefold()
    return "." in domain and last in _KNOWN_ENDS and last not in _SLIPS


def _valid(address: str) -> str | None:
    """Return the address in lower case, or None where it cannot be one."""
    address = address.strip(".").casefold()
    if not _complete(address.rpartition("@")[2]) or not address.isascii():
        return None
    try:
        return validate_email(address, check_deliverability=False).normalized.casefold()
    except EmailNotValidError:
        return None


def _mended(local: str, domain: str) -> str | None:
    """Return the address that was probably meant by one that cannot be: its dots and a known slip put right."""
    start, _, end = re.sub(r"[.,\s]+", ".", domain.casefold()).strip(".").rpartition(".")
    return _valid(f"{local}@{start}.{_SLIPS.get(end, end)}")
