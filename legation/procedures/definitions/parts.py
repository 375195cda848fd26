"""What every part of a definition is made of: codes, whole numbers, conditions, and no unknown keys."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from legation.ground.sources import form

CODE = r"^[a-z][a-z0-9_]{0,39}$"
_CODE = form(CODE, "Write small letters, digits and _, a letter first: such as first_page.")
_NAMED = form(r"^[a-z]+\.[a-z_]+$", "Write department and name with a dot between: such as visa.policy.")
Code = Annotated[str, Field(pattern=_CODE)]
Named = Annotated[str, Field(pattern=_NAMED)]
Whole = Annotated[int, Field(strict=True)]
YesNo = Annotated[bool, Field(strict=True)]
Condition = Annotated[str, Field(min_length=1, max_length=400)]

WHOLE = "whole"
"""What the page is called that has all pages of a form on it."""


class Part(BaseModel):
    """A part of a definition: nothing unknown may stand in it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
