"""`eoi schedule` on machines of paper: each system answers as it does, and only our own entry is ever touched."""

import plistlib
import shlex
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import WrongUse
from pipeline.home import Home, init
from pipeline.schedule import Machine, Plan, ScheduleError, as_time, carry_out, plan_install, plan_removal, shown
from pipeline.schedule.steps import Answer


@dataclass
class Paper:
    """A machine that keeps a crontab and tasks in memory, and writes down every call."""

    system: str
    folder: Path
    programs: tuple[str, ...]
    crontab: str | None = None
    tasks: dict[str, str] = field(default_factory=dict)
    enabled: set[str] = field(default_factory=set)
    calls: list[tuple[str, ...]] = field(default_factory=list)
    broken: str = ""

    def machine(self) -> Machine:
        return Machine(self.system, self.folder, self.call, self.programs.__contains__, 501)

    def call(self, args: Sequence[str], stdin: str) -> Answer:
        self.calls.append(tuple(args))
        if self.broken and self.broken in args:
            return Answer(1, err="permission denied")
        match list(args):
            case ["crontab", "-l"]:
                return Answer(1, err="no crontab for jo") if self.crontab is None else Answer(0, self.crontab)
            case ["crontab", "-"]:
                self.crontab = stdin
            case ["systemctl", "--user", "is-enabled", unit]:
                return Answer(int(unit not in self.enabled))
            case ["systemctl", "--user", "enable", "--now", unit] | ["launchctl", "bootstrap", _, unit]:
                self.enabled.add(Path(unit).name)
            case ["systemctl", "--user", "disable", "--now", unit]:
                self.enabled.discard(unit)
            case ["launchctl", verb, target]:
                name = f"{target.rpartition('/')[2]}.plist"
                was = name in self.enabled
                if verb == "bootout":
                    self.enabled.discard(name)
                return Answer(int(not was))
            case ["schtasks", "/Create", "/TN", name, "/XML", file, "/F"]:
                self.tasks[name] = Path(file).read_text("utf-16")
            case ["schtasks", "/Query", "/TN", name, *_]:
                return Answer(0, self.tasks[name]) if name in self.tasks else Answer(1, err="cannot find the file")
            case ["schtasks", "/Delete", "/TN", name, "/F"]:
                del self.tasks[name]
        return Answer(0)

    def do(self, plan: Plan) -> None:
        carry_out(plan.steps, self.call)


