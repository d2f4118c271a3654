"""Programs that some tests need: absent on a person's machine, the test is skipped with its reason; in CI it fails."""

from __future__ import annotations

import os
import shutil

import pytest

from pipeline.office import find_libreoffice


def _needs(program: str, found: bool) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not found and not os.environ.get("CI"), reason=f"{program} is not installed")


needs_libreoffice = _needs("LibreOffice", find_libreoffice() is not None)
needs_chromium = _needs(
    "Chromium", any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
)
