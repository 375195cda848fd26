"""Answering a card, and reporting one."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from legation.consular.mutual_help.cards import PURPOSE, card_shown
from legation.consular.mutual_help.models import Answer, Card, Report
from legation.consular.mutual_help.rules import HIDDEN_BY
from legation.ground.errors import Conflict, Invalid
from legation.ground.people.api import Citizen, details_of
from legation.ground.secrets import instance_key, seal
from legation.messaging import api as messaging

MOST = 1000


def answer_card(*, citizen: Citizen, card: int, text: str, at: datetime) -> None:
    """Write to whoever wrote a card; only they read it, and a letter tells them that there is something to read.

    Raises:
        NotFound: no such card is shown.
        Invalid: nothing is written.
        Conflict: it is one's own, or one has answered it already.
    """
    found = card_shown(card, at=at)
    if not text.strip():
        raise Invalid("empty", fields={"text": gettext_lazy("Write at least a sentence.")})
    if found.citizen_id == citizen.pk:
        raise Conflict("one's own", reader=_("This card is your own."))
    said = seal(instance_key(PURPOSE), text.strip()[:MOST].encode(), context=f"{PURPOSE}:{found.pk}")
    try:
        with transaction.atomic():
            made = Answer.objects.create(card=found, citizen=citizen, at=at, said=said)
            _tell(found, made, at=at)
    except IntegrityError as error:
        raise Conflict("answered", reader=_("You have answered this card already.")) from error


def report_card(*, citizen: Citizen, card: int, at: datetime) -> None:
    """Say that a card is against the rules; the third one takes it off until the head of the post has looked again.

    Raises:
        NotFound: no such card is shown.
    """
    found = card_shown(card, at=at)
    Report.objects.get_or_create(card=found, citizen=citizen, defaults={"at": at})
    if Report.objects.filter(card=found).count() >= HIDDEN_BY:
        Card.objects.filter(pk=found.pk, state="shown").update(state="waiting")


def _tell(card: Card, answer: Answer, *, at: datetime) -> None:
    details, language = details_of(card.citizen), card.citizen.language
    if not details.get("email"):
        return
    with override(language):
        body = _("Somebody has answered what you wrote for mutual help. Sign in and read it:")
        letter = messaging.Letter(
            key=f"mutual-help:{answer.pk}", reference=f"citizen:{card.citizen_id}", to=details["email"],
            language=language, subject=_("An answer to your card"),
            body=f"{body}\n{settings.LEGATION_ADDRESS}/{language}/account/mutual-help/",
        )  # fmt: skip
    messaging.send(letter, at=at)
