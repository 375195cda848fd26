"""Using a link: looking at it uses nothing up, so that a scanner of mail which opens it does no harm."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.audit.api import record_access
from legation.ground.errors import NotFound
from legation.ground.people.citizens import address_index, details_of, sealed_details
from legation.ground.people.models import Citizen, SignInLink
from legation.ground.people.services.ask_link import CONTEXT, link_index
from legation.ground.secrets import instance_key, new_key, unseal, unwrap, wrap


def look_at_link(*, token: str, at: datetime) -> str:
    """The address that a link proves.

    Raises:
        NotFound: there is no such link, it was used, or its time is over.
    """
    link = SignInLink.objects.filter(token=link_index(token), used_at=None, ends_at__gt=at).first()
    if link is None:
        raise NotFound(
            "no such link", reader=_("This link was used already, or is older than 15 minutes. Ask for a new one.")
        )
    return unseal(instance_key("links"), link.address, context=CONTEXT).decode()


@transaction.atomic
def use_link(*, token: str, by: Citizen | None = None, at: datetime) -> Citizen:
    """The account with the address that a link proves, made now if there is none; the link ends with it.

    Args:
        by: who is signed in already; an account without an address gets this one, if nobody else has it.

    Raises:
        NotFound: as of `look_at_link`.
    """
    address = look_at_link(token=token, at=at)
    link = SignInLink.objects.filter(token=link_index(token), used_at=None)
    language = link.values_list("language", flat=True)[0]
    if not link.update(used_at=at):
        raise NotFound("used by another at the same moment")
    citizen = _found(address) or _given(address, by) or _made(address, language, at)
    record_access(actor=f"citizen:{citizen.pk}", verb="sign_in", at=at, body={"by": "link"})
    return citizen


def _found(address: str) -> Citizen | None:
    return Citizen.objects.filter(address=address_index(address)).first()


def _given(address: str, by: Citizen | None) -> Citizen | None:
    if by is None or by.address is not None:
        return None
    by.address = address_index(address)
    by.details = sealed_details(unwrap(by.data_key), details_of(by) | {"email": address})
    by.save()
    return by


def _made(address: str, language: str, at: datetime) -> Citizen:
    key = new_key()
    try:
        with transaction.atomic():
            return Citizen.objects.create(
                address=address_index(address), data_key=wrap(key), details=sealed_details(key, {"email": address}),
                language=language, created_at=at,
            )  # fmt: skip
    except IntegrityError:  # two links to one address, used at the same moment
        return Citizen.objects.get(address=address_index(address))
