"""How long a page of the desk takes, with a home of 50 and of 1,000 schools: `python benchmarks/desk.py [COUNT …]`.

Each page is asked for over HTTP from a desk that runs in this process, as a browser would: once right after a decision,
when the desk has to look at the store anew, and then warm, as she turns from page to page. The target is 100 ms, warm.
Printed is processor time, so that another program on the machine does not count. The forms are the demo's, read once,
under as many names.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from starlette.testclient import TestClient

from pipeline import clock
from pipeline.demo import make_demo
from pipeline.home import Home
from pipeline.merge import merge_form
from pipeline.model import FileRow, Form, Kind, SchoolName, State
from pipeline.programme import load_programme
from pipeline.review.app import build_app
from pipeline.review.desk import Desk
from pipeline.review.gate import Gate
from pipeline.review.opener import Opener
from pipeline.review.pictures import Pictures
from pipeline.review.releaser import Releaser
from pipeline.run import run as run_home
from pipeline.store import Entry, Store

_AUTHORITY = "127.0.0.1:51234"
_TIMES = 7


def main(counts: list[int]) -> None:
    """Print a table: a row a page, the milliseconds with each number of schools."""
    with tempfile.TemporaryDirectory(prefix="eoi-desk-") as folder:
        read = _forms_of_the_demo(Path(folder) / "demo")
        found = {count: _measured(read, count, Path(folder) / str(count)) for count in counts}
    print(f"{'milliseconds':24}" + "".join(f"{f'{count:,} schools':>30}" for count in counts))
    print(f"{'':24}" + "".join(f"{'after a decision':>18}{'warm':>12}" for _ in counts))
    for page in found[counts[0]]:
        cells = "".join(f"{found[count][page][0]:18.0f}{found[count][page][1]:12.0f}" for count in counts)
        print(f"{page:24}{cells}")


def _forms_of_the_demo(folder: Path) -> list[Form]:
    home = make_demo(folder)
    run_home(home)
    with Store.open(home.database) as store, store.transaction() as work:
        return [record.form for record in work.records.all()]


def _measured(read: list[Form], count: int, folder: Path) -> dict[str, tuple[float, float]]:
    home = make_demo(folder)
    programme = load_programme(home.programme)
    _fill(home, read, count)
    # Put together without the thread that writes the letters after a decision: it would be measured too.
    desk = Desk(home, programme, by="benchmark")
    releaser, pictures = Releaser(home, programme), Pictures(home.state / "pages", desk.custody)
    gate = Gate(build_app(desk, releaser, pictures, Opener()), _AUTHORITY)
    found = {}
    with TestClient(gate, base_url=f"http://{_AUTHORITY}") as client:
        client.get(gate.address)
        records = desk.sight().view.records
        held = next(record for record in records if record.state is State.HELD)
        clear = next(record for record in records if record.state is State.CLEAR)
        pages = {
            "tonight": "/",
            "questions": "/questions",
            "all schools": "/questions?state=all",
            "search": "/questions?q=moor",
            "a school, held": f"/school/{held.id}",
            "a school, clear": f"/school/{clear.id}",
            "editor of the classes": f"/school/{held.id}/change/requests",
            "programme": "/programme",
            "letters": "/letters",
        }
        for page, path in pages.items():
            desk.decide(clear.id, "near_year_ok", True)
            cold = _milliseconds(client, gate.base + path)
            warm = [_milliseconds(client, gate.base + path) for _ in range(_TIMES)]
            found[page] = cold, statistics.median(warm)
    pictures.end()
    releaser.end(0)
    desk.close()
    return found


def _milliseconds(client: TestClient, address: str) -> float:
    start = time.process_time()
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}.")
    return (time.process_time() - start) * 1000


def _fill(home: Home, read: list[Form], count: int) -> None:
    """Put `count` schools into the store, each with one of the forms that were read."""
    now = clock.now(load_programme(home.programme).programme.time_zone)
    with Store.open(home.database) as store, store.transaction() as work:
        run = work.runs.begin(now, "benchmark")
        for nth in range(count):
            form = read[nth % len(read)]
            school = f"{_name(nth)} Primary School"
            hashed = sha256(str(nth).encode()).hexdigest()
            source = replace(form.source, sha256=hashed, received=form.source.received + timedelta(minutes=nth))
            expression = replace(
                form.expression,
                school=SchoolName(school, school),
                telephones=(f"+441772{nth:06}",),
                emails=(f"office@school{nth}.lancs.sch.uk",),
            )
            merged = merge_form(work, run, replace(form, source=source, expression=expression))
            row = FileRow(source.file, hashed, merged.outcome, source.received)
            work.files.add(run, nth + 1, Entry(row, Kind.DOCX, merged.standing.value, merged.form_id, brought=True))
        work.runs.finish(run, now, (), 0)


def _name(nth: int) -> str:
    """Return a name that no other school shares a word with: the merge would compare them."""
    letters = sha256(f"name {nth}".encode()).hexdigest()[:10]
    return "".join(chr(ord("a") + int(sign, 16)) for sign in letters).capitalize()


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or [50, 1000])
