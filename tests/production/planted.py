"""Blanks at a place, some under way to another, a passport that is at the printing place, and some that wait there."""

from datetime import datetime
from random import Random

from legation.procedures.bundles import in_force
from legation.procedures.models import Case
from legation.procedures.selectors import draft_of
from legation.procedures.services.save_page import save_page
from legation.procedures.services.settle import settle
from legation.procedures.services.start import start
from legation.procedures.services.submit import submit
from legation.production import api as production
from legation.production.models import Job
from legation.production.services.move_blanks import move_blanks
from tests.contract.filling import fill
from tests.contract.samples import sample
from tests.procedures.support import fresh


def plant_blanks(place: str, to: str, at: datetime) -> Job:
    """Write them; gives the passport's job."""
    for where, count in ((place, 500), (to, 20)):
        move_blanks(place=where, verb=production.RECEIVED, count=count, by="command:blanks", at=at, note="1-500")
    for one, other, count in ((place, to, 20), (to, place, 5)):
        move_blanks(
            place=one, verb=production.SENT_ON, count=count, by="command:blanks", at=at, note="1-5", more={"to": other}
        )
    return Job.objects.create(
        order="PLANTED-P/UA1/1", reference="PLANTED-P", decision="d" * 64, place=place, number="UA1", state="sent",
        digest="d" * 64, created_at=at, sent_at=at,
    )  # fmt: skip


def plant_passport(post: str, at: datetime, *, seed: int = 0) -> Case:
    """One that was asked for at a post and paid; its consul has it in hand."""
    opened = in_force("passport_renewal", at=at)
    filled = fill(opened, at=at, seed=seed)
    token = start(procedure="passport_renewal", known=filled.known(), language="en", at=at, post=post)
    for page in opened.definition.form_pages():
        uploads = {each.field: sample(each, Random(7), today=at.date()) for each in filled.files(page.page)}
        save_page(token=token, page=page.page, data=filled.page(page.page), uploads=uploads, at=at)
    submit(token=token, declared=filled.declared(), at=at)
    case, _opened = draft_of(token)
    settle(application=case.application.reference, at=at)
    return fresh(case)
