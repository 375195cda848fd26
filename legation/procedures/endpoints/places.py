"""The posts, and which of them serves where somebody lives."""

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.posts.network import Network, network
from legation.ground.profile import PostRow
from legation.ground.tokens.problems import WrongIn, by_field, problems
from legation.procedures.bundles import Opened, in_force
from legation.procedures.endpoints import schemas
from legation.procedures.where import where
from legation.web.client import address_of

router = Router(tags=["posts"])
ASKED_A_MINUTE = 300
_Country = Annotated[str, Query(pattern=r"^[A-Z]{3}$", description="Where somebody lives.", examples=["FRA"])]
_Part = Annotated[
    str | None, Query(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$", description="The part of it, where posts share a state.")
]
_Procedure = Annotated[str, Query(pattern=schemas.CODE, description="Which service.")]


class Position(Schema):
    """Degrees."""

    latitude: float
    longitude: float


class PostView(Schema):
    """One of the ministry's posts; what is not known is empty."""

    post: str = Field(examples=["PAR"])
    kind: str = Field(examples=["embassy"])
    name: str = Field(examples=["Embassy in Paris"])
    country: str = Field(examples=["FRA"])
    city: str = Field(examples=["Paris"])
    time_zone: str = Field(examples=["Europe/Paris"])
    address: list[str]
    phone: str
    email: str
    website: str
    languages: list[str]
    cash: str = Field(description="Currency of its cash desk (ISO 4217).", examples=["EUR"])
    at: Position | None


class Posts(Schema):
    items: list[PostView]


class PartOf(Schema):
    part: str = Field(examples=["US-NY"])
    name: str = Field(examples=["New York"])


class Serving(Schema):
    """Where a service is begun: `serves` is the post of the district, if it offers it; `others` offer it, too.

    As long as `parts` is not empty and none of them is named, the answer waits for it.
    """

    serves: str | None = Field(examples=["PAR"])
    others: list[str]
    parts: list[PartOf]


@router.get("", response={200: Posts, **problems(429)}, auth=None, url_name="api_posts")
def list_posts(request: HttpRequest) -> Any:
    """Every post."""
    _count(request)
    return {"items": [_told(row) for row in network().rows.values()]}


@router.get("/serving", response={200: Serving, **problems(404, 422, 429)}, auth=None, url_name="api_serving")
def get_serving_post(request: HttpRequest, procedure: _Procedure, country: _Country, part: _Part = None) -> Any:
    """The post that serves somebody with a service that posts handle."""
    _count(request)
    opened = in_force(procedure, at=datetime.now(UTC))
    found = where(opened.definition.procedure, country, part or "")
    if found.errors:
        raise by_field(dict(found.errors), "")
    parts = [{"part": code, "name": name} for code, name in found.parts]
    return {"serves": found.serves or None, "others": list(found.others), "parts": parts}


def begun_at(opened: Opened, asked: schemas.NewApplication) -> str:
    """The code of the post at which an application is begun; '' where the centre handles it.

    Raises:
        Invalid: nothing says at which; with a pointer to what is missing.
    """
    if opened.definition.opened_at == "centre":
        return ""
    procedure, net = opened.definition.procedure, network()
    if asked.post is not None:
        return _offered(net, asked.post, procedure)
    if asked.lives_in is None:
        raise WrongIn("no place", [("/lives_in", "missing", _("Choose a country from the list."))])
    found = where(procedure, asked.lives_in.country, asked.lives_in.part or "")
    if found.needs_part or found.errors:
        name, say = next(iter((found.errors or {"part": _("Choose where in the country you live.")}).items()))
        raise WrongIn("no place", [(f"/lives_in/{name}", "invalid" if found.errors else "missing", say)])
    if not found.serves:
        raise WrongIn("not offered there", [("/post", "missing", _("Choose a post of the list."))])
    return found.serves


def _offered(net: Network, post: str, procedure: str) -> str:
    if not net.offers(post, procedure):
        raise WrongIn("not offered there", [("/post", "invalid", _("Choose a post of the list."))])
    return post


def _told(row: PostRow) -> dict[str, Any]:
    code = current().code
    return {
        "post": row.code, "kind": row.kind, "name": row.names.get(code) or row.names["en"], "country": row.country,
        "city": row.city, "time_zone": row.time_zone, "address": row.address, "phone": row.phone, "email": row.email,
        "website": row.website, "languages": row.languages, "cash": row.cash,
        "at": row.at and {"latitude": row.at[0], "longitude": row.at[1]},
    }  # fmt: skip


def _count(request: HttpRequest) -> None:
    hit("api_posts", address_of(request), at=datetime.now(UTC), most=ASKED_A_MINUTE, minutes=1)
