"""A made ministry for the bench: one centre, so many posts, a few currencies."""

import shutil
from itertools import product
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import yaml
from django.conf import settings

from legation.ground.sources.dialect import Loader

CURRENCIES = ("EUR", "USD", "TRY", "AZN", "EGP")
WINDOWS = 2
"""Officers at each post; there is one cashier."""
CENTRAL = 8
"""Officers of the centre, who decide on what posts send."""


def codes(posts: int) -> list[str]:
    """The codes of the posts: PAA, PAB ..."""
    return ["P" + "".join(pair) for pair in product(ascii_uppercase, repeat=2)][:posts]


def make(folder: Path, posts: int) -> Path:
    """The definitions of Utopia with these posts instead of its own; gives the folder they lie in."""
    made = folder / "definitions"
    shutil.copytree(settings.LEGATION_DEFINITIONS, made)
    home = made / "profiles" / "uto"
    (home / "counters.yaml").unlink(missing_ok=True)
    profile = _read(home / "profile.yaml")
    profile["till"] = {"rate_days": 4}
    profile["roles"] = {role: ["HQ", "posts"] for role in profile["roles"]}
    _write(home / "profile.yaml", profile)
    centre = next(row for row in _read(home / "posts.yaml")["posts"] if row["code"] == "HQ")
    rows = [_row(code, CURRENCIES[number % len(CURRENCIES)]) for number, code in enumerate(codes(posts))]
    _write(home / "posts.yaml", {"elsewhere": rows[0]["code"], "posts": [centre, *rows]})
    return made


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 — a safe one of ours


def _write(path: Path, data: Any) -> None:
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")


def _row(code: str, currency: str) -> dict[str, Any]:
    return {
        "code": code, "kind": "consulate", "country": "FRA", "city": code, "time_zone": "UTC", "cash": currency,
        "names": {"en": f"Consulate {code}"},
    }  # fmt: skip
