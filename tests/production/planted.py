"""Blanks at a place, some under way to another, and a passport that is at the printing place."""

from datetime import datetime

from legation.production import api as production
from legation.production.models import Job
from legation.production.services.move_blanks import move_blanks


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
