"""What a stranger's PDF must be before we keep it: whole, readable by everybody, and without anything that acts.

Source of what acts: ISO 32000-2 sections 7.11.4 (embedded files), 12.6 (actions), 12.7.9 (XFA), 13 (multimedia).
"""

import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from legation.ground.errors import Invalid

_MOST_OBJECTS, _DEEPEST = 50_000, 60
_ACTING = frozenset({
    "/JS", "/JavaScript", "/Launch", "/OpenAction", "/AA", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA",
    "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Movie", "/Sound", "/Rendition", "/3D", "/AF",
})  # fmt: skip
"""Keys and names of what a viewer would do, play or unpack; a scanned paper has none. `/OpenAction` may be a place."""


def check_pdf(data: bytes, *, most_pages: int) -> int:
    """How many pages a PDF has.

    Raises:
        Invalid: damaged, encrypted, too many pages, or something in it acts; the message says which.
    """
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        if reader.encrypted:
            raise Invalid(reader=_("This PDF is protected by a password. Save it without one and choose it again."))
        pages = sum(1 for _page in _pages(reader.root["/Pages"], 0))
        acts = any(_acts(each) for each in _objects(reader))
    except Invalid:
        raise
    except Exception as error:  # a stranger's bytes: whatever the library stumbles over, it is no PDF for us
        raise Invalid(
            f"no PDF: {error!r}", reader=_("This PDF is damaged. Scan or save the document again.")
        ) from error
    if acts:
        raise Invalid(
            reader=_("This PDF has programs, forms or other files in it. Print it as a PDF, or scan the document.")
        )
    if not 1 <= pages <= most_pages:
        raise Invalid(reader=_("This PDF has more than %(most)d pages, or none.") % {"most": most_pages})
    return pages


def _pages(node: Any, depth: int) -> Iterator[Any]:
    if depth > _DEEPEST:
        raise ValueError("pages lie too deep")
    if node.get("/Type") == "/Pages" or "/Kids" in node:
        for kid in node["/Kids"]:
            yield from _pages(kid.get_object() if isinstance(kid, generic.IndirectObject) else kid, depth + 1)
    else:
        yield node


def _objects(reader: PdfFileReader) -> Iterator[Any]:
    """Every object that the trailer leads to, each once, without following one twice."""
    waiting: list[Any] = [reader.trailer.flatten()]
    seen: set[Any] = set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, generic.IndirectObject):
            if each.reference in seen:
                continue
            seen.add(each.reference)
            each = each.get_object()
        if len(seen) > _MOST_OBJECTS or len(waiting) > 10 * _MOST_OBJECTS:
            raise ValueError("too many objects")
        yield each
        if isinstance(each, generic.DictionaryObject):
            waiting += [each.raw_get(key) for key in each]
        elif isinstance(each, generic.ArrayObject):
            waiting += [each.raw_get(place) for place in range(len(each))]


def _acts(each: Any) -> bool:
    if not isinstance(each, generic.DictionaryObject):
        return False
    keys = {str(key) for key in each} & _ACTING
    if keys == {"/OpenAction"}:  # a place to open at is harmless, an action is looked at when it is reached
        return False
    return bool(keys) or str(each.get("/S", "")) in _ACTING or str(each.get("/Subtype", "")) in _ACTING
