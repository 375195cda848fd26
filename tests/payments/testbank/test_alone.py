"""The test bank is a program of its own."""

import subprocess
import sys

import pytest

from legation.payments.testbank.config import from_environment

LOADED = """
import sys, legation.payments.testbank.app
print([name for name in sys.modules if name.split(".")[0] == "django"
       or name.startswith("legation.") and not "legation.payments.testbank".startswith(name)
       and not name.startswith("legation.payments.testbank")])
"""


def test_it_loads_nothing_of_django_nor_of_the_house():
    result = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_it_does_not_start_without_its_secret():
    with pytest.raises(RuntimeError, match="TESTBANK_SECRET"):
        from_environment({"TESTBANK_DATABASE": "x"})
