"""`legation simulate`: last year's cases under a bundle that is not in force yet, beside what they became.

  legation simulate visa/evisa.v2
  legation simulate visa/evisa.v2 --since 2026-01-01 --until 2026-07-01 --pace HQ=400 --json

Nothing is written and nobody is named. Cases are taken as they were handed in; both sides are counted by the same
rules, so that what differs comes from the bundle. How long cases wait is reckoned from the decisions a day that each
post has shown, or from --pace.
"""

import argparse
import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

YEAR = timedelta(days=365)


def run(arguments: list[str]) -> int:
    """Print the report; 2 if there is nothing to simulate with."""
    chosen = _parser().parse_args(arguments)
    import django

    django.setup()
    from legation.ground.errors import LegationError
    from legation.procedures.api import Period, simulate

    until = _moment(chosen.until) if chosen.until else datetime.now(UTC)
    since = _moment(chosen.since) if chosen.since else until - YEAR
    procedure = chosen.bundle.rsplit("/", 1)[-1].split(".")[0]
    period = Period(chosen.of or procedure, since, until)
    try:
        found = simulate(chosen.bundle, period, per_day=dict(chosen.pace), processes=chosen.processes)
    except LegationError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(found, indent=1) if chosen.json else "\n".join(_told(found, period.procedure)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="legation simulate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundle", help="a definition in the files, or a published bundle's digest")
    parser.add_argument("--of", help="the procedure whose cases are replayed, if the bundle is named by its digest")
    parser.add_argument("--since", type=datetime.fromisoformat, help="handed in from this day (a year before --until)")
    parser.add_argument("--until", type=datetime.fromisoformat, help="handed in before this day (now)")
    parser.add_argument("--pace", type=_pace, action="append", default=[], metavar="POST=N", help="decisions a day")
    parser.add_argument("--processes", type=int, help="how many work at once (one for each core)")
    parser.add_argument("--json", action="store_true", help="the whole report as JSON")
    return parser


def _moment(said: datetime) -> datetime:
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def _pace(said: str) -> tuple[str, float]:
    post, _, number = said.partition("=")
    if not post or float(number) <= 0:
        raise argparse.ArgumentTypeError("write POST=N, such as HQ=400")
    return post, float(number)


def _told(found: dict[str, Any], procedure: str) -> list[str]:
    """The report as a person reads it: before, after, and what moved."""
    from legation.ground.languages.api import format_money

    lines = [f"{found['cases']:,} cases of {procedure}; {found['forgotten']:,} more were forgotten and are left out."]
    lines += _table("What becomes of them", found["results"])
    lines += _table("Why they would not be taken as they are", found["reasons"])
    money = {
        name: {side: format_money(value, name, "en") for side, value in both.items()}
        for name, both in found["income_minor"].items()
    }
    lines += _table("Fees", money)
    lines += ["", "Moved"] if found["moved"] else ["", "No case moved."]
    lines += [f"  {each['cases']:>12,}  {each['from']} -> {each['to']}" for each in found["moved"]]
    for post, queue in found["queues"].items():
        pace = queue["decisions_a_day"]
        lines += ["", f"Queue at {post}, " + (f"{pace:g} decisions a day" if pace else "pace unknown: give --pace")]
        lines += [
            f"  {side:8} {queue[side]['cases']:>12,} cases"
            + (f", {queue[side]['hours']:,} hours waited, {queue[side]['hours_each']} each" if pace else "")
            for side in ("before", "after")
        ]
    return lines


def _table(title: str, rows: dict[str, dict[str, Any]]) -> list[str]:
    if not rows:
        return []
    shown = [(name, *(_number(both.get(side, 0)) for side in ("before", "after"))) for name, both in rows.items()]
    return ["", f"{title:40} {'before':>16} {'after':>16}", *(f"  {a:38} {b:>16} {c:>16}" for a, b, c in shown)]


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
