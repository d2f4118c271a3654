"""The classes on offer by year group: the figures, and a bar chart of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model import Record, State
from pipeline.output import wording
from pipeline.years import YEAR_CODES

_ORDER = {code: place for place, code in enumerate(YEAR_CODES)}

# Geometry of the chart, in its own units: the picture scales to the page.
_LABELS, _BAR_AREA, _FIGURES = 150, 260, 250
_ROW, _BAR = 34, 20


@dataclass(frozen=True, slots=True)
class Offer:
    """The classes offered of one year group, or of one combination: `ready`, and `waiting` for an answer.

    `unsaid` schools offer it without a number.
    """

    name: str
    ready: int
    waiting: int
    unsaid: int

    @property
    def total(self) -> int:
        return self.ready + self.waiting

    @property
    def is_odd(self) -> bool:
        """An odd total: one class would be left without a partner."""
        return self.total % 2 == 1

    @property
    def figures(self) -> str:
        """What stands beside the bar: "3, odd", "5, odd; 1 school has not said"."""
        odd = ", odd" if self.is_odd else ""
        return f"{self.total}{odd}" + (f"; {self._unsaid}" if self.unsaid else "")

    @property
    def note(self) -> str:
        """What stands in the table: "One class without a partner. 1 school has not said how many."."""
        odd = "One class without a partner." if self.is_odd else ""
        unsaid = f"{self._unsaid} how many." if self.unsaid else ""
        return " ".join(filter(None, (odd, unsaid)))

    @property
    def _unsaid(self) -> str:
        return f"{wording.counted(self.unsaid, 'school')} {'has' if self.unsaid == 1 else 'have'} not said"


def offers(records: Iterable[Record]) -> tuple[Offer, ...]:
    """Return what all schools together ask for: single years first, then mixed classes, then choices."""
    ready: Counter[tuple[tuple[str, ...], bool]] = Counter()
    waiting, unsaid = ready.copy(), ready.copy()
    for record in records:
        for asked in record.expression.requests:
            if asked.years:
                kind = (asked.years, asked.mixed and len(asked.years) > 1)
                (waiting if record.state is State.HELD else ready)[kind] += asked.classes or 0
                unsaid[kind] += asked.classes is None
    kinds = sorted(
        {*ready, *waiting}, key=lambda kind: (len(kind[0]) > 1, not kind[1], [_ORDER.get(y, 99) for y in kind[0]])
    )
    return tuple(Offer(_name(*kind), ready[kind], waiting[kind], unsaid[kind]) for kind in kinds)


def _name(years: tuple[str, ...], mixed: bool) -> str:
    return f"Mixed {wording.years(years)}" if mixed else wording.years(years, "or")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar as it is drawn. `seam` is where what is ready ends and what waits begins."""

    offer: Offer
    top: int
    seam: float
    end: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of offers, in units of its own."""

    width: int
    height: int
    left: int
    bar_height: int
    bars: tuple[Bar, ...]


def drawn(offered: tuple[Offer, ...]) -> Chart:
    """Return where each bar stands. The longest fills the width."""
    longest = max((offer.total for offer in offered), default=1) or 1
    scale = _BAR_AREA / longest
    bars = tuple(
        Bar(offer, place * _ROW, round(offer.ready * scale, 1), round(offer.total * scale, 1))
        for place, offer in enumerate(offered)
    )
    return Chart(_LABELS + _BAR_AREA + _FIGURES, _ROW * len(offered), _LABELS, _BAR, bars)
