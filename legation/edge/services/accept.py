from django.db import transaction

from legation.edge.models import Package
from legation.edge.sealing import centre_public, own_key, unpack
from legation.ground.errors import NotFound, Tampered


@transaction.atomic
def accept(receipt: bytes) -> tuple[int, list[str]]:
    """Note at the edge that the centre has a package; gives its number and what is in conflict, each time the same.

    Raises:
        Tampered: the centre did not sign this, or for another package.
        NotFound: no such package was written here.
    """
    opened = unpack(receipt, key=own_key(), signed_by=centre_public())
    number = opened.head["number"] if opened.head["kind"] == "receipt" else 0
    row = Package.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise NotFound(f"no package {number} was written here")
    if row.digest != opened.head["digest"]:
        raise Tampered(f"the receipt is for another package {number}")
    row.receipt = receipt
    row.save(update_fields=["receipt"])
    return number, list(opened.content["conflicts"])


def waiting() -> list[Package]:
    """The packages that the centre has not answered, in order."""
    return list(Package.objects.filter(receipt=None).order_by("number"))
