"""Administrators of the demonstration, and a clerk."""

from typing import Any

import pytest
from django.test import Client

from legation.ground.people.api import Actor, Person, create_person
from legation.ground.posts.api import actor_of, assign


def administrator(name: str) -> Actor:
    person = create_person(email=f"{name}@utopia.example", name=name.title(), password="a long password")
    assign(person=person, post="HQ", role="administrator")
    return actor_of(person, "administrator")


@pytest.fixture
def house(utopia: None) -> dict[str, Actor]:
    """Three administrators."""
    return {name: administrator(name) for name in ("ada", "bea", "cyn")}


@pytest.fixture
def clerk(utopia: None) -> Person:
    """Somebody without a role."""
    return create_person(email="clerk@utopia.example", name="Clerk", password="a long password")


def browser(actor: Any) -> Client:
    client = Client()
    client.force_login(actor.person)
    return client
