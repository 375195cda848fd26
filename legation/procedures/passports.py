"""A picture of the passport fills in the page that asks for its data; the traveller compares, and saves as usual."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from legation.documents import api as documents
from legation.ground.errors import Invalid, Unavailable
from legation.ground.limits.api import hit
from legation.ground.posts.policy import public
from legation.procedures.answers import open_answers
from legation.procedures.selectors import draft_of
from legation.procedures.views import show_page
from legation.web.client import address_of

MOST_TRIES, MINUTES = 20, 10
PICTURE = "passport_picture"
_SEX = {"F": "female", "M": "male", "X": "other"}


@public
@require_POST
def read_passport(request: HttpRequest, token: str, page: str) -> HttpResponse:
    """The page again, with what the zone says in its fields; nothing is stored."""
    now = datetime.now(UTC)
    hit("passport", token, at=now, most=MOST_TRIES, minutes=MINUTES)
    hit("passport", address_of(request), at=now, most=5 * MOST_TRIES, minutes=MINUTES)
    case, opened = draft_of(token)
    if case.status != opened.definition.states[0].state:
        return redirect("application", token=token)
    typed, wrong = _read(request, today=now.date())
    answers = open_answers(case)
    return show_page(request, token, opened, page, answers, raw=typed, errors={}, passport=wrong or "read")


def _read(request: HttpRequest, *, today: date) -> tuple[dict[str, str], str]:
    """What to put into the fields, by input name; or what to tell."""
    file = request.FILES.get(PICTURE)
    if getattr(request, "too_large", ()):
        return {}, _("The file is larger than 6 MB. Choose a smaller picture.")
    if file is None:
        return {}, _("Choose a picture of your passport’s data page.")
    try:
        found = documents.read_passport(file.read(), today=today)
    except Invalid as error:
        return {}, str(error.reader)
    except Unavailable:
        return {}, _("Others are having their passport read. Try again in a moment, or type what it says.")
    if found is None:
        return {}, _(
            "The two lines at the foot of the page could not be read for certain. Lay the passport flat in even light, "
            "fill the picture with the page and hold still; or type what it says."
        )
    return filled(found), ""


def filled(found: documents.Passport) -> dict[str, str]:
    """A passport as somebody would type it into the fragment `passport`, by input name."""
    days = {"birth_date": found.birth, "passport_expiry": found.expiry}
    parts = {
        f"{field}-{part}": str(getattr(day, part))
        for field, day in days.items() if day is not None for part in ("day", "month", "year")
    }  # fmt: skip
    return {
        "surname": found.surname, "given_names": found.given_names, "sex": _SEX.get(found.sex, "other"),
        "passport_number": found.number, **parts,
    }  # fmt: skip
