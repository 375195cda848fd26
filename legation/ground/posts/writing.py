"""What the head of a post types, read: hours such as '09:00-12:30, 14:00-17:00', and texts in several languages."""

import re
from collections.abc import Mapping
from itertools import pairwise

from django.conf import settings
from django.utils.translation import gettext as _

from legation.ground.errors import Invalid

_SPAN = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3])[:.]([0-5]\d)$")
MOST_SPANS = 4


def spans_in(text: str, *, field: str) -> list[str]:
    """Spans in order, as posts.yaml writes them; none of an empty text.

    Raises:
        Invalid: at `field`: one cannot be read, ends before it begins, or begins before another ends.
    """
    parts = [part.strip() for part in text.replace(";", ",").replace("،", ",").split(",") if part.strip()]
    found = [_SPAN.match(part) for part in parts]
    read = sorted("{:0>2}:{}-{:0>2}:{}".format(*each.groups()) for each in found if each)
    moments = [moment for span in read for moment in span.split("-")]
    if len(read) < len(parts) or len(parts) > MOST_SPANS or any(a >= b for a, b in pairwise(moments)):
        said = _("Write hours such as 09:00-12:30, 14:00-17:00, one after the other.")
        raise Invalid(f"hours {text[:40]!r}", fields={field: said})
    return read


def texts_in(typed: Mapping[str, str], *, most: int) -> dict[str, str]:
    """Language code -> text, tidied, for the languages of the house in which something was written."""
    tidy = {code: typed.get(code, "").strip()[:most] for code, _name in settings.LANGUAGES}
    return {code: text for code, text in tidy.items() if text}
