import base64
import json
from datetime import datetime

from django.db import transaction

from legation.edge.bookings import take_over
from legation.edge.changes import is_anything_untold, know_everything
from legation.edge.models import Own
from legation.edge.rows import Loader, in_order
from legation.edge.sealing import centre_public, folder, own_key, unpack
from legation.edge.tables import BY_NAME
from legation.ground.errors import Conflict, Tampered
from legation.ground.files import api as files
from legation.procedures import api as procedures

REPLACED = ("posts.Assignment", "posts.SpecialDay", "posts.RegularHours", "posts.ServiceChoice",
            "appointments.Wish")  # fmt: skip
"""What a pack brings whole: what is not in it holds no longer."""


def take_pack(parcel: bytes, *, at: datetime) -> Own:
    """Bring this edge up to date. It stands by afterwards: the line was there, or somebody brought a stick.

    Raises:
        Tampered: it is not for this edge, or not from the centre.
        Conflict: it is older than the last one, or the centre has not been told everything yet.
    """
    opened = unpack(parcel, key=own_key(), signed_by=centre_public())
    code, content = json.loads((folder() / "edge.json").read_bytes())["code"], opened.content
    if opened.head["kind"] != "pack" or opened.head["edge"] != code:
        raise Tampered(f"this pack is for {opened.head['edge']}, this is {code}")
    for digest, sealed in content["files"].items():
        files.put_sealed(digest, base64.b64decode(sealed))
    with transaction.atomic():
        own = Own.objects.select_for_update().filter(code=code).first()
        if own is not None and own.pack >= opened.head["number"]:
            raise Conflict(f"pack {own.pack} has been taken, this is {opened.head['number']}")
        if own is not None and is_anything_untold():
            raise Conflict("the centre has not been told everything: `legation edge send`, or `out` and `back`, first")
        loader = Loader()
        for name in REPLACED:
            BY_NAME[name].model._base_manager.all().delete()
        # one bundle of a procedure is in force: those of before make room
        BY_NAME["procedures.Bundle"].model._base_manager.update(in_force=False)
        for table, row in in_order(content["rows"]):
            loader.load(table, row)
        take_over(content["rows"]["appointments.Booking"])
        after: int | None = 0
        while after is not None:
            after = procedures.reindex(after=after)
        fields = {"post": content["post"], "series": content["series"], "block": content["block"],
                  "pack": opened.head["number"], "packed_at": content["at"], "cut_at": None, "cut_by": ""}  # fmt: skip
        own, _made = Own.objects.update_or_create(code=code, defaults=fields)
        know_everything()
    return own
