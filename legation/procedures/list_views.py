"""A list of persons in a file: the template, the upload with what is wrong by row and column, the pictures in a ZIP."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.people.api import citizen_of
from legation.ground.posts.policy import public
from legation.procedures.bundles import Opened
from legation.procedures.models import Case
from legation.procedures.selectors import draft_of, whole
from legation.procedures.services.add_list import add_list, columns, list_at_most, pictures_of
from legation.procedures.services.add_pictures import add_pictures
from legation.procedures.tables import write_table
from legation.web.client import address_of

MOST_TOLD = 100
MOST_FAULTS_BYTES = 512 * 1024


def _draft(token: str) -> tuple[Case, Opened]:
    """The first case of a draft that takes lists.

    Raises:
        NotFound: no such link, or its service takes no list.
    """
    case, opened = draft_of(whole(token))
    if opened.definition.subjects is None or not opened.definition.subjects.list_at_most:
        raise NotFound(f"{opened.definition.procedure} takes no list")
    return case, opened


@public
@require_http_methods(["GET", "HEAD", "POST"])
def subject_list(request: HttpRequest, token: str) -> HttpResponse:
    """Many persons at once: everybody in the file, or nobody and what is wrong with it."""
    token = whole(token)
    case, opened = _draft(token)
    if case.status != opened.definition.states[0].state:
        return redirect("application", token=token)
    if request.method != "POST":
        return _page(request, token, opened, None)
    hit("list", address_of(request), at=datetime.now(UTC), most=30, minutes=10)
    file, now = request.FILES.get("list") or request.FILES.get("pictures"), datetime.now(UTC)
    try:
        if getattr(request, "too_large", ()):
            raise Invalid("too large", reader=_("The file is larger than 8 MB. Send it in parts."))
        if file is None:
            raise Invalid("no file", reader=_("Choose a file."))
        if "list" in request.FILES:
            add_list(token=token, data=file.read(), signed_in=_signed_in(request, case), at=now)
        else:
            add_pictures(token=token, data=file.read(), at=now)
    except Conflict:
        return redirect("application", token=token)
    except Invalid as error:
        return _page(request, token, opened, error)
    return redirect("subjects", token=token)


def _signed_in(request: HttpRequest, case: Case) -> bool:
    return citizen_of(request) is not None or case.application.citizen_id is not None


def _page(request: HttpRequest, token: str, opened: Opened, error: Invalid | None) -> HttpResponse:
    case, of_pictures = draft_of(token)[0], "pictures" in request.FILES
    faults = _told(opened, error, of_pictures=of_pictures) if error else []
    context = {
        "opened": opened, "token": token, "faults": faults[:MOST_TOLD], "more": len(faults) - MOST_TOLD,
        "refused": error.reader if error and not faults else "", "of_pictures": of_pictures,
        "as_text": "\n".join("\t".join(fault) for fault in faults)[: MOST_FAULTS_BYTES // 4],
        "most": list_at_most(opened, signed_in=_signed_in(request, case)),
        "most_signed_in": list_at_most(opened, signed_in=True), "pictures": pictures_of(opened),
        "columns": [(field, opened.text(f"field.{field.field}", current().code)) for field in columns(opened)],
    }  # fmt: skip
    return render(request, "procedures/list.html", context, status=422 if error else 200)


def _told(opened: Opened, error: Invalid, *, of_pictures: bool) -> list[tuple[str, str, str]]:
    """(row, column, what is wrong) in the order of the file; of pictures (name of the file, '', what is wrong)."""
    if of_pictures:
        return [(name, "", str(say)) for name, say in error.fields.items()]
    code, names, found = current().code, {field.field for field in columns(opened)}, []
    for place, say in error.fields.items():
        row, _dot, column = place.partition(".")
        found.append((row, opened.text(f"field.{column}", code) if column in names else column, str(say)))
    return sorted(found, key=lambda fault: int(fault[0]))


@public
@require_safe
def list_template(request: HttpRequest, token: str) -> HttpResponse:
    """The heads of the list, in the reader's language with their keys, to be filled in with a spreadsheet."""
    _case, opened = _draft(token)
    code = current().code
    heads = [f"{opened.text(f'field.{field.field}', code)} [{field.field}]" for field in columns(opened)]
    return _file(write_table([heads], language=code), f"{opened.definition.procedure}-{code}.csv")


@public
@require_POST
def list_faults(request: HttpRequest, token: str) -> HttpResponse:
    """What was wrong with a list, as a file; the page that told it sends it here, since no list is kept."""
    _draft(token)
    told = [line.split("\t")[:3] for line in request.POST.get("faults", "")[:MOST_FAULTS_BYTES].splitlines()]
    heads = [_("Row"), _("Column"), _("What is wrong")]
    return _file(write_table([heads, *told], language=current().code), "faults.csv")


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
