"""The same request at the same moment from two lines of a program, on a database that lets them: it is done once."""

import pytest
from django.db import connection

from legation.procedures.models import Application
from tests.config.api.support import Program, agency, somebody
from tests.together import raised, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("utopia")]


@pytest.mark.parametrize("round_", range(3))
def test_a_key_that_comes_twice_at_once_starts_one_application(round_: int) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    token = agency().headers["Authorization"].split()[1]
    asked = {"procedure": "evisa", "answers": somebody().known}
    answers = []

    def send() -> None:
        answer = Program(token).post("/applications", asked, **{"Idempotency-Key": f"twice-000{round_}"})
        answers.append((answer.status_code, answer.content))

    assert raised(together(*[send] * 4)) == []
    assert {status for status, _body in answers} == {201} and len({body for _status, body in answers}) == 1
    assert Application.objects.count() == 1
