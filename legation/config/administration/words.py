"""Codes of the screen in the reader's words."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from legation.ground.approvals.api import ApprovalRequest
from legation.ground.languages.api import current, format_date
from legation.ground.people.api import Person
from legation.ground.posts.labels import named
from legation.messaging import api as messaging


def role(code: str) -> str:
    """A role's name; one of a ministry's own is shown by its code, in words."""
    return _("Administrator") if code == "administrator" else named(code) or code.replace("_", " ").capitalize()


def purpose(code: str) -> str:
    """What a key signs."""
    known = {
        "root": _("Root"), "seal": _("Seals"), "document": _("Documents"), "log": _("Issuance log"),
        "list": _("Revocation lists"), "quantum": _("Second signature"), "trusted": _("Earlier signer"),
    }  # fmt: skip
    return known.get(code, code)


def revocation_reason(code: str) -> str:
    """A reason of RFC 5280 section 5.3.1."""
    known = {
        "unspecified": _("No reason given"), "keyCompromise": _("The key has leaked, or may have"),
        "cACompromise": _("The root has leaked"), "affiliationChanged": _("The signer belongs elsewhere now"),
        "superseded": _("Another key has taken its place"), "cessationOfOperation": _("It signs no longer"),
        "privilegeWithdrawn": _("It may sign no longer"), "aACompromise": _("Its attributes are wrong"),
    }  # fmt: skip
    return known.get(code, code)


def way(channel: str) -> str:
    """How a message is sent."""
    return {messaging.MAIL: _("Mail"), messaging.SMS: _("SMS"), messaging.PUSH: _("On the screen")}[channel]


def failure(code: str) -> str:
    """Why a message did not arrive; what is not among them is told as the other side says it."""
    known = {
        "refused": _("refused by the other side"), "away": _("the other side did not answer"),
        "later": _("put off until it was given up"), "unsafe": _("no safe line to the server"),
        "gone": _("the device is not there any more"), "not_allowed": _("a push service that is not allowed"),
    }  # fmt: skip
    return known.get(code, code)


def outcome(row: ApprovalRequest, now: Any) -> tuple[str, str]:
    """How a request stands, and the kind of its tag."""
    if not row.outcome:
        return (_("Waits for a second person"), "waiting") if now <= row.ends_at else (_("Its time is over"), "neutral")
    kinds = {"approved": "granted", "declined": "refused", "withdrawn": "neutral"}
    said = {"approved": _("Approved"), "declined": _("Declined"), "withdrawn": _("Withdrawn")}
    return said[row.outcome], kinds[row.outcome]


def asked(row: ApprovalRequest, people: dict[int, Person]) -> str:
    """What is asked for, in a sentence; what is put into it runs in its own direction."""
    said = dict(row.arguments)
    person = people.get(said.get("person", 0))
    said["person"] = person.name if person else ""
    said["role"] = role(said.get("role", ""))
    said["why"] = revocation_reason(said.get("why", ""))
    said["scopes"] = ", ".join(said.get("scopes", []))
    for name in ("since", "until"):  # kept as ISO 8601
        said[name] = format_date(date.fromisoformat(said[name]), current().code) if name in said else ""
    said["digest"] = said.get("digest", "")[:12]
    sentences = {
        "give_role": _("Give %(person)s the role “%(role)s” at %(post)s"),
        "take_role": _("Take the role “%(role)s” at %(post)s from %(person)s"),
        "activate": _("Let %(person)s sign in again"),
        "deactivate": _("Let %(person)s sign in no longer"),
        "publish": _("Publish %(name)s with the digest %(digest)s"),
        "retire_key": _("Revoke the key %(key)s: %(why)s"),
        "drop_job": _("Leave job %(job)s undone for good"),
        "service_token": _("Give the program “%(name)s” a token for %(scopes)s; days: %(days)s"),
        "close_program": _("Close the program “%(name)s” for good, with its tokens and whatever it is told"),
        "export_access": _("Export who looked at what, from %(since)s to %(until)s"),
    }
    return sentences[row.verb] % {name: f"\u2068{value}\u2069" for name, value in said.items()}
