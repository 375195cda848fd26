"""What is said to an applicant about their case: in their language, by the ways they chose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from legation.ground.posts.api import post_zone
from legation.messaging import api as messaging
from legation.procedures.answers import open_answers
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.definitions.texts import SHORT_PARTS
from legation.procedures.models import Application, Case

NO_CHOICE = messaging.Chosen()


@dataclass(frozen=True)
class News:
    """One thing to say: `what` is the key of its wordings, such as `notice.received`; `key` makes it said once.

    `about` is the person it is about, where whoever is told has several in one application.
    """

    case: Case
    key: str
    what: str
    name: str
    email: str
    values: Mapping[str, str] = field(default_factory=dict)
    stop: str = ""
    about: str = ""


def letters(news: list[News]) -> list[messaging.Letter]:
    """What is sent, with the ways that were chosen looked up for all at once."""
    ways = choices(each.case.application for each in news)
    return [_letter(each, ways.get(each.case.application_id, NO_CHOICE)) for each in news]


def reference_of_account(citizen: int) -> str:
    """What an account is called where it is told."""
    return f"citizen:{citizen}"


def choices(applications: Iterable[Application]) -> dict[int, messaging.Chosen]:
    """application's key -> what was chosen for it, else for the account it was begun from."""
    places = {
        each.pk: [each.reference, *([reference_of_account(each.citizen_id)] if each.citizen_id else [])]
        for each in applications
    }
    known = messaging.chosen(reference for references in places.values() for reference in references)
    found = {pk: next((known[each] for each in references if each in known), None) for pk, references in places.items()}
    return {pk: each for pk, each in found.items() if each}


def phone_of(case: Case) -> str:
    """The number that was answered first, if any."""
    fields = [each.field for each in open_bundle(case.bundle_id).definition.all_fields() if each.kind == "phone"]
    answers = open_answers(case) if fields and case.data_key is not None else {}
    return next((str(answers[name]) for name in fields if answers.get(name)), "")


def _letter(news: News, ways: messaging.Chosen) -> messaging.Letter:
    case, language = news.case, news.case.application.language
    address = f"{settings.LEGATION_ADDRESS}/{language}"
    values = {
        "name": news.name, "reference": case.application.reference, "status_url": f"{address}/status/",
        "verify_url": f"{address}/verify/", **news.values,
    }  # fmt: skip
    said = worded(open_bundle(case.bundle_id), news.what, language, values, stop=news.stop)
    wants_sms = ways.sms and messaging.has(messaging.SMS)
    return messaging.Letter(
        key=news.key, reference=case.reference, to=news.email, language=language,
        subject=f"{said['subject']} ({news.about})" if news.about else said["subject"],
        body=said["mail"], sms=said["sms"], phone=phone_of(case) if wants_sms and said["sms"] else "",
        push=said["push"], devices=ways.devices if ways.push else (),
        quiet=ways.quiet(post_zone(case.post_id)) if ways.sms or ways.push else None, stop=news.stop,
    )  # fmt: skip


def worded(opened: Opened, what: str, language: str, values: Mapping[str, str], *, stop: str = "") -> dict[str, str]:
    """What a notice says by subject, mail, sms and push; empty where it has no words for a channel.

    Args:
        stop: where messages of its kind can be stopped; the mail says so.
    """
    said = {part: filled(opened.text(f"{what}.{part}", language), values) for part in ("subject", "mail", *SHORT_PARTS)}
    # bundles published before there was more than mail
    mail = said["mail"] or filled(opened.text(f"{what}.body", language), values)
    if stop:
        with override(language):
            mail += "\n\n" + filled(str(_("To stop reminders about this application: {link}")), {"link": stop})
    short = {part: messaging.reviews.in_short(said[part], language) for part in SHORT_PARTS}
    return said | {"mail": messaging.reviews.in_mail(mail, language)} | short


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its blanks filled in."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
