"""What the software brings along: few, pinned, under licences that allow it, and named in its bill of materials."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PINNED = sorted(ROOT.glob("requirements*.txt"))
SHIPPED = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)

_FREE = re.compile(
    r"\b(MIT|BSD|Apache|MPL|Mozilla|ISC|PSF|Python Software Foundation|Unlicense|HPND|Zlib|CC0)", re.IGNORECASE
)
_NEVER = re.compile(r"\bA?GPL|Affero|(?<!Lesser )General Public|non.?commercial", re.IGNORECASE)
# Used as they are, by import, and replaceable by whoever installs them: what the Lesser GPL asks for.
_LESSER = {"docxtpl", "nameparser"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(name: str) -> str:
    """Return all that a package says of its licence, in brief."""
    facts = metadata(name)
    classifiers = [each for each in facts.get_all("Classifier") or () if each.startswith("License ::")]
    said = facts.get("License-Expression") or (facts.get("License") or "").partition("\n")[0]
    return "; ".join(filter(None, (said, *classifiers)))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_licence_allows_what_is_done(name: str) -> None:
    licence = licence_of(name)
    if name in _LESSER:
        assert "LGPL" in licence
        return
    assert _FREE.search(licence), licence
    assert not _NEVER.search(licence), licence


@pytest.mark.parametrize("path", PINNED, ids=lambda path: path.name)
def test_everything_is_pinned_and_comes_from_wherever_pip_is_told(path: Path) -> None:
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"-r requirements[-\w]*\.txt|[\w.-]+==[\w.+-]+( ; .+)?", line) for line in lines)


def test_the_pins_hold_all_that_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = {
        plain(name) for path in PINNED for name in re.findall(r"^([\w.-]+)==", path.read_text("utf-8"), re.MULTILINE)
    }
    groups = {
        name: group for name, group in project["optional-dependencies"].items() if name != "fuzz"
    }  # by hand, on Linux
    asked = [*project["dependencies"], *(each for group in groups.values() for each in group)]
    assert {plain(re.match(r"[\w.-]+", each)[0]) for each in asked} <= pins  # type: ignore[index]
    assert {plain(re.match(r"[\w.-]+", each)[0]) for each in project["dependencies"]} <= set(map(plain, SHIPPED))  # type: ignore[index]


def test_the_bill_names_what_is_shipped_and_nothing_else() -> None:
    found = importlib.util.spec_from_file_location("make", ROOT / "make.py")
    assert found is not None
    assert found.loader is not None
    make = importlib.util.module_from_spec(found)
    found.loader.exec_module(make)
    bill = {
        "bomFormat": "CycloneDX",
        "metadata": {"component": {"bom-ref": "root", "name": "eoi-pipeline"}},
        "components": [{"bom-ref": f"{name}==1", "name": name} for name in ("Jinja2", "markupsafe", "pytest")],
        "dependencies": [
            {"ref": "root", "dependsOn": ["Jinja2==1", "pytest==1"]},
            {"ref": "Jinja2==1", "dependsOn": ["markupsafe==1"]},
            {"ref": "markupsafe==1"},
            {"ref": "pytest==1"},
        ],
    }
    made = make.only_shipped(bill, make.shipped())
    assert [each["name"] for each in made["components"]] == ["Jinja2", "markupsafe"]
    assert made["dependencies"] == [
        {"ref": "root", "dependsOn": ["Jinja2==1"]},
        {"ref": "Jinja2==1", "dependsOn": ["markupsafe==1"]},
        {"ref": "markupsafe==1"},
    ]
    assert make.shipped() == SHIPPED
