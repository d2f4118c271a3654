"""Figures: numbers that are neither a year group nor a number of classes.

Dates, money, telephone numbers, times, distances, lengths of time, ordinals, things that are numbered ("Phase 2"),
numbers of pupils and of staff. They are taken out first, so that nothing later mistakes them (reading guide,
sections 1 and 7.23, 7.24).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.normalise.comments.atoms import Atom, Line

_NUMBER = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|several|few|half an?|many)"
_CARDINAL = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|several|a few)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b"
)
_PUPILS = (
    r"(?:child(?:ren)?|pupils?|chn|ch'n|kids?|kiddies|boys?|girls?|students?|learners?|young people|youngsters|on roll"
    r"|little ones|souls|heads|bums on seats|in number|strong)\b"
)
_STAFF = (
    r"(?:teachers?|staff|adults?|t\.?a\.?s?\b|tas|teaching assistants?|assistants?|governors?|colleagues?|members of staff|helpers?"
    r"|parents?|families|leaders?|heads?|people|of us|ladies|nqts?|ects?)\b"
)
_THINGS = (
    r"(?:schools?|links?|lessons?|sessions?|visits?|trips?|meetings?|dates?|venues?|buses|coach(?:es)?|languages?|sites?|buildings?|places?"
    r"|villages?|towns?|houses?|churches|nationalities|countries|cultures|terms?|half[- ]terms?|times|projects?|mixed ability|projects"
    r"|ha(?:ll|lls)|spaces?|rooms?|laptops|ipads|letters?|emails?|days?|nights?|parishes|faiths|key stages?|year groups|year-groups|courses?|copies|forms? back)\b"
)

# name, pattern over the lower-case line. The first that matches at a place wins.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("contact", r"[\w.+'-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){0,6}"),
    ("contact", r"(?:https?://|www\.)\S{1,300}"),
    ("contact", r"(?<!\d)(?:\+44|\(?0)\d[\d() -]{6,14}\d(?!\d)(?: ?(?:ext?n?\.?|extension) ?\d{1,5})?"),
    ("contact", r"\b(?:ext?n?\.?|extension) ?\d{1,5}\b"),
    ("money", r"£ ?\d+(?:[.,]\d+)*k?|\b\d+(?:\.\d\d)? ?(?:pounds|quid|gbp)\b"),
    ("form-entry", rf"\b(?P<fe>\d(?:\.5|½|\.25|\.75)?|½|one|two|three|four|five|six|single|half|double|triple|one and a half|two and a half|1 1/2)[- ]{{0,3}}(?:form|class)[- ]{{0,3}}(?:entry|intake)\b"),
    ("form-entry", r"\b(?P<fe>\d(?:\.5|½|\.25|\.75)?|one|two|three|four) ?-?(?:fe|f\.e\.?)\b(?! ?\d)"),
    ("academic-year", r"\b(?P<ay>20\d\d ?[-/] ?(?:20)?\d\d)\b(?!/\d)"),
    ("academic-year", r"(?<![\d/£.-])(?P<ay>2[0-9] ?[-/] ?[23][0-9])(?![\d/-]|\.\d)(?! (?:child|pupil|kid|chn|mile|min))"),
    ("date", r"(?<!\d)\d{1,2} ?[./-] ?\d{1,2} ?[./-] ?(?:20)?\d\d(?!\d)"),
    ("date", rf"\b\d{{1,2}}(?: ?(?:st|nd|rd|th))?(?: ?(?:,|and|&|or|-) ?\d{{1,2}}(?: ?(?:st|nd|rd|th))?)?(?: of)? {_MONTH}(?:,? (?:20)\d\d\b)?"),
    ("date", rf"\b(?!may\b|mar\b|march\b){_MONTH} \d{{1,2}}(?:st|nd|rd|th)(?:,? 20\d\d\b)?"),
    ("date", rf"\b(?:in|by|since|until|from|of|last|this|next|before|after|every|each|mid|early|late|till|during|to)[ -](?!may\b){_MONTH}(?:,? 20\d\d\b)?"),
    ("date", rf"\b(?!may\b|march\b|mar\b|sep\b){_MONTH}(?: 20\d\d\b)?"),
    ("calendar-year", r"(?<![\d£])(?:19[5-9]\d|20[0-4]\d)(?!\d|s? ?(?:child|pupil))"),
    ("time", r"\b\d{1,2}[:.]\d\d ?(?:am|pm|a\.m\.?|p\.m\.?)?(?!\d|form)\b|\b\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.|o'clock)"),
    ("percent", r"\b\d+(?:\.\d+)? ?(?:%|per ?cent\b)"),
    ("distance", rf"\b(?:{_NUMBER}|\d+ ?(?:-|to|or) ?\d+) ?-? ?(?:odd )?(?:miles?|kms?|kilometres?|minutes?|mins?|hours?|hrs?|mile|metres?|yards?)\b(?:'s?)?(?: or so)?"),
    ("length", rf"\b(?:{_NUMBER}|\d+ ?(?:-|to|or) ?\d+)[ -](?:full |whole |happy |good |more |school |academic |long |great |lovely )?(?:months?|weeks?|days?|decades?|fortnights?|half[- ]terms?|nights?|terms?)\b"),
    ("length", rf"\b{_NUMBER}[ -](?:full |whole |happy |good |more |school |academic |long |great |lovely |wonderful |successful |consecutive |brilliant )?(?:years?|yrs?)\b'?(?!s? ?(?:\d|groups?\b|one\b|two\b|three\b|four\b|five\b|six\b|-?olds?\b|r\b|old\b))(?! (?:class|form|either|above|below|older|younger|up\b|down\b|out\b|ahead|apart))"),
    ("ordinal", r"\b\d{1,3}(?:st|nd|rd|th)\b(?: years? running| years?\b(?! \d))?|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?: years? running| years?\b(?! (?:\d|group)))(?! \d)"),
    ("numbered", r"\byear (?:\d|one|two|three|four) of (?:(?:the|our|this|a|an|its|their|being|doing) )?(?:\w+ )?(?:link|linking|project|programme|partnership|scheme|cycle|plan|rolling|three|two|it|funding|involvement|being)\b"),
    ("reference", r"\b(?!y\d)[a-z]{1,2}\d{1,2}[a-z]? \d[a-z]{2}\b|\b(?:dfe|urn|ref(?:erence)?)(?: ?(?:no|number))?\.?:? ?\d[\d/]+"),
    ("reference", r"\b(?:[abm]\d{1,4}(?:\(m\))?)(?= (?:road|corridor|motorway)| (?:into|towards|out))|\bcovid[- ]?(?:19)?|\b24/7\b|\b50[/:-]50\b|\b1:1\b|\b[12]-2-1\b"),
    ("numbered", r"\b(?:cpd|phase|team|unit|stage|level|section|statement|question|part|point|option|group|room|band|tier|zone|house|stream|item|box|q|wave|cohort|lesson|session|day|week|term|ward|page|paragraph|para|no\.|number|season|key stage|figure) ?\(?(?:\d{1,3}|one|two|three)\)?(?! ?(?:class|x\b|form))\b"),
    ("class-name", r"\bclass(?:es)? (?P<names>\d{1,2}(?: ?(?:,|and|&|/) ?\d{1,2})*)\b(?! ?(?:class|children|pupils|of\b|year|yr|in\b|x\b|please))"),
    ("pupils", rf"\b(?:nor|pan|p\.a\.n\.?|roll|published admission number)(?: is| of|:| =)? ?\d+\b"),
    ("class-of", rf"\b(?:class|form|group) of (?:about |around |approx\.? |roughly |only |just |up to |nearly |almost )?(?!\d+(?: ?(?:-|to|/|or|and) ?\d+)? ?-?(?:year|yr|yo|y/?o))\d+(?: ?(?:-|to|or|and|/) ?\d+)?(?:ish)?\b(?! {_PUPILS})"),
    ("classes-of", rf"\b(?:classes|forms|groups) of (?:about |around |approx\.? |roughly |only |just |up to |nearly |almost )?(?!\d+(?: ?(?:-|to|/|or|and) ?\d+)? ?-?(?:year|yr|yo|y/?o))\d+(?: ?(?:-|to|or|and|/) ?\d+)?(?:ish)?\b"),
    ("pupils", rf"\b(?:class size|class sizes|cohorts?) of (?:about |around |approx\.? |roughly |only |just |up to |nearly |almost )?(?!\d+(?: ?(?:-|to|/|or|and) ?\d+)? ?-?(?:year|yr|yo|y/?o))\d+(?: ?(?:-|to|or|and|/) ?\d+)?(?:ish)?\b(?! {_PUPILS})"),
    ("pupils", rf"(?:\b(?:about|around|approx\.?|roughly|only|just|nearly|almost|over|under|some) )?\b(?:{_CARDINAL}|\d+ ?(?:-|to|or|\+|/) ?\d+)(?:ish|\+|-odd| odd)? ?(?:or so )?(?:more |lovely |happy |lively |keen |excited |eager |smashing |fabulous |enthusiastic |bright |very |well-behaved |chatty |wonderful |super |great |mixed |polite |friendly |noisy |delightful |of our |of my |of the |eal |send |fsm |pp |new |other |extra |looked after |local |village |primary |muslim |white |british |asian |polish ){{0,3}}(?:-|- )?{_PUPILS}"),
    ("pupils", r"\b\d{2,3}(?:ish)? (?:in|per) (?:each|every|a|one|the|both|our|this|that|each of)?(?: class\b| of them\b| form\b)?(?! ?year| ?y\d)"),
    ("staff", rf"\b{_CARDINAL} (?:of our |of the |of my |new |keen |experienced |very |enthusiastic |lovely |class |full[- ]time |part[- ]time |job[- ]share |other |link |more |newly qualified |wonderful |excellent |eager |willing |interested |committed ){{0,3}}{_STAFF}"),
    ("things", rf"\b{_CARDINAL} (?:of our |other |different |small |large |neighbouring |local |partner |feeder |link |home |new |nearby |church |primary |more |face[- ]to[- ]face |full |half |whole |good |successful |previous |lovely |great |busy |different |main |separate |cpd |training |video |split |rural |village |federated |trust ){{0,3}}{_THINGS}"),
)

_SCANNER = re.compile("|".join(f"(?P<k{at}>{re.sub(r'[(][?]P<(?!k[0-9])(fe|ay|names)>', lambda m, at=at: f'(?P<{m[1]}{at}>', pattern)})" for at, (_, pattern) in enumerate(_PATTERNS)))

_HALVES = {"half", "½", "one and a half", "two and a half", "1 1/2"}
_ENTRIES = {"one": 1, "single": 1, "two": 2, "double": 2, "three": 3, "triple": 3, "four": 4, "five": 5, "six": 6}


def form_entry(words: str) -> int | None:
    """Return how many forms each year has by "two", "2", "1.5"; None where it fixes nothing (half forms)."""
    if words in _HALVES or not (words.isdigit() or words in _ENTRIES):
        return None
    return _ENTRIES.get(words) or int(words)


def figures(line: Line) -> Iterator[Atom]:
    """Yield every figure of the line that is no year group and no number of classes, from left to right."""
    lower = line.text.lower()
    for found in _SCANNER.finditer(lower):
        at = next(index for index in range(len(_PATTERNS)) if found[f"k{index}"] is not None)
        kind = _PATTERNS[at][0]
        start, end = line.tokens_of(*found.span())
        value: object = found[0]
        if kind == "form-entry":
            value = form_entry(found[f"fe{at}"])
        elif kind == "academic-year":
            value = found[f"ay{at}"]
        elif kind == "class-name":
            value = len(re.findall(r"\d+", found[f"names{at}"]))
        yield Atom(kind, start, end, value)
