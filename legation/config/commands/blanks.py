"""`legation blanks`: how many blank passports each place has, what came or went, and which files are out.

legation blanks                                          what there is
legation blanks received HQ 500 --note "B1 to B500"      blanks came; also sent_on, spoiled
legation blanks sent_on HQ 20 --to CAI --note "bag 7" --as NAME    under way to another place
legation blanks arrived CAI 20 --of HQ:2 --as NAME       what another place sent; --note where fewer arrived
legation blanks lost CAI --of HQ:2 --note "not in the bag" --as NAME    none of them arrives, says either place
legation blanks out HQ                                   what is at the printing place, or waits to go there
legation blanks give_up ORDER --note "not known there" --as NAME   with --blank B7 that blank is lost, with --again
                                                         it is printed on another
NAME is the e-mail address of the head of the place.
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
    """Show the stock, or write a move; 2 where it cannot be."""
    parser = argparse.ArgumentParser(
        prog="legation blanks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", nargs="?", default="there", choices=list(VERBS))
    parser.add_argument("place", nargs="?", default="", help="the code of a post or the centre; of give_up, the order")
    parser.add_argument("count", nargs="?", type=int, default=0)
    parser.add_argument("--note", default="", help="their numbers, the delivery, or why; nothing personal")
    parser.add_argument("--to", default="", help="where they are sent")
    parser.add_argument("--of", default="", help="which of those that are under way")
    parser.add_argument("--blank", default="", help="the number of the blank that is lost")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--as", dest="who", default="", metavar="NAME")
    chosen = parser.parse_args(arguments)
    import django

    django.setup()
    from legation.ground.errors import LegationError

    try:
        told = VERBS[chosen.verb](chosen, datetime.now(UTC))
    except LegationError as error:
        print(error.detail, file=sys.stderr)
        return 2
    for line in told:
        print(json.dumps(line))
    return 0


def _actor(email: str) -> "Actor":
    from legation.ground.errors import NotFound
    from legation.ground.people.api import Person
    from legation.ground.posts.api import actor_of
    from legation.ground.posts.heads import HEAD

    person = Person.objects.filter(email=email, is_active=True).first()
    if person is None:
        raise NotFound(f"nobody here has the address {email!r}")
    return actor_of(person, HEAD)


def _there(_chosen: argparse.Namespace, _at: datetime) -> list[Any]:
    from legation.production import api

    there = [{"place": stock.place, "blanks": stock.balance} for stock in api.Stock.objects.order_by("place")]
    return there + [{"of": each.of, "from": each.place, "to": each.to, "sent": each.sent, "lost": each.count,
                     "note": each.why} for each in api.lost()]  # fmt: skip


def _moved(chosen: argparse.Namespace, at: datetime) -> list[Any]:
    from legation.ground.errors import NotFound
    from legation.ground.posts.api import all_posts
    from legation.production import api

    if chosen.place not in {each.code for each in all_posts()}:
        raise NotFound(f"no post {chosen.place}")
    if chosen.to:
        left = api.send_on(place=chosen.place, to=chosen.to, count=chosen.count, note=chosen.note,
                           by=_actor(chosen.who), at=at)  # fmt: skip
    else:
        left = api.move_blanks(place=chosen.place, verb=chosen.verb, count=chosen.count, by="command:blanks",
                               note=chosen.note, at=at)  # fmt: skip
    under_way = [{"of": each.of, "to": each.to, "count": each.count} for each in api.under_way(chosen.place)]
    return [{"place": chosen.place, "blanks": left}, *(under_way if chosen.to else [])]


def _arrived(chosen: argparse.Namespace, at: datetime) -> list[Any]:
    from legation.production import api

    there = api.confirm_arrival(place=chosen.place, of=chosen.of, arrived=chosen.count, note=chosen.note,
                                by=_actor(chosen.who), at=at)  # fmt: skip
    return [{"place": chosen.place, "blanks": there}]


def _lost(chosen: argparse.Namespace, at: datetime) -> list[Any]:
    from legation.production import api

    sent = api.write_off(place=chosen.place, of=chosen.of, why=chosen.note, by=_actor(chosen.who), at=at)
    return [{"of": sent.of, "from": sent.place, "to": sent.to, "sent": sent.count, "lost": sent.count,
             "note": chosen.note.strip()}]  # fmt: skip


def _out(chosen: argparse.Namespace, _at: datetime) -> list[Any]:
    from legation.production import api

    return [{"order": job.order, "state": job.state, "since": (job.sent_at or job.created_at).isoformat()}
            for job in api.jobs_out(chosen.place)]  # fmt: skip


def _given_up(chosen: argparse.Namespace, at: datetime) -> list[Any]:
    from legation.production import api

    job = api.give_up(order=chosen.place, by=_actor(chosen.who), at=at, why=chosen.note, blank=chosen.blank,
                      again=chosen.again)  # fmt: skip
    return [{"order": job.order, "state": job.state}]


VERBS: dict[str, Callable[[argparse.Namespace, datetime], list[Any]]] = {
    "there": _there, "received": _moved, "sent_on": _moved, "spoiled": _moved, "arrived": _arrived, "lost": _lost,
    "out": _out, "give_up": _given_up,
}  # fmt: skip
