"""The commands, called as people and other programs call them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from pipeline.cli import app

ROOT = Path(__file__).parents[1]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def eoi(*arguments: str | Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which one form was read."""
    folder = tmp_path_factory.mktemp("homes") / "a home"
    assert eoi("init", folder).returncode == 0
    shutil.copy(ROOT / "templates" / "demo" / "St Begas.docx", folder / "inbox")
    assert eoi("run", "--home", folder).returncode == 0
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    assert COMMANDS[name].help
    assert f"`eoi {name}`" in (ROOT / "README.md").read_text("utf-8")


def test_a_run_tells_how_it_went_and_leaves_standard_output_to_results(home: Path) -> None:
    shutil.copy(ROOT / "templates" / "demo" / "EOI blank.docx", home / "inbox")
    done = eoi("run", "--home", home)
    assert done.returncode == 0
    assert done.stdout == ""
    assert "1 blank form" in done.stderr


def test_a_second_run_says_that_there_is_nothing_to_do(home: Path) -> None:
    eoi("run", "--home", home)
    assert "Nothing new" in eoi("run", "--home", home).stderr


def test_a_file_that_cannot_be_read_is_told_by_the_exit_code(tmp_path: Path) -> None:
    eoi("init", tmp_path)
    (tmp_path / "inbox" / "EOI.pdf").write_bytes(b"%PDF-1.6\ncut")
    done = eoi("run", "--home", tmp_path, "--json")
    assert done.returncode == 1
    summary = json.loads(done.stdout)
    assert summary["unreadable"] == 1
    assert summary["came_in"] == 1


def test_a_rehearsal_changes_nothing(tmp_path: Path) -> None:
    eoi("init", tmp_path)
    form = tmp_path / "inbox" / "St Begas.docx"
    shutil.copy(ROOT / "templates" / "demo" / "St Begas.docx", form)
    done = eoi("run", "--home", tmp_path, "--dry-run")
    assert "nothing was changed" in done.stderr
    assert form.exists()
    assert not (tmp_path / "outbox" / "records.json").exists()


def test_status_says_what_is_held_and_why(home: Path) -> None:
    said = eoi("status", "--home", home).stdout
    assert "Held: 1 school" in said
    assert "A mixed class, or either year?" in said


def test_a_file_that_comes_again_under_its_name_and_time_is_counted_again(tmp_path: Path) -> None:
    eoi("init", tmp_path / "home")
    for _ in range(2):
        slip = tmp_path / "home" / "inbox" / "trip.txt"
        slip.write_text("Permission slip")
        os.utime(slip, (1_750_000_000, 1_750_000_000))
        eoi("run", "--home", tmp_path / "home")
    assert "Received so far: 2 files, from 0 schools." in eoi("status", "--home", tmp_path / "home").stdout


def test_export_gives_the_records_of_the_outbox(home: Path, tmp_path: Path) -> None:
    exported = json.loads(eoi("export", "--home", home).stdout)
    written = json.loads((home / "outbox" / "records.json").read_text("utf-8"))
    assert exported["records"] == written["records"]
    assert eoi("export", "--home", home, "--format", "xlsx", "-o", tmp_path / "t.xlsx").returncode == 0
    assert (tmp_path / "t.xlsx").read_bytes()[:2] == b"PK"
    assert "St Bega" in eoi("export", "--home", home, "--format", "csv").stdout


def test_doctor_finds_a_fresh_home_well(home: Path) -> None:
    done = eoi("doctor", "--home", home)
    assert done.returncode == 0, done.stdout
    assert "✓ the letter templates can be filled in" in done.stdout


def test_doctor_names_the_line_of_a_mistake(tmp_path: Path) -> None:
    eoi("init", tmp_path)
    programme = tmp_path / "programme.toml"
    programme.write_text(programme.read_text("utf-8").replace("pounds = 347", 'pounds = "347"'), "utf-8")
    done = eoi("doctor", "--home", tmp_path)
    assert done.returncode == 2
    assert "fee.pounds" in done.stdout


def test_explain_shows_a_person_how_a_comment_was_understood() -> None:
    said = eoi("explain", "Two Year 4 classes", "--date", "2025-07-03").stdout
    assert "two Year 4 classes" in said


def test_explain_gives_programs_the_reading_and_its_spans() -> None:
    reading = json.loads(eoi("explain", "Y3/4", "--date", "2025-07-03", "--json").stdout)
    assert [flag["code"] for flag in reading["flags"]] == ["mixed-or-either"]
    assert "".join(span["text"] for span in reading["spans"]).replace(" ", "") == "Y3/4"


def test_explain_answers_line_by_line() -> None:
    lines = [
        {"id": "a", "text": "2 x Y5 and 1 x Y6", "date": "2025-07-03"},
        {"id": "b", "text": "", "date": "2025-07-03"},
    ]
    done = eoi("explain", "--jsonl", "-", stdin="\n".join(map(json.dumps, lines)))
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["id"] == "a"
    assert first["requests"] == [
        {"years": ["Y5"], "mixed": False, "classes": 2},
        {"years": ["Y6"], "mixed": False, "classes": 1},
    ]
    assert second["id"] == "b"
    assert set(first) == {
        "id", "requests", "fallbacks", "excluded_years", "partners", "kinds", "other_wishes", "flags",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", "--home", "{tmp}"), "eoi init"),
        (("status", "--home", "{tmp}"), "eoi init"),
        (("explain",), "There is no comment"),
        (("explain", "Y4", "--date", "3/7/25"), "Write it as 2025-07-03"),
        (("explain", "--jsonl", "{tmp}/missing.jsonl"), "cannot be read"),
        (("run", "--workers", "0"), "--workers"),
        (("no-such-command",), "no-such-command"),
    ],
)
def test_wrong_use_gets_a_sentence_and_never_a_traceback(arguments: tuple[str, ...], says: str, tmp_path: Path) -> None:
    done = eoi(*(argument.format(tmp=tmp_path) for argument in arguments))
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_line_that_is_no_json_is_named() -> None:
    done = eoi("explain", "--jsonl", "-", stdin='{"id": 1, "text": "Y4"}\nnot json\n')
    assert done.returncode == 2
    assert "Line 2" in done.stderr


@pytest.mark.parametrize("command", ["status", "run"])
def test_a_start_with_nothing_new_is_light(home: Path, command: str) -> None:
    eoi("run", "--home", home)
    program = (
        "import sys, atexit; from pipeline.cli import main; sys.argv = ['eoi', *sys.argv[1:]];"
        "atexit.register(lambda: print('HEAVY', sorted({'spacy', 'pandas', 'rapidocr', 'cv2'} & set(sys.modules))));"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, command, "--home", str(home)],
        capture_output=True, encoding="utf-8", timeout=60, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "HEAVY []" in done.stdout
