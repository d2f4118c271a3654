"""Custody and moving: nothing is lost, nothing replaced."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.errors import StoreError
from pipeline.faults import checkpoint
from pipeline.intake.custody import Custody, StillChangingError
from pipeline.intake.placing import Places, decode, encode, folder_for, move_original
from pipeline.model import Outcome


@pytest.fixture
def custody(tmp_path: Path) -> Custody:
    return Custody(tmp_path / "custody")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "inbox" / "form.docx"
    path.parent.mkdir()
    path.write_bytes(b"the only copy")
    return path


def test_a_copy_is_kept_under_its_hash(custody: Custody, file: Path) -> None:
    taken = custody.take(file)

    assert custody.read(taken.sha256) == b"the only copy"
    assert custody.path(taken.sha256).parent.name == taken.sha256[:2]
    assert taken == custody.take(file)
    assert file.exists()


def test_a_file_that_changes_meanwhile_is_not_taken(
    custody: Custody, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grow(step: str) -> None:
        if step == "before copying into custody":
            file.write_bytes(b"the only copy, and more")
        checkpoint(step)

    monkeypatch.setattr("pipeline.intake.custody.checkpoint", grow)
    with pytest.raises(StillChangingError):
        custody.take(file)


def test_a_damaged_copy_is_noticed_and_mended(custody: Custody, file: Path) -> None:
    hashed = custody.take(file).sha256
    custody.path(hashed).write_bytes(b"something else")
    with pytest.raises(StoreError, match="damaged"):
        custody.read(hashed)

    custody.take(file)
    assert custody.read(hashed) == b"the only copy"


def test_what_a_kill_left_half_made_is_tidied_away(custody: Custody, file: Path) -> None:
    custody.take(file)
    leftover = custody.path("x").parent.parent / ".~eoi-1234"
    leftover.write_bytes(b"half")
    custody.tidy()
    assert not leftover.exists()


def placement(custody: Custody, file: Path, target: str = "done/form.docx") -> SimpleNamespace:
    taken = custody.take(file)
    return SimpleNamespace(
        path="form.docx", target=target, sha256=taken.sha256, size=taken.size, mtime_ns=str(taken.mtime_ns)
    )


def refuse(target: str) -> None:
    raise AssertionError(target)


def test_moving_heals_what_a_kill_left(custody: Custody, file: Path) -> None:
    plan, inbox = placement(custody, file), file.parent
    (inbox / "done").mkdir()
    os.link(file, inbox / "done" / "form.docx")  # killed between the two names

    assert move_original(inbox, plan, refuse) == "done"
    assert not file.exists()
    assert move_original(inbox, plan, refuse) == "done"  # killed before it was written down


def test_moving_replaces_nothing(custody: Custody, file: Path) -> None:
    plan, inbox = placement(custody, file), file.parent
    (inbox / "done").mkdir()
    (inbox / "done" / "form.docx").write_text("somebody else's")
    written: list[str] = []

    assert move_original(inbox, plan, written.append) == "done"
    assert written == ["done/form (2).docx"]
    assert (inbox / "done" / "form.docx").read_text() == "somebody else's"
    assert (inbox / "done" / "form (2).docx").read_bytes() == b"the only copy"


def test_another_file_in_its_place_stays(custody: Custody, file: Path) -> None:
    plan = placement(custody, file)
    file.write_bytes(b"a new form by the same name")

    assert move_original(file.parent, plan, refuse) == "gone"
    assert file.exists()


def test_places_that_are_promised_are_not_free(file: Path) -> None:
    target = Places(file.parent, ["done/form.docx", "duplicates/form (2).docx"]).promise(file, "done")
    assert target == "done/form (2).docx"


@pytest.mark.parametrize("name", ["a b.docx", "50%.pdf", "Ärger.docx", os.fsdecode(b"\xff.docx")])
def test_any_name_can_be_written_down(name: str) -> None:
    encoded = encode(Path("sub") / name)
    assert encoded.isascii()
    assert decode(encoded) == Path("sub") / name


def test_which_folder() -> None:
    assert folder_for({Outcome.CONTAINER, Outcome.SUPERSEDED, Outcome.UNREADABLE}) == "done"
    assert folder_for({Outcome.DUPLICATE, Outcome.NOT_A_FORM}) == "duplicates"
    assert folder_for({Outcome.UNREADABLE, Outcome.CONTAINER}) == "unreadable"
    assert folder_for({Outcome.BLANK_FORM}) == "not-forms"
