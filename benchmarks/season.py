"""The post of a long season: cheap but real files, of schools that were invented, each with its own place and contacts.

Used by `many.py` and `soak.py`. The same seed gives the same post.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import ClassVar

from tests.builders import pdf, scans
from tests.builders.word import WordForm

FIRSTS = [
    "Ash",
    "Birk",
    "Black",
    "Bram",
    "Brock",
    "Burn",
    "Calder",
    "Carr",
    "Clay",
    "Clough",
    "Cole",
    "Crag",
    "Crook",
    "Dale",
    "Dun",
    "Eccles",
    "Elm",
    "Fal",
    "Fern",
    "Fox",
    "Gars",
    "Gill",
    "Glen",
    "Gorse",
    "Grind",
    "Hazel",
    "Heather",
    "Hey",
    "Holl",
    "Horn",
    "Irwell",
    "Keld",
    "Kirk",
    "Lang",
    "Larch",
    "Lath",
    "Leigh",
    "Ling",
    "Long",
    "Lune",
    "Marl",
    "May",
    "Mere",
    "Mill",
    "Moss",
    "Nether",
    "New",
    "Oak",
    "Old",
    "Ox",
    "Penny",
    "Pike",
    "Plum",
    "Quern",
    "Raven",
    "Red",
    "Ribble",
    "Rook",
    "Rowan",
    "Rush",
    "Sand",
    "Scar",
    "Shaw",
    "Silver",
    "Skel",
    "Slate",
    "Sour",
    "Stan",
    "Stone",
    "Summer",
    "Swan",
    "Tarn",
    "Thistle",
    "Thorn",
    "Till",
    "Upper",
    "Wad",
    "Wal",
    "Water",
    "Weet",
    "White",
    "Whin",
    "Willow",
    "Win",
    "With",
    "Wood",
    "Wray",
    "Wren",
    "Yarrow",
    "Yew",
    "Amber",
    "Barrow",
    "Bell",
    "Cold",
    "Deep",
    "Far",
    "Great",
    "Green",
    "Hart",
]
SECONDS = [
    "acre",
    "bank",
    "barn",
    "beck",
    "bottom",
    "bridge",
    "brook",
    "brow",
    "bury",
    "by",
    "carr",
    "cliffe",
    "clough",
    "combe",
    "cote",
    "croft",
    "cross",
    "dale",
    "dell",
    "den",
    "dyke",
    "edge",
    "end",
    "fell",
    "field",
    "firth",
    "fold",
    "ford",
    "garth",
    "gate",
    "gill",
    "grave",
    "green",
    "grove",
    "hall",
    "ham",
    "haugh",
    "head",
    "hey",
    "hill",
    "holme",
    "hope",
    "house",
    "how",
    "hulme",
    "hurst",
    "ing",
    "keld",
    "kirk",
    "land",
    "lane",
    "law",
    "lea",
    "ley",
    "low",
    "marsh",
    "mere",
    "mill",
    "moor",
    "moss",
    "mouth",
    "ness",
    "nook",
    "park",
    "pike",
    "pool",
    "port",
    "ridge",
    "rigg",
    "row",
    "royd",
    "scar",
    "scough",
    "shaw",
    "shore",
    "side",
    "slack",
    "stall",
    "stead",
    "stile",
    "stone",
    "street",
    "tarn",
    "thorpe",
    "thwaite",
    "ton",
    "top",
    "tree",
    "vale",
    "view",
    "wall",
    "water",
    "way",
    "well",
    "wick",
    "wood",
    "worth",
    "yard",
    "yate",
]
KINDS = ("Primary School", "CE Primary School", "RC Primary School", "Community Primary School", "Junior School")
SAINTS = [
    "Mary",
    "John",
    "Peter",
    "Paul",
    "Anne",
    "James",
    "Luke",
    "Mark",
    "Oswald",
    "Bede",
    "Cuthbert",
    "Aidan",
    "Hilda",
    "Wilfrid",
    "Leonard",
    "Barnabas",
]
COMMENTS = (
    "Two Year 4 classes, please.",
    "One Year 3 class and one Year 5 class.",
    "Y3/4 please, one class.",
    "We have three Year 6 classes. A school in a town would be lovely.",
    "Our mixed Year 5/6 class, about 24 children.",
    "Year 4.",
    "1 class in each of Years 5 and 6. Not Year 3 please.",
    "Any school by the sea. One Year 2 class.",
)


@dataclass(frozen=True)
class School:
    """An invented school: no two have the same name, place, telephone number or address."""

    number: int

    @property
    def place(self) -> str:
        first, second = divmod(self.number * 7919 % (len(FIRSTS) * len(SECONDS)), len(SECONDS))
        return FIRSTS[first] + SECONDS[second]

    @property
    def name(self) -> str:
        kind = KINDS[self.number % len(KINDS)]
        if self.number % 4:
            return f"{self.place} {kind}"
        return f"St {SAINTS[self.number // 4 % len(SAINTS)]}'s {kind}, {self.place}"

    @property
    def email(self) -> str:
        return f"office@{self.place.lower()}{self.number}.example.sch.uk"

    @property
    def telephone(self) -> str:
        return f"01772 {200_000 + self.number:06}"

    def form(self, comment: str, day: str = "4 July 2025", made_as: str = "docx") -> bytes:
        """Return the school's form as Word, as one of three kinds of PDF, or as a scan."""
        answers = {**self._answers(comment), "date": day}
        if made_as == "docx":
            return WordForm.filled(**answers, near_year_ok="Yes").content()
        if made_as == "scan":
            sheet = scans.filled(**answers)
            sheet.ring(scans.YES)
            return scans.coded(scans.turned(sheet.picture.convert("L"), 0.4), "PDF", resolution=scans.DPI)
        fill = {"fields": pdf.filled_form, "drawn": pdf.flattened, "typed": pdf.typed_on}[made_as]
        return pdf.saved(fill(pdf.Filled(**answers)), static_id=True)

    def _answers(self, comment: str) -> dict[str, str]:
        head = f"Mrs {chr(65 + self.number % 26)} {self.place}"
        return {
            "school": self.name,
            "contact": f"{self.telephone}  {self.email}",
            "headteacher": head,
            "comments": comment,
            "alternative_years": "Year 5",
            "signed": head,
        }


