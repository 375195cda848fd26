"""Whoever a session names, with the roles they hold, by one phrased statement: each page of staff begins with it."""

from collections import defaultdict
from typing import Any

from django.contrib.auth.backends import ModelBackend

from legation.ground.people.api import Person
from legation.ground.statements import columns, execute, loaded

_WITH_ROLES = (
    "SELECT held.role, held.post_id, person.* FROM (SELECT {} FROM people_person WHERE id = %s) person "
    "LEFT JOIN posts_assignment held ON held.person_id = person.id"
)


class Staff(ModelBackend):
    """Members of staff, by their address and password or as a session names them."""

    def get_user(self, user_id: Any) -> Person | None:
        """The person a session names, with their roles; None if they are no more or may not sign in."""
        rows = execute(_WITH_ROLES.format(columns(Person)), [user_id]).fetchall()
        if not rows:
            return None
        (person,) = loaded(Person, [rows[0][2:]])
        roles = defaultdict[str, set[int]](set)
        for role, post, *_person in rows:
            if role is not None:
                roles[role].add(post)
        person.held = dict(roles)
        return person if self.user_can_authenticate(person) else None
