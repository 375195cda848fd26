"""What a definition says of coming in person."""

from typing import Literal

from pydantic import Field

from legation.procedures.definitions.parts import Part, Whole, YesNo


class Visit(Part):
    """Coming in person: how long it takes at the counter, and whether one must.

    Who has not applied yet may come too where `without_application` says so.
    """

    minutes: Whole = Field(ge=5, le=240, multiple_of=5)
    needed: Literal["required", "optional"]
    without_application: YesNo = False
