"""The wheel carries everything: installed somewhere else, `eoi init` and `eoi run` work there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_a_home_can_be_made_and_run_from_the_wheel_alone(tmp_path: Path) -> None:
    built = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(ROOT)]
    subprocess.run(built, check=True, capture_output=True, timeout=300)
    [wheel] = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    home = tmp_path / "home"

    def eoi(*arguments: str) -> str:
        # -P: not this checkout, even if the tests run inside it.
        command = [sys.executable, "-P", "-m", "pipeline", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stderr

    eoi("init", str(home))
    assert (home / "programme.toml").is_file()
    assert (home / "templates" / "confirmation.docx").is_file()
    shutil.copy(tmp_path / "installed" / "pipeline" / "_templates" / "demo" / "Ashbeck EOI.docx", home / "inbox")
    assert "1 new school" in eoi("run", "--home", str(home))
