"""`legation blanks`: how many blank booklets each post has, and what came or went.

legation blanks                                        what there is
legation blanks received HQ 500 --note "B1 to B500"    blanks came; also sent_on, spoiled
"""

import argparse
import json
import sys
from datetime import UTC, datetime


def run(arguments: list[str]) -> int:
    """Show the stock, or write a move; 2 where it cannot be."""
    parser = argparse.ArgumentParser(
        prog="legation blanks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", nargs="?", choices=["received", "sent_on", "spoiled"])
    parser.add_argument("place", nargs="?", default="")
    parser.add_argument("count", nargs="?", type=int, default=0)
    parser.add_argument("--note", default="", help="their numbers, the delivery, or why; nothing personal")
    chosen = parser.parse_args(arguments)
    import django

    django.setup()
    from legation.ground.errors import LegationError
    from legation.ground.posts.api import post_key
    from legation.production import api

    if chosen.verb is None:
        for stock in api.Stock.objects.order_by("place"):
            print(json.dumps({"place": stock.place, "blanks": stock.balance}))
        return 0
    try:
        post_key(chosen.place)
        left = api.move_blanks(place=chosen.place, verb=chosen.verb, count=chosen.count, by="command:blanks",
                               note=chosen.note, at=datetime.now(UTC))  # fmt: skip
    except LegationError as error:
        print(error.detail, file=sys.stderr)
        return 2
    print(json.dumps({"place": chosen.place, "blanks": left}))
    return 0
