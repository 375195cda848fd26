"""The counters of a profile's posts, as counters.yaml lists them; a profile without the file has none."""

from typing import Annotated

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field

from legation.appointments.models import Counter
from legation.ground import sources
from legation.ground.posts.api import Post
from legation.ground.profile import folder

_CODE = sources.form(r"^[a-z][a-z0-9_]{0,19}$", "Write small letters, digits and _, a letter first.")


class _Row(BaseModel):
    """Windows or rooms: at which post, `places` served at once, for which services (none named: for all)."""

    model_config = ConfigDict(extra="forbid")

    post: str
    counter: Annotated[str, Field(pattern=_CODE)]
    places: int = Field(default=1, ge=1, le=50)
    services: list[str] = []
    names: dict[str, str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    counters: list[_Row] = []


@transaction.atomic
def load_counters() -> None:
    """Make the counters of the profile in force, or bring them up to date; those no longer listed are closed.

    What the head of a post has set stays as it is.

    Raises:
        legation.ground.sources.Refused: the file has mistakes.
    """
    path = folder() / "counters.yaml"
    if not path.exists():
        return
    posts = {post.code: post for post in Post.objects.all()}
    rows = sources.parse(sources.read(path, shown_as=f"profiles/{folder().name}/{path.name}"), _File).counters
    theirs = set(Counter.objects.exclude(set_at=None).values_list("post__code", "code"))
    made = [
        Counter(post=posts[row.post], code=row.counter, names=row.names, services=row.services, places=row.places)
        for row in rows if (row.post, row.counter) not in theirs
    ]  # fmt: skip
    Counter.objects.filter(set_at=None).update(is_open=False)
    Counter.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["post", "code"],
        update_fields=["names", "services", "places", "is_open"],
    )  # fmt: skip
