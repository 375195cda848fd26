"""Every mistake an author can make is told with its line and a remedy."""

import pytest

from legation.visa.rules import PolicyRefused, read_policy

from .small import SMALL, problems, small

ANOTHER_FEE = """\
  - nationalities: [JPN]
    entries: single
    amount: 5
    currency: EUR
    from: 2026-01-01
    illustrative: true
"""

# The name of the mistake; what is changed; the text of the line that must be told; a part of the message.
MISTAKES = {
    "an unknown country": ("near: [DEU, NOR]", "near: [DEU, QQQ]", "near: [DEU, QQQ]", "QQQ is not a"),
    "alpha-2 for alpha-3": ("near: [DEU, NOR]", "near: [DEU, NO]", "near: [DEU, NO]", "NO is not a"),
    "a group not defined": ("nationalities: [near]", "nationalities: [nera]", "[nera]", "no group nera"),
    "a group never used": ("  far: [JPN]", "  far: [JPN]\n  idle: [KOR]", "idle: [KOR]", "never used"),
    "a member twice": ("near: [DEU, NOR]", "near: [DEU, DEU]", "near: [DEU, DEU]", "twice"),
    "all beside others": ("purposes: [all]", "purposes: [all, work]", "purposes: [all, work]", "all stands"),
    "an unknown issuer": (
        "issued_by: [SCH, USA]",
        "issued_by: [SCH, US]",
        "issued_by: [SCH, US]",
        "US is not",
    ),
    "an unknown issuing state": (
        "issuing_state: UTO",
        "issuing_state: UTA",
        "issuing_state: UTA",
        "UTA is not",
    ),
    "two rules of one name": ("rule: far_evisa", "rule: near_free", "rule: near_free", "Another rule"),
    "two sections of one name": ("section: rest", "section: normal", "section: normal", "Another section"),
    "nobody answered": ("nationalities: [all]", "nationalities: [near, far]", "sections:", "No rule answers"),
    "a purpose left out": ("purposes: [all]", "purposes: [tourism]", "sections:", "business with"),
    "a document left out": ("documents: [all]", "documents: [ordinary]", "sections:", "diplomatic"),
    "a period that ends": (
        "documents: [all]\n        from: 2026-01-01",
        "documents: [all]\n        from: 2026-01-01\n        until: 2027-12-31",
        "until: 2027-12-31",
        "from 2028-01-01 on",
    ),
    "a period that begins late": (
        "documents: [all]\n        from: 2026-01-01",
        "documents: [all]\n        from: 2026-03-01",
        "from: 2026-03-01",
        "to 2026-02-28",
    ),
    "until before from": (
        "from: 2026-01-01\n        source",
        "from: 2026-01-01\n        until: 2025-01-01\n        source",
        "until: 2025-01-01",
        "is before from",
    ),
    "two rules at once": (
        "near: [DEU, NOR]",
        "near: [DEU, NOR, JPN]",
        "rule: far_evisa",
        "both decide for JPN",
    ),
    "a rule in the shadow": (
        "        holding: {issued_by: [SCH, USA], kinds: [visa]}\n",
        "",
        "rule: far_evisa",
        "can never decide",
    ),
    "a permit that gives less": (
        "outcome: free\n        stay: {days: 10}",
        "outcome: visa_at_post",
        "rule: far_with_permit",
        "at least as well",
    ),
    "a rule out of the period": (
        "from: 2026-01-01\n        source",
        "from: 2025-01-01\n        until: 2025-06-30\n        source",
        "from: 2025-01-01",
        "never in force",
    ),
    "no days": ("{days: 90, within: 180}", "{days: 0, within: 180}", "{days: 0,", "greater than 0"),
    "days below zero": ("stay: {days: 10}", "stay: {days: -3}", "{days: -3}", "greater than 0"),
    "a stay longer than its window": ("within: 180", "within: 30", "within: 30", "at least as long"),
    "a stay of two measures": (
        "stay: {days: 10}",
        "stay: {days: 10, hours: 72}",
        "hours: 72",
        "exactly one way",
    ),
    "a stay longer than the visa": (
        "validity_days: 90",
        "validity_days: 9",
        "validity_days: 9",
        "shorter than",
    ),
    "an e-visa without fee": (
        "entries: single\n    amount",
        "entries: multiple\n    amount",
        "validity_days: 90",
        "No fee for a single",
    ),
    "a fee that ends": (
        "from: 2026-01-01\n    illustrative: true\n",
        "from: 2026-01-01\n    until: 2026-05-31\n    illustrative: true\n",
        "validity_days: 90",
        "JPN from 2026-06-01 on",
    ),
    "two fees at once": (
        "fees:\n",
        "fees:\n" + ANOTHER_FEE,
        "  - nationalities: [far]\n    entries",
        "Two fees",
    ),
    "a fee below zero": ("amount: 20.50", "amount: -20", "amount: -20", "greater than or equal to 0"),
    "an unknown currency": ("currency: EUR", "currency: EUX", "currency: EUX", "EUX is not a currency"),
    "metal for money": ("currency: EUR", "currency: XAU", "currency: XAU", "XAU is not a currency"),
    "too many decimals": ("amount: 20.50", "amount: 20.505", "amount: 20.505", "more decimals"),
    "decimals of a yen": ("currency: EUR", "currency: JPY", "amount: 20.50", "more decimals"),
    "a repeated key": ("policy: small\n", "policy: small\npolicy: again\n", "policy: again", "a second time"),
    "a repeated rule key": (
        "stay: {days: 10}",
        "stay: {days: 10}\n        outcome: evisa",
        "outcome: evisa\n  - section: normal",
        "a second time",
    ),
    "no source": (
        "        source: {title: Law 1, url: https://example.org/law, date: 2025-12-01}\n",
        "",
        "rule: near_free",
        "either a source",
    ),
    "source and illustrative": (
        "        source: {",
        "        illustrative: true\n        source: {",
        "rule: near_free",
        "not both",
    ),
    "a source without address": (
        "url: https://example.org/law",
        "url: the gazette",
        "url: the gazette",
        "the form that is needed",
    ),
    "an unknown key": (
        "stay: {days: 10}",
        "stay: {days: 10}\n        fee: 20",
        "fee: 20",
        "fee is not known",
    ),
    "an unknown outcome": (
        "outcome: visa_at_post",
        "outcome: visa_at_pots",
        "outcome: visa_at_pots",
        "not a known",
    ),
    "an unknown purpose": (
        "purposes: [tourism, transit]",
        "purposes: [turism]",
        "purposes: [turism]",
        "turism",
    ),
    "no outcome": ("        outcome: visa_at_post\n", "", "rule: at_post", "outcome is missing"),
    "a missing key": ("        decision: by_rule\n", "", "rule: far_evisa", "decision is missing"),
    "a date in quotes": (
        "issuing_state: UTO\nfrom: 2026-01-01",
        "issuing_state: UTO\nfrom: '2026-01-01'",
        "from: '2026",
        "date",
    ),
    "a day that is not": (
        "issuing_state: UTO\nfrom: 2026-01-01",
        "issuing_state: UTO\nfrom: 2026-02-30",
        "from: 2026-02-30",
        "cannot be read",
    ),
    "an alias": ("near: [DEU, NOR]\n  far: [JPN]", "near: &a [DEU, NOR]\n  far: *a", "near: &a", "alias"),
    "broken YAML": ("near: [DEU, NOR]", "near: [DEU, NOR", "near: [DEU, NOR", "not YAML"),
}


