"""The profile: what one country chooses. Read once from definitions/profiles/<code>/profile.yaml."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, field_validator

from legation.ground import sources

_THREE = sources.form(r"^[A-Z]{3}$", "Write three large letters.")


class Ministry(BaseModel):
    """The ministry's and the state's names, by language code."""

    model_config = ConfigDict(extra="forbid")

    name: dict[str, str]
    state: dict[str, str]


SIGN_ON_FIELDS = ("surname", "given_names", "birth_date", "national_number", "sex")
"""The fields that a national sign-on may fill."""


class SignOn(BaseModel):
    """A national sign-on: what it is called, by language code, and which of its claims fills which field."""

    model_config = ConfigDict(extra="forbid")

    name: dict[str, str]
    claims: dict[str, str] = Field(default_factory=dict)


SealFormat = Literal["vds", "vds-nc", "idb", "idb-portrait"]
"""Formats of seals by the names of their standards (`legation.documents.seals.formats`)."""


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_DAY = sources.form(r"^(\d{4}-)?\d\d-\d\d$", 'Write a day in quotes: "2027-03-20", or "05-01" for every year.')


class Holidays(BaseModel):
    """The days on which a post is closed: those of a country by its ISO 3166 code, and days of its own.

    A day is one of every year ('05-01') or of one ('2027-03-20').
    """

    model_config = ConfigDict(extra="forbid")

    country: str = ""
    days: list[Annotated[str, Field(pattern=_DAY)]] = Field(default_factory=list)


class Till(BaseModel):
    """The cash desks: for how many days a day's rate may be used; the card terminals of each post by their names."""

    model_config = ConfigDict(extra="forbid")

    rate_days: int = Field(default=4, ge=0, le=366)
    terminals: dict[str, list[str]] = Field(default_factory=dict)


_SPAN = sources.form(r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$", 'Write a span in quotes: "09:00-12:30".')
EVERY = "every"
HoursDay = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "every"]
Hours = dict[HoursDay, list[Annotated[str, Field(pattern=_SPAN)]]]
"""Spans by the post's clock, by weekday; `every` stands for each working day that is not named."""


class Profile(BaseModel):
    """One country's choices. `state` is the code in machine-readable zones and seals (Doc 9303-3 section 5).

    `languages` begin with the ministry's own. `reviewers` names, by language, who answers for its texts.
    `seals` is the format of the seal by kind of document, as it is published next; one that is not named gets a VDS.
    `roles` says at which posts each role of officers is held, by the posts' codes; `posts` are all but the centre.
    `passkeys` names the roles that are exercised only by who signed in with a passkey.
    `sign_on` is the national sign-on that citizens may come in by, where the instance names its address.
    `weekend`, `holidays` and `hours` (opening hours) are those of its posts, as far as a post has none of its own.
    `apostilles` says that a state that no list of parties names is one of the Apostille Convention (an invented one).
    `till` says how its posts take cash. `post_quantum` puts a second signature by ML-DSA-65 into every PDF.
    """

    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=sources.form(r"^[a-z]{2,3}$", "Write two or three small letters."))
    edition: str = Field(pattern=sources.form(r"^\d{4}-\d\d-\d\d$", 'Write a day in quotes: "2027-01-31".'))
    state: str = Field(pattern=_THREE)
    state2: str = Field(pattern=sources.form(r"^[A-Z]{2}$", "Write the two large letters of ISO 3166."))
    currency: str = Field(pattern=_THREE)
    languages: list[str] = Field(min_length=1)
    reviewers: dict[str, str] = Field(default_factory=dict)
    centre: str
    ministry: Ministry
    procedures: list[str]
    roles: dict[str, list[str]] = Field(default_factory=dict)
    sign_on: SignOn | None = None
    passkeys: list[str] = Field(default_factory=list)
    seals: dict[str, SealFormat] = Field(default_factory=dict)
    weekend: list[Weekday] = Field(default=["sat", "sun"], max_length=6)
    holidays: Holidays = Field(default_factory=Holidays)
    hours: Hours = Field(default={"every": ["09:00-12:30", "14:00-17:00"]})
    post_quantum: bool = False
    apostilles: bool = False
    till: Till = Field(default_factory=Till)

    @field_validator("languages")
    @classmethod
    def _english_is_among_them(cls, languages: list[str]) -> list[str]:
        if "en" not in languages:
            raise ValueError("English is missing: a text that another language lacks is shown in it")
        return languages


