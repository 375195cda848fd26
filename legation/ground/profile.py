"""The profile: what one country chooses. Read once from definitions/profiles/<code>/profile.yaml."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field

from legation.ground import sources


class Ministry(BaseModel):
    """The ministry's and the state's names, by language code."""

    model_config = ConfigDict(extra="forbid")

    name: dict[str, str]
    state: dict[str, str]


SealFormat = Literal["vds", "vds-nc", "idb", "idb-portrait"]
"""Formats of seals by the names of their standards (`legation.documents.seals.formats`)."""


class Profile(BaseModel):
    """One country's choices. `state` is the code in machine-readable zones and seals (Doc 9303-3 section 5).

    `seals` is the format of the seal by kind of document, as it is published next; one that is not named gets a VDS.
    `post_quantum` puts a second signature by ML-DSA-65 into every PDF.
    """

    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^[a-z]{2,3}$")
    edition: str = Field(pattern=r"^\d{4}-\d\d-\d\d$")
    state: str = Field(pattern=r"^[A-Z]{3}$")
    state2: str = Field(pattern=r"^[A-Z]{2}$")
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    languages: list[str] = Field(min_length=1)
    centre: str
    ministry: Ministry
    procedures: list[str]
    seals: dict[str, SealFormat] = Field(default_factory=dict)
    post_quantum: bool = False


def folder() -> Path:
    """The folder of the profile in force."""
    return Path(settings.LEGATION_DEFINITIONS) / "profiles" / str(settings.LEGATION_PROFILE)


@cache
def profile() -> Profile:
    """The profile in force.

    Raises:
        legation.ground.sources.Refused: its file has mistakes.
    """
    path = folder() / "profile.yaml"
    return sources.parse(sources.read(path, shown_as=f"profiles/{folder().name}/profile.yaml"), Profile)


def post_rows() -> list[dict[str, Any]]:
    """The posts of the profile in force, as its posts.yaml lists them."""
    path = folder() / "posts.yaml"
    return list(sources.read(path, shown_as=f"profiles/{folder().name}/posts.yaml").data["posts"])
