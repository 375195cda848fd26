"""The contract of the other profiles, and of a service that an author has just begun: settings name one profile, so each
has a process of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from legation.ground.profile import profile

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
CONTRACT = "tests/contract/test_procedures.py"
OTHERS = sorted(each.name for each in (ROOT / "definitions" / "profiles").iterdir() if each.is_dir())
OTHERS.remove(profile().code)


def run(*command: str, **settings: str) -> str:
    """A Python program under other settings, on a database of its own; gives what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEGATION_", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=kept | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout


def published(code: str) -> set[tuple[str, str]]:
    """(procedure, digest) of every bundle of a profile."""
    lines = (ROOT / "definitions" / "profiles" / code / "bundles.lock").read_text(encoding="utf-8").splitlines()
    return {(name.split(".")[0], digest) for digest, name, _edition in map(str.split, lines)}


@pytest.mark.parametrize("code", OTHERS)
def test_the_contract_holds_in(code: str) -> None:
    """What is byte for byte what this profile publishes is walked by the people of the other; all the rest is whole."""
    own = {name for name, _digest in published(code) - published(profile().code)}
    chosen = " or ".join([*sorted(own), "every_way_an_author_wrote"])
    assert " passed" in run(
        "pytest", CONTRACT, "-k", chosen, "--show-capture=no", "--tb=short", "-p", "no:cacheprovider", "-n0",
        LEGATION_PROFILE=code,
    )  # fmt: skip


def test_the_contract_holds_for_a_service_that_was_begun_this_minute(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "definitions", tmp_path / "definitions")
    here = {"LEGATION_DEFINITIONS": str(tmp_path / "definitions"), "LEGATION_VAR": str(tmp_path / "var")}
    run("legation.config.cli", "new-procedure", "consular/brand_new", **here)
    here.pop("LEGATION_VAR")
    said = run(
        "pytest",
        CONTRACT,
        "--show-capture=no",
        "--tb=short",
        "-p",
        "no:cacheprovider",
        "-n0",
        "-k",
        "brand_new",
        **here,
    )
    assert " passed" in said