def folder() -> Path:
    """The folder of the profile in force."""
    return Path(settings.LEGATION_DEFINITIONS) / "profiles" / str(settings.LEGATION_PROFILE)


def profile_tree() -> sources.Tree:
    """The profile's file with its places, for those who check it further.

    Raises:
        legation.ground.sources.Refused: it is not there, or its form is wrong.
    """
    return _tree("profile.yaml")


def _tree(name: str) -> sources.Tree:
    """A file of the profile, read again only when it was changed: reading takes longer than all that is checked."""
    path = folder() / name
    return _read(path, f"profiles/{folder().name}/{name}", path.read_bytes() if path.exists() else b"")


@lru_cache(maxsize=16)
def _read(path: Path, shown_as: str, _content: bytes) -> sources.Tree:
    return sources.read(path, shown_as=shown_as)


@cache
def profile() -> Profile:
    """The profile in force.

    Raises:
        legation.ground.sources.Refused: its file has mistakes.
    """
    return sources.parse(profile_tree(), Profile)


_PART = sources.form(r"^[A-Z]{2}-[A-Z0-9]{1,3}$", "Write the code of ISO 3166-2, such as US-NY.")
_CODE = sources.form(r"^[a-z][a-z0-9_]{0,39}$", "Write the code of a procedure: small letters, digits and _.")
Degrees = tuple[float, float]


class District(BaseModel):
    """A state that a post serves; of it only some parts (ISO 3166-2), or all but what other posts name."""

    model_config = ConfigDict(extra="forbid")

    state: str = Field(pattern=_THREE)
    parts: list[Annotated[str, Field(pattern=_PART)]] = Field(default_factory=list)


class PostRow(BaseModel):
    """One post as posts.yaml lists it: names by language code, the time zone by its name in the tz database.

    `weekend`, `holidays` and `hours` are its own, instead of the profile's. `district` are the states it serves.
    `services` are the procedures for which one comes to a post that it offers; without it, an embassy, a consulate
    general and a consulate offer all of them, other posts none. `cash` is the currency of its cash desk (ISO 4217),
    `at` latitude and longitude in degrees, `emergency` the number that is answered day and night. What is not known is
    left out.
    """

    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=sources.form(r"^[A-Z]{2,6}$", "Write two to six large letters."))
    kind: Literal["ministry", "embassy", "consulate_general", "consulate", "honorary_consulate", "permanent_mission"]
    country: str = Field(pattern=_THREE)
    city: str = Field(min_length=1)
    time_zone: str
    names: dict[str, str]
    weekend: list[Weekday] | None = Field(default=None, max_length=6)
    holidays: Holidays | None = None
    hours: Hours | None = None
    district: list[District] = Field(default_factory=list)
    services: list[Annotated[str, Field(pattern=_CODE)]] | None = None
    languages: list[str] = Field(default_factory=list)
    cash: str = ""
    address: list[str] = Field(default_factory=list)
    phone: str = ""
    email: str = ""
    website: str = ""
    emergency: str = ""
    at: Degrees | None = None


class _Posts(BaseModel):
    """`elsewhere` is the post that serves who lives in a state of nobody's district."""

    model_config = ConfigDict(extra="forbid")

    elsewhere: str = ""
    posts: list[PostRow] = Field(min_length=1)


def posts_tree() -> sources.Tree:
    """The file of the profile's posts with its places; errors as of `profile_tree`."""
    return _tree("posts.yaml")


def read_posts() -> tuple[list[PostRow], str]:
    """The posts of the profile in force, and the post that serves all that none of them does, or ''.

    Raises:
        legation.ground.sources.Refused: the file has mistakes.
    """
    read = sources.parse(posts_tree(), _Posts)
    return read.posts, read.elsewhere


def post_rows() -> list[dict[str, Any]]:
    """The posts of the profile in force, as its posts.yaml lists them; errors as of `read_posts`."""
    return [row.model_dump() for row in read_posts()[0]]


EVERY_POST = "posts"
"""In `roles`: at every post but the centre."""


def posts_of_role(role: str, posts: list[str]) -> list[str]:
    """The codes of the posts, among all `posts` of the profile in force, at which a role is held."""
    ours = profile()
    named = ours.roles.get(role, [])
    every = [post for post in posts if post != ours.centre] if EVERY_POST in named else []
    return list(dict.fromkeys([*(post for post in named if post != EVERY_POST), *every]))
