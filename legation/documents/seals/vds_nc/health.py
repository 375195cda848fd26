"""The two data types the report defines: proof of a test, proof of a vaccination (sections 4.4 and 4.5)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import ProfileError
from .seal import NcData

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


class Rule(NamedTuple):
    """One member: where it stands, how long its text may be, whether it must be there, what it looks like."""

    path: str
    most: int
    required: bool = True
    form: re.Pattern[str] | None = None


_PERSON = (Rule("pid.n", 39), Rule("pid.dob", 10, required=False, form=_DAY))
TYPES: Mapping[str, tuple[Rule, ...]] = {
    "icao.test": (
        Rule("utci", 12), *_PERSON, Rule("pid.dt", 2), Rule("pid.dn", 24), Rule("sp.spn", 20), Rule("sp.ctr", 3),
        Rule("sp.cd.p", 19), Rule("sp.cd.e", 100), Rule("sp.cd.a", 100), Rule("dat.sc", 25, form=_MOMENT),
        Rule("dat.ri", 25, form=_MOMENT), Rule("tr.tc", 30), Rule("tr.r", 10), Rule("tr.m", 20, required=False),
        Rule("opt", 20, required=False),
    ),
    "icao.vacc": (
        Rule("uvci", 12), *_PERSON, Rule("pid.sex", 1, required=False), Rule("pid.i", 11, required=False),
        Rule("pid.ai", 24, required=False), Rule("ve.des", 6), Rule("ve.nam", 40), Rule("ve.dis", 6, required=False),
        Rule("ve.vd.dvc", 10, form=_DAY), Rule("ve.vd.seq", 2), Rule("ve.vd.ctr", 3),
        Rule("ve.vd.adm", 20, required=False), Rule("ve.vd.lot", 20), Rule("ve.vd.dvn", 10, required=False, form=_DAY),
    ),
}  # fmt: skip


def check(data: NcData) -> None:
    """Hold data against its type. Members that the type does not know are allowed.

    Raises `ProfileError`, naming the member, for another type, a missing member, one too long or of another form,
    and for a person without a day of birth and without a document (section 4.5).
    """
    if data.type not in TYPES:
        raise ProfileError(f"{data.type} is no data type of the report")
    for rule in TYPES[data.type]:
        for value in _values(data.message, rule.path.split(".")):
            _check(rule, value)
    person = data.message["pid"]
    if not isinstance(person, dict):
        raise ProfileError("pid is one person")
    if data.type == "icao.vacc" and not (person.get("dob") or person.get("i")):
        raise ProfileError("a person has a day of birth or a document")


def _values(value: Any, path: Sequence[str]) -> list[Any]:
    """What stands at a path, once for every element of the lists on the way; None for what is missing."""
    if not path:
        return [value]
    if isinstance(value, list):
        return [found for each in value for found in _values(each, path)] or [None]
    return _values(value.get(path[0]), path[1:]) if isinstance(value, dict) else [None]


def _check(rule: Rule, value: Any) -> None:
    if value is None:
        if rule.required:
            raise ProfileError(f"{rule.path} is missing")
        return
    text = str(value) if isinstance(value, str | int) else ""
    if not 0 < len(text) <= rule.most or (rule.form and not rule.form.fullmatch(text)):
        raise ProfileError(f"{rule.path} has 1 to {rule.most} characters of its form")
