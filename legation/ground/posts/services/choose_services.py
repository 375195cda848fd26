"""Choosing which services a post offers."""

from collections.abc import Collection
from datetime import datetime

from legation.ground.people.api import Actor
from legation.ground.posts.heads import changing
from legation.ground.posts.models import ServiceChoice
from legation.ground.posts.network import network


def choose_services(
    *, post: str, known: Collection[str], offered: Collection[str], by: Actor, at: datetime
) -> None:  # fmt: skip
    """Offer these procedures, among those for which one comes to a post (`known`), and no others of them.

    Raises:
        NotFound: `by` is not its head.
    """
    with changing("chose_services", post=post, by=by, at=at) as change:
        had = {each: network().offers(post, each) for each in sorted(known)}
        new = {each: each in offered for each in had if (each in offered) != had[each]}
        change.before, change.after = {each: had[each] for each in new}, new
        ServiceChoice.objects.bulk_create(
            [ServiceChoice(post=change.post, procedure=each, offered=value, set_at=at, set_by=by.name)
             for each, value in new.items()],
            update_conflicts=True, unique_fields=["post", "procedure"], update_fields=["offered", "set_at", "set_by"],
        )  # fmt: skip
