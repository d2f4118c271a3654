"""Every error that the pipeline raises on purpose, in one family.

An error speaks to the person who can act on it: which file, what is wrong, what to do. The exit codes are those
of the contract.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What `eoi` ends with (contract, "Exit codes")."""

    DONE = 0
    SOME_UNREADABLE = 1
    WRONG_USE = 2
    ANOTHER_RUN = 3
    INTERNAL_FAULT = 4


class PipelineError(Exception):
    """The root of the family. `advice` says what to do about it."""

    exit_code = ExitCode.INTERNAL_FAULT

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class WrongUse(PipelineError):
    """A command was called with something that it cannot use."""

    exit_code = ExitCode.WRONG_USE


class HomeError(PipelineError):
    """The home folder is missing, incomplete or not writable."""

    exit_code = ExitCode.WRONG_USE


class ProgrammeError(PipelineError):
    """A mistake in `programme.toml`, with its key and line."""

    exit_code = ExitCode.WRONG_USE


class TemplateError(PipelineError):
    """A mistake in a letter template, with the sentence around it."""

    exit_code = ExitCode.WRONG_USE


class AnotherRun(PipelineError):
    """Another run holds the lock of this home."""

    exit_code = ExitCode.ANOTHER_RUN


class RunCutOff(PipelineError):
    """A run in a process of its own ended before its end: it was killed, or met a fault of the program."""


class StoreError(PipelineError):
    """The database cannot be used."""


class DamagedStore(StoreError):
    """The database is damaged or gone, and has to be made anew."""


class DocumentError(PipelineError):
    """A document that gives no form. `message` is the reason that the coordinator reads."""

    exit_code = ExitCode.SOME_UNREADABLE


class Unreadable(DocumentError):
    """The file is damaged, protected, empty, or of a kind that cannot be opened."""


class NotAForm(DocumentError):
    """The file opens, but it is no expression of interest form."""


class BlankForm(DocumentError):
    """It is the form, and nothing is filled in."""
