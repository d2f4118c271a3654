"""Letters made by several processes: the same as those made here, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from datetime import date

import psutil
import pytest
from builders.records import TEMPLATES, a_programme, a_record

from pipeline.output.letter_words import letter_words
from pipeline.output.making import Made, Order, make, maker
from pipeline.output.templating import Stamp

PROGRAMME = a_programme()


def an_order(number, form=None):
    words = {**letter_words(a_record(f"School {number}"), PROGRAMME), "date": "8 July 2025"}
    stamp = Stamp(f"School {number}", "us", f"eoi-letter.{number}", date(2025, 7, 8))
    form = form or (TEMPLATES / "confirmation.docx").read_bytes()
    return Order(form, "confirmation.docx", words, ("office@example.org",), f"School {number}", stamp)


ORDERS = [an_order(number) for number in range(6)]


def test_processes_make_what_is_made_here_in_the_same_order():
    with maker(PROGRAMME, letters=1_000, workers=2) as make_all:
        made = list(make_all(ORDERS))
    assert made == [make(order, PROGRAMME) for order in ORDERS]
    assert all(isinstance(each, Made) for each in made)


def test_a_mistake_in_a_template_comes_back_as_a_sentence():
    with maker(PROGRAMME, letters=1_000, workers=2) as make_all:
        (told,) = make_all([an_order(1, form=b"no Word file")])
    assert (
        told == "The template confirmation.docx cannot be opened as a Word document. Save it again in Word, as .docx."
    )


def test_what_a_killed_process_did_not_make_is_made_here():
    with maker(PROGRAMME, letters=1_000, workers=2) as make_all:
        first = list(make_all(ORDERS[:1]))
        for child in psutil.Process().children(recursive=True):
            if _makes_letters(child):
                child.kill()
        rest = list(make_all(ORDERS[1:]))
    assert [*first, *rest] == [make(order, PROGRAMME) for order in ORDERS]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_processes_end_with_a_run_that_is_killed(tmp_path):
    program = """
        import time
        from output.test_making import ORDERS, PROGRAMME
        from pipeline.output.making import maker
        if __name__ == "__main__":
            with maker(PROGRAMME, letters=1_000, workers=2) as make_all:
                list(make_all(ORDERS))
                print("made", flush=True)
                time.sleep(60)
    """
    script = tmp_path / "run.py"
    script.write_text(textwrap.dedent(program), encoding="utf-8")
    paths = os.pathsep.join(path for path in sys.path if path)
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths}
    ) as run:
        assert run.stdout.readline() == b"made\n"
        family = psutil.Process(run.pid).children(recursive=True)
        assert family
        os.kill(run.pid, signal.SIGKILL)
    _, alive = psutil.wait_procs(family, timeout=20)
    assert not alive


def _makes_letters(child):
    try:
        return child.is_running() and child.num_threads() > 1
    except psutil.Error:
        return False
