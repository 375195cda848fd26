import base64
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from legation.edge.models import Edge, Grant
from legation.edge.rows import Row, dumped
from legation.edge.scope import of_post
from legation.edge.sealing import centre_signer, key_for, pack
from legation.edge.tables import BY_NAME
from legation.ground.errors import NotFound
from legation.ground.files import api as files

NO_PASSWORD = "!"  # noqa: S105 — what Django keeps for somebody who cannot sign in


@transaction.atomic
def make_pack(*, post: str, at: datetime) -> bytes:
    """Everything a post's edge needs to work by itself, as of now, sealed for it alone and signed.

    The numbers it may draw are granted with it: new ones as soon as the earlier ones were used.

    Raises:
        NotFound: the post has no edge node.
    """
    edge = Edge.objects.select_for_update(of=("self",)).select_related("post").filter(
        post__code=post, ended_at=None).first()  # fmt: skip
    if edge is None:
        raise NotFound(f"{post} has no edge node; `legation edge enrol {post} FILE` makes one")
    edge.packed += 1
    edge.save(update_fields=["packed"])
    grant = _granted(edge, at)
    found = {
        name: [row for _key, row in dumped(BY_NAME[name], rows)] for name, rows in of_post(edge.post, at=at).items()
    }
    _without_passwords(found)
    content: dict[str, Any] = {
        "post": post, "series": f"E{grant.number}", "block": grant.pk, "taken": edge.taken, "at": at, "rows": found,
        "files": {row["digest"]: _sealed(row["digest"]) for row in found["files.StoredFile"]},
    }  # fmt: skip
    head = {"kind": "pack", "edge": edge.code, "number": edge.packed}
    return pack(head, content, key=key_for(edge), signer=centre_signer())


def _granted(edge: Edge, at: datetime) -> Grant:
    """The numbers an edge may draw: those it has, unless it has sent something since."""
    last = edge.grants.order_by("-pk").first()
    if last is not None and last.after == edge.taken:
        return last
    number = Grant.objects.filter(post=edge.post).aggregate(last=Max("number"))["last"] or 0
    return Grant.objects.create(edge=edge, post=edge.post, number=number + 1, after=edge.taken, at=at)


def _without_passwords(found: dict[str, list[Row]]) -> None:
    """Only who works at the post can sign in there; others are named because a rate or a drawer is theirs."""
    staff = {row["person_id"] for row in found["posts.Assignment"]}
    for row in found["people.Person"]:
        if row["id"] not in staff:
            row |= {"password": NO_PASSWORD, "is_active": False}


def _sealed(digest: str) -> str:
    return base64.b64encode(files.sealed_bytes(digest)).decode()
