"""What a worker hands back, written and read so that a worker gone wild can say nothing but what a reader may say.

A pickle can run any program where it is opened. Here it is opened in the process that holds the database, and comes
from one that has read a stranger's file: so only the nouns of the pipeline may be in it.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.errors import BlankForm, DocumentError, NotAForm, Unreadable
from pipeline.intake.containers import Piece
from pipeline.model import Form

REFUSALS: dict[str, type[DocumentError]] = {kind.__name__: kind for kind in (Unreadable, NotAForm, BlankForm)}
_KEPT = ("done", "refused", "fault")
_PLAIN = frozenset(("datetime", name) for name in ("date", "datetime", "timedelta", "timezone"))


class WildAnswerError(Exception):
    """What came back is no answer of a reader."""


def packed(verdict: str, result: object) -> bytes:
    """Write an answer: "done" with its pieces or forms, "refused" with the refusal's parts, "fault" with its place."""
    return pickle.dumps((verdict, result), protocol=5)


def unpacked(answer: bytes) -> tuple[str, Any]:
    """Read an answer. Raises WildAnswerError where it holds anything but what `packed` may put in."""
    try:
        verdict, result = _Unpickler(io.BytesIO(answer)).load()
    except Exception as problem:
        raise WildAnswerError from problem
    if verdict not in _KEPT or not _is_sound(verdict, result):
        raise WildAnswerError
    return verdict, result


def _is_sound(verdict: str, result: object) -> bool:
    if verdict == "done":
        return isinstance(result, list) and all(isinstance(each, Piece | Form) for each in result)
    if verdict == "fault":
        return isinstance(result, str)
    return (
        isinstance(result, tuple)
        and len(result) == 3
        and all(isinstance(part, str) for part in result)
        and result[0] in REFUSALS
    )


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (
            module == "pipeline.model"
            or (module, name) == ("pipeline.intake.containers", "Piece")
            or (module, name) in _PLAIN
        ):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        if (module, name) == ("builtins", "getattr"):
            return _time_zone_maker
        if (module, name) == ("zoneinfo", "ZoneInfo"):
            return ZoneInfo
        raise WildAnswerError(f"{module}.{name}")


def _time_zone_maker(owner: object, name: str) -> Callable[..., ZoneInfo]:
    """Return what makes a time zone out of its name: the one attribute that an answer needs to ask for."""
    if owner is not ZoneInfo or name != "_unpickle":
        raise WildAnswerError(name)
    return ZoneInfo._unpickle  # type: ignore[attr-defined,no-any-return]