def line_of(text: str, marker: str) -> int:
    """The line on which the last occurrence of the marker begins."""
    return text.count("\n", 0, text.rindex(marker)) + 1


def test_the_small_policy_itself_is_right() -> None:
    assert problems(SMALL) == ()


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_line_and_a_remedy(name: str) -> None:
    old, new, marker, message = MISTAKES[name]
    text = small((old, new))
    told = [problem for problem in problems(text) if message in problem.message]
    assert told, [str(problem) for problem in problems(text)]
    if name != "broken YAML":  # seen by the reader only where the next line does not fit
        assert line_of(text, marker) in {problem.line for problem in told}
    assert all(problem.column >= 1 and problem.remedy.endswith((".", "?")) for problem in told)


def test_there_are_at_least_twenty_kinds_of_mistakes() -> None:
    assert len(MISTAKES) >= 20


def test_all_mistakes_of_a_stage_are_told_at_once_in_order_of_line() -> None:
    text = small(("currency: EUR", "currency: EUX"), ("{days: 10}", "{days: 0}"), ("title: Law 1", "title: ''"))
    lines = [problem.line for problem in problems(text)]
    assert len(lines) == 3
    assert lines == sorted(lines)


def test_norway_is_not_false() -> None:
    (problem,) = problems(small(("near: [DEU, NOR]", "near: [DEU, NO]")))
    assert problem.remedy == "Write NOR."


def test_a_wrong_group_name_is_answered_with_the_right_one() -> None:
    told = problems(small(("nationalities: [near]", "nationalities: [nera]")))
    assert "Did you mean near?" in {problem.remedy for problem in told}


def test_a_gap_names_the_nationalities() -> None:
    told = problems(small(("nationalities: [all]", "nationalities: [near, far]")))
    assert any("AFG" in problem.message and "and 267 more" in problem.message for problem in told)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"- a\n- b\n", b"42", b"\x07", b"a: &x [*x]", b"{"])
def test_what_is_not_a_policy_at_all_is_refused_and_never_crashes(content: bytes) -> None:
    with pytest.raises(PolicyRefused):
        read_policy(content, "other.yaml")