SYSTEMS = {
    "cron": ("Linux", ("crontab",)),
    "systemd": ("Linux", ("systemctl", "loginctl", "crontab")),
    "launchd": ("Darwin", ("launchctl",)),
    "windows": ("Windows", ("schtasks",)),
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("EOI_DATABASE", raising=False)
    return init(tmp_path / 'Jo\'s "100%" & $forms')


@pytest.fixture(params=SYSTEMS)
def paper(request: pytest.FixtureRequest, tmp_path: Path) -> Paper:
    return make(request.param, tmp_path)


def make(name: str, tmp_path: Path) -> Paper:
    system, programs = SYSTEMS[name]
    return Paper(system, tmp_path / "user", programs)


def state(paper: Paper) -> object:
    files = sorted((str(path), path.read_bytes()) for path in paper.folder.rglob("*") if path.is_file())
    return paper.crontab or "", dict(paper.tasks), set(paper.enabled), files


def test_install_show_and_remove(home: Home, paper: Paper) -> None:
    before = state(paper)
    machine = paper.machine()
    assert "No nightly run" in "\n".join(shown(home, machine))

    paper.do(plan_install(home, time(2, 30), machine))
    text = "\n".join(shown(home, machine))
    assert "every night at 02:30" in text
    assert "another installation" not in text

    again = plan_install(home, time(2, 30), machine)
    assert again.steps == ()
    assert "already" in again.outcome

    paper.do(plan_install(home, time(23, 5), machine))
    assert "every night at 23:05" in "\n".join(shown(home, machine))
    assert "02:30" not in "\n".join(shown(home, machine))

    paper.do(plan_removal(home, machine))
    assert state(paper) == before
    assert plan_removal(home, machine).steps == ()


def test_a_dry_run_says_exactly_what_is_done(home: Home, paper: Paper) -> None:
    before = state(paper)
    plan = plan_install(home, time(2), paper.machine())
    words = "\n".join(plan.in_words())
    assert state(paper) == before

    asked = len(paper.calls)
    paper.do(plan)
    for called in paper.calls[asked:]:
        assert f"call {shlex.join(called)}" in words


def test_other_homes_and_other_entries_stay_as_they_are(home: Home, paper: Paper, tmp_path: Path) -> None:
    if paper.system == "Linux":
        paper.crontab = "MAILTO=jo\n# mine\n5 4 * * * echo 100\\% # not eoi:12345678\n"
    other = init(tmp_path / "other")
    paper.do(plan_install(other, time(3), paper.machine()))
    before = state(paper)

    paper.do(plan_install(home, time(2), paper.machine()))
    paper.do(plan_removal(home, paper.machine()))

    assert state(paper) == before
    assert "03:00" in "\n".join(shown(other, paper.machine()))


def test_cron_runs_what_was_meant(home: Home, tmp_path: Path) -> None:
    paper = make("cron", tmp_path)
    paper.do(plan_install(home, time(2), paper.machine()))
    (line,) = (paper.crontab or "").splitlines()
    minute, hour, *_, command = line.split(" ", 5)
    assert (minute, hour) == ("0", "2")
    # What cron makes of it, and then the shell.
    words = shlex.split(command.replace("\\%", "%"), comments=True)
    assert words[words.index("--home") + 1] == str(home.folder)
    assert words[:1] == ["cd"]


def test_cron_is_never_replaced_unread(home: Home, tmp_path: Path) -> None:
    paper = make("cron", tmp_path)
    paper.crontab, paper.broken = "5 4 * * * precious\n", "-l"
    with pytest.raises(ScheduleError, match="cannot be read"):
        plan_install(home, time(2), paper.machine())
    assert paper.crontab == "5 4 * * * precious\n"


def test_systemd_quotes_what_has_a_meaning_to_it(home: Home, tmp_path: Path) -> None:
    paper = make("systemd", tmp_path)
    paper.do(plan_install(home, time(2), paper.machine()))
    (service,) = paper.folder.rglob("*.service")
    (line,) = [line for line in service.read_text().splitlines() if line.startswith("ExecStart=")]
    assert line.endswith('/Jo\'s \\"100%%\\" & $$forms"')


def test_a_machine_with_systemd_does_not_keep_an_older_line_of_cron(home: Home, tmp_path: Path) -> None:
    paper = make("cron", tmp_path)
    paper.do(plan_install(home, time(2), paper.machine()))
    paper.programs = SYSTEMS["systemd"][1]
    paper.do(plan_install(home, time(2), paper.machine()))
    assert paper.crontab == ""
    assert "systemd" in "\n".join(shown(home, paper.machine()))


def test_launchd_reads_its_file(home: Home, tmp_path: Path) -> None:
    paper = make("launchd", tmp_path)
    paper.do(plan_install(home, time(2), paper.machine()))
    (file,) = paper.folder.rglob("*.plist")
    held = plistlib.loads(file.read_bytes())
    assert held["ProgramArguments"][-1] == str(home.folder)
    assert held["StartCalendarInterval"] == {"Hour": 2, "Minute": 0}


def test_the_windows_task_is_well_formed_and_makes_up_for_a_missed_night(home: Home, tmp_path: Path) -> None:
    paper = make("windows", tmp_path)
    paper.do(plan_install(home, time(2), paper.machine()))
    (task,) = paper.tasks.values()
    tree = ET.fromstring(task.partition("?>")[2])
    found = {element.tag.rpartition("}")[2]: element.text for element in tree.iter()}
    assert found["StartWhenAvailable"] == "true"
    assert str(found["Arguments"]).startswith("-")
    assert 'Jo\'s \\"100%\\" & $forms' in str(found["Arguments"])
    assert not list(home.state.glob("*.xml"))


def test_what_the_machine_refuses_is_said(home: Home, tmp_path: Path) -> None:
    paper = make("windows", tmp_path)
    paper.broken = "/Create"
    with pytest.raises(ScheduleError, match="permission denied"):
        paper.do(plan_install(home, time(2), paper.machine()))


def test_a_machine_without_any_scheduler(home: Home, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="no scheduler") as refused:
        plan_install(home, time(2), Paper("Linux", tmp_path, ()).machine())
    assert shlex.quote(str(home.folder)) in refused.value.advice


@pytest.mark.parametrize(("text", "meant"), [("02:00", time(2)), ("2", time(2)), ("23.30", time(23, 30))])
def test_times(text: str, meant: time) -> None:
    assert as_time(text) == meant


@pytest.mark.parametrize("text", ["", "25:00", "two", "2:60", "-1"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(WrongUse, match="no time of day"):
        as_time(text)


def test_the_command_rehearses(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = make("cron", tmp_path)
    monkeypatch.setattr(Machine, "this", classmethod(lambda _: paper.machine()))
    run = CliRunner().invoke
    at = ["--home", str(home.folder)]

    rehearsed = run(app, ["schedule", "install", "--at", "01:15", "--dry-run", *at])
    assert rehearsed.exit_code == 0
    assert "15 1 * * *" in rehearsed.stdout
    assert paper.crontab is None

    assert run(app, ["schedule", "install", *at]).exit_code == 0
    assert "every night at 02:00" in run(app, ["schedule", *at]).stdout
    assert run(app, ["schedule", "remove", *at]).exit_code == 0
    assert "No nightly run" in run(app, ["schedule", "show", *at]).stdout
