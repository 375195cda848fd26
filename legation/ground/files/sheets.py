"""Several sheets of one paper, scanned one by one, as one PDF: what a scanner leaves in a folder, chosen at once."""

import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image

from legation.ground.errors import Invalid
from legation.ground.files.rules import redraw

MOST_SHEETS = 20
DOTS_PER_INCH = 150
"""At which a sheet stands on its page: a side of A4 that is drawn anew is 1,800 dots long."""


def in_one(sheets: Sequence[bytes]) -> bytes:
    """One paper: what was sent, if it is one file, else a PDF with a page for each picture, in the order they came.

    Each is drawn anew as any picture of a stranger (`redraw`).

    Raises:
        Invalid: one of several is no picture, or they are too many.
    """
    if len(sheets) == 1:
        return sheets[0]
    if len(sheets) > MOST_SHEETS:
        raise Invalid(reader=_("These are more than %(most)d sheets. Hand them in as one PDF.") % {"most": MOST_SHEETS})
    pages = [Image.open(io.BytesIO(redraw(each, kind="scan"))) for each in sheets]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=DOTS_PER_INCH)
    return out.getvalue()


def sent(files: Any) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files of a form by field, several of one field as one; and what is wrong by field, for the reader.

    Args:
        files: as Django's `request.FILES`.
    """
    found, wrong = dict[str, bytes](), dict[str, Any]()
    for name, each in files.lists():
        try:
            if whole := [one.read() for one in each if one]:
                found[name] = in_one(whole)
        except Invalid as error:
            wrong[name] = error.reader
    return found, wrong
