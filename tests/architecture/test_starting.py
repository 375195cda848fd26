"""Every program of the house starts with what it needs at once: what only some need is loaded by the first who does."""

import os
import subprocess
import sys

import pytest

LATER = ("celpy", "lark", "prompt_toolkit", "pyhanko", "pyhanko_certvalidator", "rich", "typer")
"""Libraries that take long to load, and that most programs never use."""
_START = "import django, sys; django.setup(); print(*sys.modules)"


@pytest.mark.once
def test_no_program_loads_what_it_may_never_need() -> None:
    named = os.environ | {"DJANGO_SETTINGS_MODULE": "legation.config.settings"}
    done = subprocess.run([sys.executable, "-c", _START], env=named, capture_output=True, text=True, check=True)
    assert {name.partition(".")[0] for name in done.stdout.split()} & set(LATER) == set()
