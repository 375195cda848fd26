"""Reading the cards: everybody those of a post, a citizen their own with what was answered, the head those to judge."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from legation.consular.mutual_help.models import Answer, Card
from legation.ground.errors import NotFound
from legation.ground.people.api import Citizen
from legation.ground.posts.api import post_key
from legation.ground.secrets import instance_key, unseal

PAGE = 20
PURPOSE = "mutual_help"


def shown(post: str, *, at: datetime, before: int | None = None) -> list[Card]:
    """The cards that everybody may read at a post (its code), newest first; a page and one more, if there are more."""
    rows = Card.objects.filter(post=post_key(post), state="shown", ends_at__gt=at).order_by("-pk")
    return list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])


def card_shown(pk: int, *, at: datetime) -> Card:
    """One of them.

    Raises:
        NotFound: there is none, or it is not shown.
    """
    found = Card.objects.filter(pk=pk, state="shown", ends_at__gt=at).select_related("post").first()
    if found is None:
        raise NotFound(f"card {pk}")
    return found


@dataclass(frozen=True)
class Own:
    """A card of one's own and what was answered, the first first."""

    card: Card
    answers: list[tuple[datetime, str]]


def own(citizen: Citizen) -> list[Own]:
    """Somebody's own cards, newest first."""
    cards = list(Card.objects.filter(citizen=citizen).select_related("post").order_by("-pk")[:PAGE])
    key, answers = instance_key(PURPOSE), dict[int, list[tuple[datetime, str]]]()
    for row in Answer.objects.filter(card__in=cards).order_by("pk"):
        said = unseal(key, row.said, context=f"{PURPOSE}:{row.card_id}").decode()
        answers.setdefault(row.card_id, []).append((row.at, said))
    return [Own(card, answers.get(card.pk, [])) for card in cards]


def to_judge(posts: set[int]) -> list[Card]:
    """Cards of these posts (keys) that wait for the head, the oldest first, with how many reported them."""
    rows = Card.objects.filter(post__in=posts, state="waiting").select_related("post")
    return list(rows.annotate(reported=Count("reports")).order_by("pk")[:PAGE])


def held(citizen: Citizen) -> list[dict[str, Any]]:
    """Everything of somebody's here, as plain values: their cards, and what they answered to others'."""
    key = instance_key(PURPOSE)
    mine = [
        {"card": each.card.text, "post": each.card.post.code, "written_at": each.card.written_at,
         "state": each.card.state, "answers": [said for _at, said in each.answers]} for each in own(citizen)
    ]  # fmt: skip
    answers = Answer.objects.filter(citizen=citizen).order_by("pk")
    return mine + [
        {"answered": unseal(key, row.said, context=f"{PURPOSE}:{row.card_id}").decode(), "at": row.at}
        for row in answers
    ]
