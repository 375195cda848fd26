"""`legation blanks` counts as the page does: by the head of a place, or, for what just came or went, by who runs the house."""

import json
from datetime import UTC, datetime

import pytest

from legation.config.commands import blanks
from legation.ground.audit.api import verify
from legation.production.models import Job, Move
from tests.production.conftest import head_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
CENTRE, CAIRO = ("--as", "head.hq@utopia.example"), ("--as", "head.cai@utopia.example")


@pytest.fixture(autouse=True)
def heads(utopia: None) -> None:
    for post in ("HQ", "CAI"):
        head_of(post)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    assert blanks.run(list(arguments)) == 0, capsys.readouterr().err
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_what_is_sent_to_a_post_is_under_way_until_its_head_confirms_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "received", "HQ", "500", "--note", "B1 to B500") == [{"place": "HQ", "blanks": 500}]
    sent = told(capsys, "sent_on", "HQ", "20", "--to", "CAI", "--note", "bag 7", *CENTRE)
    assert sent == [{"place": "HQ", "blanks": 480}, {"of": "HQ:2", "to": "CAI", "count": 20}]
    assert blanks.run(["arrived", "CAI", "20", "--of", "HQ:2", *CENTRE]) == 2
    assert told(capsys, "arrived", "CAI", "20", "--of", "HQ:2", *CAIRO) == [{"place": "CAI", "blanks": 20}]
    assert blanks.run(["arrived", "CAI", "20", "--of", "HQ:2", *CAIRO]) == 2
    assert told(capsys) == [{"place": "CAI", "blanks": 20}, {"place": "HQ", "blanks": 480}] and verify()[1] == []


@pytest.mark.parametrize(("place", "head"), [("HQ", CENTRE), ("CAI", CAIRO)])
def test_what_never_arrives_is_written_off_and_shown(
    capsys: pytest.CaptureFixture[str], place: str, head: tuple[str, str]
) -> None:
    told(capsys, "received", "HQ", "500", "--note", "B1 to B500")
    told(capsys, "sent_on", "HQ", "20", "--to", "CAI", "--note", "bag 7", *CENTRE)
    asked = ["lost", place, "--of", "HQ:2"]
    for refused in (asked, [*asked, *head], [*asked, "--note", "not in the bag"]):
        assert blanks.run(refused) == 2
    gone = {"of": "HQ:2", "from": "HQ", "to": "CAI", "sent": 20, "lost": 20, "note": "not in the bag"}
    assert told(capsys, *asked, "--note", "not in the bag", *head) == [gone]
    assert gone in told(capsys) and {"place": "HQ", "blanks": 480} in told(capsys) and verify()[1] == []


def test_a_lost_order_is_given_up_by_the_head_of_the_place(capsys: pytest.CaptureFixture[str]) -> None:
    at = datetime.now(UTC)
    Job.objects.create(order="R/UA1/1", reference="R", decision="d", place="HQ", number="UA1", state="sent", digest="d",
                       created_at=at, sent_at=at)  # fmt: skip
    told(capsys, "received", "HQ", "5", "--note", "B1 to B5")
    assert [each["order"] for each in told(capsys, "out", "HQ")] == ["R/UA1/1"]
    asked = ["give_up", "R/UA1/1", "--note", "not known there", "--blank", "B1"]
    for refused in ([*asked, *CAIRO], asked, [*asked, *CENTRE, "--again"], ["give_up", "R/UA1/1", *CENTRE]):
        assert blanks.run(refused) == 2
    assert told(capsys, *asked, *CENTRE) == [{"order": "R/UA1/1", "state": "spoiled"}]
    assert told(capsys, "out", "HQ") == [] and told(capsys) == [{"place": "HQ", "blanks": 4}]


@pytest.mark.parametrize(
    "refused", [("received", "XXX", "5"), ("received", "HQ", "0"), ("spoiled", "HQ", "1"), ("received",)]
)
def test_what_cannot_be_is_said_and_nothing_is_written(refused: tuple[str, ...]) -> None:
    assert blanks.run(list(refused)) == 2 and not Move.objects.exists()
