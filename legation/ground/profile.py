"""The profile: what one country chooses. Read once from definitions/profiles/<code>/profile.yaml."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, field_validator

from legation.ground import sources


class Ministry(BaseModel):
    """The ministry's and the state's names, by language code."""

    model_config = ConfigDict(extra="forbid")

    name: dict[str, str]
    state: dict[str, str]


SealFormat = Literal["vds", "vds-nc", "idb", "idb-portrait"]
"""Formats of seals by the names of their standards (`legation.documents.seals.formats`)."""


LanguageCode = Annotated[str, Field(pattern="^(en|fr|tr|az|ru|ar)$")]


class Profile(BaseModel):
    """One country's choices. `state` is the code in machine-readable zones and seals (Doc 9303-3 section 5).

    `languages` begin with the ministry's own. `reviewers` names, by language, who answers for its texts.
    `seals` is the format of the seal by kind of document, as it is published next; one that is not named gets a VDS.
    `post_quantum` puts a second signature by ML-DSA-65 into every PDF.
    """

    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^[a-z]{2,3}$")
    edition: str = Field(pattern=r"^\d{4}-\d\d-\d\d$")
    state: str = Field(pattern=r"^[A-Z]{3}$")
    state2: str = Field(pattern=r"^[A-Z]{2}$")
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    languages: list[LanguageCode] = Field(min_length=1)
    reviewers: dict[LanguageCode, str] = Field(default_factory=dict)
    centre: str
    ministry: Ministry
    procedures: list[str]
    seals: dict[str, SealFormat] = Field(default_factory=dict)
    post_quantum: bool = False

    @field_validator("languages")
    @classmethod
    def _english_is_among_them(cls, languages: list[str]) -> list[str]:
        if "en" not in languages:
            raise ValueError("English is missing: a text that another language lacks is shown in it")
        return languages


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
