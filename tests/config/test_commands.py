"""Commands that operators run by hand say what they did, and fail with a sentence."""

from typing import Any

import pytest

from legation.config.commands import publish_lists, tokens
from legation.ground.tokens import api
from legation.ground.tokens.models import AccessToken
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_a_token_is_made_listed_and_taken_back(capsys: Any) -> None:
    assert tokens.run(["create", "Utopia Air", "--scope", "check", "--days", "30"]) == 0
    number, shown = AccessToken.objects.get().pk, capsys.readouterr().out.split()[-1]
    assert api.holder_of(shown, at=AccessToken.objects.get().created_at) is not None
    assert tokens.run(["list"]) == 0
    listed = capsys.readouterr().out
    assert "Utopia Air\tcheck" in listed and shown not in listed
    assert tokens.run(["revoke", str(number)]) == 0 and tokens.run(["revoke", str(number)]) == 1
    assert api.holder_of(shown, at=NOW) is None


@pytest.mark.parametrize(
    "wrong", [["create", " ", "--scope", "check"], ["create", "Air", "--scope", "check", "--days", "0"]]
)
def test_a_token_without_name_or_days_is_not_made(wrong: list[str]) -> None:
    assert tokens.run(wrong) == 1 and not AccessToken.objects.exists()


def test_lists_are_not_published_without_a_signer_and_it_is_said(instance_keys: None, capsys: Any) -> None:
    assert publish_lists.run([]) == 1
    assert "not published" in capsys.readouterr().err
