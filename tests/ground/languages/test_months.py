"""Months are those of their language, whatever was asked before."""

import subprocess
import sys


def test_one_language_does_not_leave_its_months_in_another() -> None:
    said = (
        "from legation.ground.languages.api import month_names; [print(month_names(each)[2]) for each in ('az', 'ar')]"
    )
    told = subprocess.run([sys.executable, "-X", "utf8", "-c", said], capture_output=True, encoding="utf-8", check=True)
    assert told.stdout.split() == ["mart", "مارس"]
