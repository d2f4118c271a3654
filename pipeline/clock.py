"""The one place where the time is read. A run reads it once."""

from __future__ import annotations

import os
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.errors import HomeError


def now(zone: ZoneInfo) -> datetime:
    """Return the time: what `$EOI_NOW` says (ISO 8601) where it is set, so that a run can be repeated exactly.

    Raises HomeError where it says no time.
    """
    pinned = os.environ.get("EOI_NOW")
    if not pinned:
        return datetime.now(zone).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(pinned)
    except ValueError:
        raise HomeError(f"EOI_NOW should be a time such as 2025-07-08T02:00:00+01:00, and is {pinned!r}.") from None
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
