"""Writing a card, and taking one's own off again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.consular.mutual_help.models import Card
from legation.consular.mutual_help.rules import MOST_OPEN, SUBJECTS, check_text
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.people.api import Citizen
from legation.ground.posts.api import post_key
from legation.ground.posts.network import network


@transaction.atomic
def write_card(
    *, citizen: Citizen, post: str, offers: bool, subject: str, text: str, language: str, at: datetime
) -> Card:  # fmt: skip
    """A card that waits for the head of the post; nobody else reads it before.

    Raises:
        Invalid: `fields` says what is wrong.
        Conflict: this person has five already.
    """
    wrong: dict[str, object] = {}
    if post not in network().rows:
        wrong["post"] = _("Choose a post of the list.")
    if subject not in SUBJECTS:
        wrong["subject"] = _("Choose what it is about.")
    try:
        said = check_text(text)
    except Invalid as error:
        raise Invalid("card", fields=wrong | error.fields) from error
    if wrong:
        raise Invalid("card", fields=wrong)
    # whoever writes twice at once waits here
    Citizen.objects.select_for_update().get(pk=citizen.pk)
    if Card.objects.filter(citizen=citizen, state__in=("waiting", "shown")).count() >= MOST_OPEN:
        raise Conflict("five cards", reader=_("You have five cards already. Take one off before you write another."))
    return Card.objects.create(
        post_id=post_key(post), citizen=citizen, offers=offers, subject=subject, text=said, language=language,
        written_at=at,
    )  # fmt: skip


def take_off(*, citizen: Citizen, card: int) -> None:
    """Take one's own card off, with what was answered.

    Raises:
        NotFound: it is not theirs.
    """
    deleted, _rows = Card.objects.filter(pk=card, citizen=citizen).delete()
    if not deleted:
        raise NotFound(f"card {card}")
