"""A policy of three sections, small enough to see a mistake made in it."""

from legation.visa.rules import Policy, PolicyRefused, Problem, read_policy

SMALL = """\
format: visa-policy/1
policy: small
issuing_state: UTO
from: 2026-01-01
areas:
  SCH: [FRA, ITA]
groups:
  near: [DEU, NOR]
  far: [JPN]
sections:
  - section: special
    rules:
      - rule: far_with_permit
        nationalities: [far]
        purposes: [tourism]
        documents: [ordinary]
        holding: {issued_by: [SCH, USA], kinds: [visa]}
        from: 2026-01-01
        illustrative: true
        outcome: free
        stay: {days: 10}
  - section: normal
    rules:
      - rule: near_free
        nationalities: [near]
        purposes: [tourism, transit]
        documents: [ordinary]
        from: 2026-01-01
        source: {title: Law 1, url: https://example.org/law, date: 2025-12-01}
        outcome: free
        stay: {days: 90, within: 180}
      - rule: far_evisa
        nationalities: [far]
        purposes: [tourism]
        documents: [ordinary]
        from: 2026-01-01
        illustrative: true
        outcome: evisa
        decision: by_rule
        processing_hours: 24
        offers:
          - {entries: single, stay: {days: 30}, validity_days: 90}
  - section: rest
    rules:
      - rule: at_post
        nationalities: [all]
        purposes: [all]
        documents: [all]
        from: 2026-01-01
        illustrative: true
        outcome: visa_at_post
fees:
  - nationalities: [far]
    entries: single
    amount: 20.50
    currency: EUR
    from: 2026-01-01
    illustrative: true
"""


def small(*changes: tuple[str, str]) -> str:
    """The small policy with texts replaced; each must stand in it exactly once."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the small policy"
        text = text.replace(old, new)
    return text


def load(*changes: tuple[str, str]) -> Policy:
    """The small policy, changed and loaded."""
    return read_policy(small(*changes), "small.yaml")


def problems(text: str) -> tuple[Problem, ...]:
    """What is wrong with a text; empty if nothing."""
    try:
        read_policy(text, "small.yaml")
    except PolicyRefused as refused:
        return refused.problems
    return ()
