"""Whoever else must sign an application of a walk: asked by letter, shown who they are, and what they say on their page."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.utils.translation import override

from legation.ground.limits.models import Window
from legation.messaging import api as messaging
from legation.procedures.models import Signing
from legation.procedures.services.ask_signature import ask_signature
from legation.procedures.services.prove_signer import prove_signer
from legation.procedures.services.signing_letters import reference_of
from legation.procedures.signing import Standing, signers

if TYPE_CHECKING:
    from tests.contract.walking import Walk


@dataclass(frozen=True)
class Link:
    """A signer's link, and what they type to open it."""

    token: str
    proof: dict[str, str]
    walk: "Walk"

    @property
    def path(self) -> str:
        """Where it leads, below a language."""
        return f"sign/{self.token}/"

    @property
    def read(self) -> str:
        """Where one reads what stands there now."""
        return f"{self.path}{prove_signer(token=self.token, data=self.proof, at=self.walk.at)}/"

    def say(self, agrees: str, language: str = "en") -> Any:
        """Show who one is, read, and say yes or no; gives the page that is seen then."""
        client = Client()
        shown = client.post(f"/{language}/{self.path}", self.proof)
        assert shown.status_code == 302, shown.status_code
        said = {"agrees": agrees, "declared": "yes"}
        return client.post(str(shown.headers["Location"]), said, follow=True)


def asked(walk: "Walk", signature: str) -> Link:
    """Have somebody asked, and take the link out of their letter."""
    Window.objects.all().delete()  # nobody is slowed down by who came before
    with override(walk.language):
        ask_signature(token=walk.token, signature=signature, at=walk.at)
    row = Signing.objects.get(case=walk.case, signature=signature)
    letter = messaging.about(reference_of(row))[-1]
    named = next(each for each in walk.opened.definition.signatures or () if each.signature == signature)
    assert walk.filled is not None
    return Link(re.search(r"/sign/([\w-]+)/", letter.body)[1], walk.filled.raw[named.proof], walk)  # type: ignore[index]


def sign_all(walk: "Walk") -> None:
    """Everybody who has to signs on their page; their links are kept."""
    for each in signers(walk.case, walk.opened, at=walk.at):
        if each.standing is not Standing.SIGNED:
            code = each.signature.signature
            walk.links[code] = asked(walk, code)
            assert walk.links[code].say("yes").status_code == 200
