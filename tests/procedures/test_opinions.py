"""How was it? Asked by the link of a case that is over, once, and kept with nobody."""

from datetime import datetime

import pytest
from django.test import Client

from legation.ground.errors import NotFound
from legation.procedures.models import Opinion, OpinionGiven
from legation.procedures.services.give_opinion import give_opinion
from legation.procedures.services.submit import submit
from legation.procedures.services.withdraw import withdraw
from tests.procedures.support import filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


def test_it_is_asked_at_the_end_alone_and_once(now: datetime) -> None:
    token, _person = filled(now, by_rule=False)
    submit(token=token, declared={"truth": "yes"}, at=now)
    with pytest.raises(NotFound):
        give_opinion(token=token, score="5", word="", at=now)
    client = Client()
    assert "How was it?" not in client.get(f"/en/application/{token}/").content.decode()
    withdraw(token=token, at=now)
    assert "How was it?" in client.get(f"/en/application/{token}/").content.decode()
    assert client.post(f"/en/application/{token}/opinion/", {"score": "6"}).status_code == 422
    answer = client.post(f"/en/application/{token}/opinion/", {"score": "4", "word": " Slow "}, follow=True)
    assert "Thank you" in answer.content.decode() and "How was it?" not in answer.content.decode()
    client.post(f"/en/application/{token}/opinion/", {"score": "1"})
    row = Opinion.objects.get()
    assert (row.month.day, row.place, row.procedure, row.score, row.word) == (1, "HQ", "evisa", 4, "Slow")
    assert OpinionGiven.objects.count() == 1
