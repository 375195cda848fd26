"""`legation roll`: the electoral office's part of the roll of nationals abroad. Whoever uses it says who they are.

legation roll announce PAR parliament-2027 2027-03-01 2027-03-15 2027-04-01 --as NAME   inspection from, until; close
legation roll objections PAR parliament-2027 --as NAME                                  those that wait
legation roll answer 12 "It is set right." --as NAME
legation roll strike PAR/E/2026/14 no_vote --as NAME                                    with a reason of its procedure
legation roll freeze PAR parliament-2027 --as NAME                                      once it is closed
legation roll extract PAR parliament-2027 PAR/at_post --purpose "the vote" --as NAME    its numbered lines, JSON
Days are those of UTC, from their first moment. NAME is the e-mail address of an electoral officer of the centre.
"""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from legation.ground.people.api import Actor


def run(arguments: list[str]) -> int:
    """Exit status 0 if it is done, 2 where it may not or cannot be."""
    parser = argparse.ArgumentParser(
        prog="legation roll", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=list(VERBS))
    parser.add_argument("rest", nargs="*")
    parser.add_argument("--as", dest="who", required=True, metavar="NAME")
    parser.add_argument("--purpose", default="", help="of an extract; whoever stands on it reads it")
    chosen = parser.parse_args(arguments)
    if len(chosen.rest) != VERBS[chosen.verb][1]:
        parser.error(f"{chosen.verb} takes {VERBS[chosen.verb][1]} more")
    import django

    django.setup()
    from legation.ground.errors import LegationError

    try:
        told = VERBS[chosen.verb][0](_actor(chosen.who), chosen.purpose, datetime.now(UTC), *chosen.rest)
    except (LegationError, ValueError) as error:
        print(getattr(error, "detail", error), file=sys.stderr)
        return 2
    for line in told:
        print(json.dumps(line, ensure_ascii=False))
    return 0


def _actor(email: str) -> "Actor":
    from legation.ground.errors import NotFound
    from legation.ground.people.api import Person
    from legation.ground.posts.api import actor_of
    from legation.roll.api import OFFICER

    person = Person.objects.filter(email=email, is_active=True).first()
    if person is None:
        raise NotFound(f"nobody here has the address {email}")
    return actor_of(person, OFFICER)


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _announce(by: "Actor", _why: str, _now: datetime, *rest: str) -> list[Any]:
    from legation.roll import api

    place, vote, begins, ends, closes = rest
    api.open_roll(place=place, vote=vote, inspection=(_day(begins), _day(ends)), closes_at=_day(closes), by=by)
    return [{"announced": f"{place}/{vote}"}]


def _objections(by: "Actor", _why: str, now: datetime, place: str, vote: str) -> list[Any]:
    from legation.roll import api

    found = api.objections(place=place, vote=vote, by=by, at=now)
    return [{"objection": each.key, "entry": each.number, "text": each.text} for each in found]


def _answer(by: "Actor", _why: str, now: datetime, objection: str, text: str) -> list[Any]:
    from legation.roll import api

    api.answer_objection(objection=int(objection), text=text, by=by, at=now)
    return [{"answered": int(objection)}]


def _strike(by: "Actor", _why: str, now: datetime, number: str, reason: str) -> list[Any]:
    from legation.consular.voters import strike
    from legation.roll import api

    place, _letter, year, nth = number.split("/")
    found = api.entry_at(place=place, year=int(year), number=int(nth), by=by, at=now)
    strike(reference=found.reference, reason=reason, by=by, at=now)
    return [{"struck": found.written}]


def _freeze(by: "Actor", _why: str, now: datetime, place: str, vote: str) -> list[Any]:
    from legation.roll import api

    return [{"frozen": f"{place}/{vote}", "lines": api.freeze(place=place, vote=vote, by=by, at=now)}]


def _extract(by: "Actor", why: str, now: datetime, *rest: str) -> list[Any]:
    from legation.roll import api

    place, vote, polling = rest
    lines = api.extract(place=place, vote=vote, polling=polling, purpose=why, by=by, at=now)
    return [{"number": number, **content} for number, content in lines]


VERBS: dict[str, tuple[Callable[..., list[Any]], int]] = {
    "announce": (_announce, 5), "objections": (_objections, 2), "answer": (_answer, 2), "strike": (_strike, 2),
    "freeze": (_freeze, 2), "extract": (_extract, 3),
}  # fmt: skip
