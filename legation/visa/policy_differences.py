"""What changes between two texts of a visa policy, in sentences: rules, nationalities of groups, fees."""

from collections.abc import Iterator
from typing import Any

from legation.ground.sources import read_tree

_IN_WORDS = {
    "outcome": "the outcome", "decision": "who decides", "stay": "the stay", "offers": "what is offered",
    "holding": "the permit one must hold", "conditions": "the conditions",
    "passport_valid_days": "the passport's validity", "processing_hours": "the time it takes",
    "from": "the first day", "until": "the last day", "source": "the source",
}  # fmt: skip


def differences(old: dict[str, str], new: dict[str, str]) -> list[str]:
    """Sentences; both are what `legation.visa.policy` puts into a bundle."""
    before, after = (read_tree("policy", each["policy"]).data for each in (old, new))
    said = [*_groups(before, after), *_rules(before, after), *_fees(before, after)]
    return said or ["The visa policy is written differently; no rule, group or fee is another."]


def _groups(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    was = {code: name for name, codes in before.get("groups", {}).items() for code in codes}
    now = {code: name for name, codes in after.get("groups", {}).items() for code in codes}
    for code in sorted(was.keys() | now.keys()):
        if was.get(code) != now.get(code):
            yield f"Nationality {code} is in the group {now.get(code, 'none')}, before {was.get(code, 'none')}."


def _rules(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    was, now = _by_name(before), _by_name(after)
    for name in now:
        if name not in was:
            yield f"The visa policy has a new rule, {name}: {now[name].get('outcome')}."
    for name in was:
        if name not in now:
            yield f"The visa policy no longer has the rule {name}."
    for name in was.keys() & now.keys():
        for key in sorted(was[name].keys() | now[name].keys()):
            old, new = was[name].get(key), now[name].get(key)
            if old != new:
                what = _IN_WORDS.get(key, key)
                yield f"In the rule {name} of the visa policy {what} is {_plain(new)}, before {_plain(old)}."


def _by_name(policy: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {rule["rule"]: rule for section in policy["sections"] for rule in section["rules"]}


def _fees(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    was, now = _fee_rows(before), _fee_rows(after)
    for row in sorted(was.keys() | now.keys()):
        if was.get(row) != now.get(row):
            who, entries, begins = row
            visa = f"a visa of {entries} entry for {who} from {begins}"
            yield f"The fee for {visa} is {now.get(row, 'gone')}, before {was.get(row, 'none')}."


def _fee_rows(policy: dict[str, Any]) -> dict[tuple[str, str, str], str]:
    return {
        (", ".join(row["nationalities"]), str(row["entries"]), str(row["from"])): f"{row['amount']} {row['currency']}"
        for row in policy.get("fees", ())
    }


def _plain(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case tuple():
            return ", ".join(_plain(item) for item in value) or "nothing"
        case dict():
            return "(" + ", ".join(f"{key} {_plain(item)}" for key, item in value.items()) + ")"
        case bool():
            return str(value).lower()
    return str(value)
