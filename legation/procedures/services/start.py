"""Opening an application: the first row, with the answers already known and a link to come back by."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.ground.people.api import Citizen, details_of
from legation.ground.posts.api import post_key
from legation.ground.posts.network import network
from legation.ground.profile import profile
from legation.ground.secrets import blind_index, new_key, wrap
from legation.ground.together import Together
from legation.procedures import planning
from legation.procedures.answers import all_facts, seal_answers
from legation.procedures.bundles import Opened, in_force
from legation.procedures.kinds import parse
from legation.procedures.models import Application, Case
from legation.procedures.references import new_reference
from legation.procedures.services.ask_outside import fill_in

APPLY_MOST = 200
"""Applications begun from one address in ten minutes: a family or an agency must be able to, a flood must not."""


def resume_index(token: str) -> bytes:
    """What the token of a resume link is found by; the token itself is stored nowhere."""
    return blind_index("resume", token)


def start(
    *, procedure: str, known: dict[str, str], language: str, at: datetime, citizen: Citizen | None = None,
    service: int | None = None, details: Mapping[str, str] | None = None, post: str = "",
) -> str:  # fmt: skip
    """Open a draft and give the token of its resume link.

    Args:
        known: what the first screen already learned, by field code, as a form would send it.
        citizen: who is signed in; what their account knows about them fills the fields of that name.
        service: the key of the service account whose program begins it.
        details: what is known of who applies, by field code; what does not fit its field is left out.
        post: the code of the post at which it is opened, where a post handles it; else the centre does.

    Raises:
        NotFound: the procedure is not offered.
        Invalid: what is known is not acceptable, the procedure is not offered to such a person, or not at this post.
    """
    opened = in_force(procedure, at=at)
    origin = _origin(opened, post)
    answers: dict[str, Any] = {}
    for name in opened.definition.starts_with:
        value = parse(opened.fields[name], known, today=at.date())
        if value is not None:
            answers[name] = value
    answers = fill_in(opened, details or {}, {}, at=at) | _of_the_account(opened, citizen, at) | answers
    offered = opened.definition.offered_when
    if offered and not opened.conditions[offered].run(all_facts(opened, answers, at=at)):
        raise Invalid(f"{procedure} is not offered with {sorted(answers)}")
    token, key = secrets.token_urlsafe(24), new_key()
    application = Application(
        reference=new_reference(profile().state), bundle_id=opened.digest, language=language,
        resume=resume_index(token), created_at=at, citizen=citizen, service_id=service,
    )  # fmt: skip
    case = Case(
        reference=new_reference(profile().state), application=application, bundle_id=opened.digest,
        post_id=origin or post_key(profile().centre), origin_id=origin, procedure=procedure,
        status=opened.definition.states[0].state, data_key=wrap(key), answers=seal_answers(key, answers), opened_at=at,
    )  # fmt: skip
    writes = Together()
    writes.insert(application)
    writes.insert(case)
    writes.insert(*planning.at_start(case, opened))
    writes.write()
    return token


def _origin(opened: Opened, post: str) -> int | None:
    """The key of the post that opens a case; None where the centre handles it, whatever post is named."""
    if opened.definition.opened_at == "centre":
        return None
    if not network().offers(post, opened.definition.procedure):
        told = {"post": _("Choose a post of the list.")}
        raise Invalid(f"{opened.definition.procedure} is not offered at {post!r}", fields=told)
    return post_key(post)


def _of_the_account(opened: Opened, citizen: Citizen | None, at: datetime) -> dict[str, Any]:
    """What an account knows and this form asks."""
    details = details_of(citizen) if citizen else {}
    details |= {opened.definition.contact: details["email"]} if "email" in details else {}
    return fill_in(opened, details, {}, at=at)
