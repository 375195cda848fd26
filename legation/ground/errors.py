"""The one exception tree. Each error knows its HTTP status and what to tell the reader, in their language.

`legation.config.middleware` maps the tree to answers once; nothing else turns an error into a response.
"""

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _


class LegationError(Exception):
    """Base of all errors this house raises on purpose.

    Args:
        detail: What happened, for the log and for developers; never shown to a stranger.
        reader: What to tell the reader, already translatable; the class's own sentence if absent.
    """

    status = 500
    code = "error"
    sentence = _("Something went wrong on our side. Nothing you entered is lost. Please try again.")

    def __init__(self, detail: str = "", *, reader: Any = None) -> None:
        super().__init__(detail or self.code)
        self.detail = detail
        self.reader = reader if reader is not None else self.sentence


class NotAllowed(LegationError):
    """The actor may not do this, here."""

    status = 403
    code = "not_allowed"
    sentence = _("You are signed in, but this is not open to you.")


class NotFound(LegationError):
    """No such thing, or none that the actor may know of."""

    status = 404
    code = "not_found"
    sentence = _("We could not find what you asked for. Check the address or the reference.")


class Conflict(LegationError):
    """Somebody else was quicker, or the thing is no longer in a state that allows this."""

    status = 409
    code = "conflict"
    sentence = _("This has changed in the meantime. Look at it again before you go on.")


class AtCentre(Conflict):
    """This machine is an edge node, and what is asked for is done at the centre only."""

    code = "at_centre"
    sentence = _(
        "This is done at the centre. This machine is only for a post without a line: do it there, when the line holds."
    )


class Invalid(LegationError):
    """What was sent cannot be accepted as it is.

    Args:
        fields: field id -> message for the reader, for errors that belong to a field.
    """

    status = 422
    code = "invalid"
    sentence = _("Something in what you sent needs another look.")

    def __init__(self, detail: str = "", *, fields: Mapping[str, Any] | None = None, reader: Any = None) -> None:
        super().__init__(detail, reader=reader)
        self.fields: dict[str, Any] = dict(fields or {})


class TooLarge(LegationError):
    """More bytes than this door takes."""

    status = 413
    code = "too_large"
    sentence = _("What you sent is too large. Nothing was saved; what you entered before is still there.")


class TooMany(LegationError):
    """More attempts than allowed in a stretch of time.

    Args:
        wait: Seconds until the next attempt makes sense.
    """

    status = 429
    code = "too_many"
    sentence = _("Too many attempts. Please wait a few minutes and try again.")

    def __init__(self, detail: str = "", *, wait: int = 60) -> None:
        super().__init__(detail)
        self.wait = wait


class Unavailable(LegationError):
    """Something this answer depends on does not answer."""

    status = 503
    code = "unavailable"
    sentence = _("This is not available just now. Nothing you entered is lost. Please try again in a few minutes.")


class Tampered(LegationError):
    """What is stored is not what was written: a digest, a chain or a signature does not fit."""

    code = "tampered"


def told(error: BaseException) -> str:
    """What may be written down about an error: its kind and where it was raised, in at most 500 characters.

    One of ours adds what it says. What another says may quote somebody's data, so it is left out.
    """
    kind = type(error).__name__
    return (f"{kind}: {error}" if isinstance(error, LegationError) else f"{kind} at {place_of(error)}")[:500]


def place_of(error: BaseException) -> str:
    """The innermost line of this house that an error came through, as 'act.py:41 settle'."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/legation/" in frame.filename]
    found = (ours or frames)[-1:]
    return "".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in found) or "no line"
