"""Files of a case as answers to a browser or a program; they never stay in a shared cache."""

from django.http import HttpResponse

from legation.documents import api as documents
from legation.ground.errors import NotFound
from legation.ground.files import api as files
from legation.procedures.answers import key_of
from legation.procedures.kinds import PDF
from legation.procedures.models import Case, CaseFile
from legation.procedures.selectors import answers_now


def picture_response(case: Case, field: str, *, small: bool = False) -> HttpResponse:
    """A file that answers a field, as it was handed in; a picture also small enough for a page of a hundred things.

    Raises:
        NotFound: that field has no picture.
    """
    answer = answers_now(case).get(field)
    if not isinstance(answer, dict):
        raise NotFound(f"no picture {field}")
    data = files.fetch(answer["file"], key=key_of(case))
    if answer.get("type") == PDF:
        return _paper(data, f"{case.reference}-{field}.pdf")
    return HttpResponse(files.preview(data) if small else data, content_type="image/jpeg")


def paper_response(case: Case, digest: str) -> HttpResponse:
    """A paper that came with an appeal, or was scanned at the counter.

    Raises:
        NotFound: the case has no such paper.
    """
    kept = CaseFile.objects.filter(case=case, file=digest).select_related("file").first()
    if kept is None:
        raise NotFound(f"no paper {digest}")
    data = files.fetch(digest, key=key_of(case))
    if kept.file.media_type == PDF:
        return _paper(data, f"{case.reference}-{kept.field}.pdf")
    return HttpResponse(data, content_type="image/jpeg")


def _paper(data: bytes, name: str) -> HttpResponse:
    """A stranger's PDF: to be saved, never shown by our address."""
    response = HttpResponse(data, content_type=PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def document_response(case: Case, number: str = "") -> HttpResponse:
    """The document of this number that was issued for a case, or else the last.

    Raises:
        NotFound: none was issued.
    """
    issued = [each for each in documents.of_reference(case.reference) if number in ("", each.number)]
    if not issued:
        raise NotFound("nothing issued")
    response = HttpResponse(documents.fetch(issued[-1].number, key=key_of(case)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{issued[-1].number}.pdf"'
    return response


def zip_response(data: bytes, name: str) -> HttpResponse:
    """A zip for the reader to keep."""
    response = HttpResponse(data, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response