@dataclass(frozen=True)
class Piece:
    """A file as it is dropped. `says` are the schools whose forms are in it, each with its comment."""

    name: str
    content: bytes
    says: tuple[tuple[str, str], ...]


@dataclass
class Post:
    """What comes in, drawn with the dice of one seed. It remembers what every school said last: `said`."""

    seed: int = 1
    # How the forms that are no part of a mail or an archive are made, and in how many of a hundred.
    made_as: dict[str, int] = field(default_factory=lambda: {"docx": 100})
    said: dict[int, str] = field(default_factory=dict)
    _sent: list[Piece] = field(default_factory=list)
    _number: int = 0
    _shares: ClassVar[dict[str, int]] = {"again": 30, "copy": 8, "mail": 6, "archive": 3, "junk": 8}

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def new(self, made_as: str = "docx") -> tuple[School, bytes]:
        """Return the form of a school that never wrote before."""
        return self._form(School(len(self.said)), made_as)

    def again(self, made_as: str = "docx") -> tuple[School, bytes]:
        """Return another form of a school that wrote before, with another wish."""
        return self._form(School(self.dice.choice(sorted(self.said))), made_as)

    def _form(self, school: School, made_as: str) -> tuple[School, bytes]:
        others = [comment for comment in COMMENTS if comment != self.said.get(school.number)]
        comment = self.dice.choice(others)
        self.said[school.number] = comment
        # Counted in the signature's day, so that no two forms of a school are the same bytes.
        self._number += 1
        return school, school.form(comment, f"{1 + self._number % 28} July 2025", made_as)

    def mixed(self, count: int, new: int) -> Iterator[Piece]:
        """Yield `count` files, some `new` of them from schools that never wrote before."""
        kinds = self.dice.choices(list(self._shares), list(self._shares.values()), k=count - new)
        kinds += ["new"] * new
        self.dice.shuffle(kinds)
        for kind in kinds:
            self._number += 1
            yield self._one(kind if self._sent else "new", f"{self._number:06}")

    def _one(self, kind: str, number: str) -> Piece:
        match kind:
            case "copy":
                before = self.dice.choice(self._sent)
                return Piece(f"{number} copy of {before.name}", before.content, before.says)
            case "mail":
                (one, first), (other, second) = self.again(), self.new()
                content = mail(number, one, ("our form.docx", first), ("theirs.docx", second))
                return Piece(f"{number} forwarded.eml", content, self._say(one, other))
            case "archive":
                (one, first), (other, second) = self.new(), self.again()
                content = zipped({"a/first.docx": first, "b/second.docx": second, "list.txt": number.encode()})
                return Piece(f"{number} forms.zip", content, self._say(one, other))
            case "junk":
                return Piece(f"{number} {self.dice.choice(('trip.txt', 'form.docx'))}", f"Slip {number}".encode(), ())
        (made_as,) = self.dice.choices(list(self.made_as), list(self.made_as.values()))
        school, content = self.new(made_as) if kind == "new" else self.again(made_as)
        suffix = "docx" if made_as == "docx" else "pdf"
        sent = Piece(f"{number} {school.place}.{suffix}", content, self._say(school))
        self._sent = [*self._sent[-20:], sent]
        return sent

    def _say(self, *schools: School) -> tuple[tuple[str, str], ...]:
        return tuple((school.name, self.said[school.number]) for school in schools)


def mail(number: str, sender: School, *attachments: tuple[str, bytes]) -> bytes:
    """Return an e-mail with forms attached."""
    message = EmailMessage()
    message["From"], message["Subject"] = f"Office <{sender.email}>", "Our form"
    message["Message-ID"] = f"<{number}@example.sch.uk>"
    message.set_content("The forms are attached.")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def zipped(members: dict[str, bytes]) -> bytes:
    """Return an archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def drop(inbox: Path, name: str, content: bytes) -> Path:
    """Put a file into an inbox."""
    path = inbox / name
    path.write_bytes(content)
    return path
