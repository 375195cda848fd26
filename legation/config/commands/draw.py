"""`legation draw`: announce a draw of appointments, or replay one that was published, from its file alone."""

import argparse
import json
from datetime import UTC, date, datetime
from pathlib import Path


def run(arguments: list[str]) -> int:
    """Do it; exit status 1 when a draw does not replay."""
    parser = argparse.ArgumentParser(prog="legation draw", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verify = verbs.add_parser("verify", help="replay a published draw; needs no instance")
    verify.add_argument("file", type=Path)
    verify.add_argument("--commitment", default="", help="as somebody noted it before the draw")
    verify.add_argument("--count", type=int, help="how many wishes there were, as somebody noted it")
    announce = verbs.add_parser("announce", help="announce a draw of a service's times; prints its commitment")
    announce.add_argument("--post", required=True)
    announce.add_argument("--service", required=True)
    announce.add_argument("--days", required=True, nargs=2, type=date.fromisoformat, metavar=("FIRST", "LAST"))
    announce.add_argument("--closes", required=True, type=_moment, help="until when, as 2027-01-31T18:00Z")
    announce.add_argument("--opens", type=_moment, help="when the first one is (now)")
    asked = parser.parse_args(arguments)
    return _verify(asked) if asked.verb == "verify" else _announce(asked)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise argparse.ArgumentTypeError("say the zone: 2027-01-31T18:00Z")
    return found


def _verify(asked: argparse.Namespace) -> int:
    from legation.appointments import drawing

    try:
        told = json.loads(asked.file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"The file cannot be read: {error}")
        return 1
    found = drawing.problems(told, committed=asked.commitment, count=asked.count)
    for problem in found:
        print(problem)
    if not found:
        print(f"The draw {told.get('draw', '')} replays: {told['count']} wishes, {len(told['seated'])} got a time.")
    return 1 if found else 0


def _announce(asked: argparse.Namespace) -> int:
    import django

    django.setup()
    from legation.appointments.api import announce_draw
    from legation.ground.errors import LegationError
    from legation.ground.posts.api import Post

    now = datetime.now(UTC)
    try:
        post = Post.objects.get(code=asked.post)
        made = announce_draw(
            post=post, code=asked.service, first=asked.days[0], last=asked.days[1], opens_at=asked.opens or now,
            closes_at=asked.closes, at=now,
        )  # fmt: skip
    except (LegationError, Post.DoesNotExist) as error:
        print(f"Not announced: {error}")
        return 1
    print(f"draw {made.code}\ncommitment {made.commitment}")
    return 0
