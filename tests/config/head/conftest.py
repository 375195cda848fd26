"""Heads of two posts, and a day in Cairo."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from legation.ground.people.api import Actor, create_person
from legation.ground.posts.api import actor_of, assign
from legation.ground.posts.heads import HEAD

DAY = date(2026, 11, 24)
"""A Tuesday: Cairo is open from half past eight by its clock, two hours before UTC."""
EARLY = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
HOURS = ["08:30-13:00", "15:00-17:30"]


def holder(role: str, post: str) -> Actor:
    person = create_person(
        email=f"{role}.{post}@utopia.example".lower(), name=f"{role} {post}", password="a long password"
    )
    assign(person=person, post=post, role=role)
    return actor_of(person, role)


@pytest.fixture
def cairo(utopia: None) -> Actor:
    return holder(HEAD, "CAI")


@pytest.fixture
def paris(utopia: None) -> Actor:
    return holder(HEAD, "PAR")


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.person)  # type: ignore[arg-type]
    return client
