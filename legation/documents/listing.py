"""What the lists say of this instance: whom to trust, what is revoked. Drawn up here, signed and stored elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509

from legation.documents.keys import KeyRing
from legation.documents.models import Handle, PublishedFile, PublishedList
from legation.documents.reasons import CORRECTED
from legation.documents.revocation import shards
from legation.documents.revocation.errors import ListError
from legation.documents.revocation.head import File, Head, Jwk, SignerKey, payload_of
from legation.documents.revocation.lists import delta_of
from legation.documents.revocation.names import names_of
from legation.documents.seals.certificates import document_types_of, is_issued_by, states_of
from legation.documents.seals.errors import SealKeyError
from legation.documents.seals.signatures import public_key_of

NEXT_UPDATE = timedelta(hours=24)
"""After this a list is overdue."""
EVERY = timedelta(hours=6)
"""How often one is published though nothing changed: three may fail before anybody is told that it is overdue."""

_BASE_HOLDS = timedelta(days=30)
_LEAST_DELTA = 1000
_SHARE = 16  # a delta may grow to this part of the base


@dataclass(frozen=True)
class Draft:
    """An unsigned head and the files it names, by name."""

    head: Head
    files: dict[str, bytes]


def latest() -> Head | None:
    """The head that was published last; None for one of an older format, which a new base then follows."""
    row = PublishedList.objects.order_by("-number").first()
    try:
        return payload_of(bytes(row.signed)) if row else None
    except ListError:
        return None


def draw_up(ring: KeyRing, list_keys: list[x509.Certificate], *, at: datetime) -> Draft | None:
    """The lists as of `at`; None when the last ones still say it all and are young enough."""
    at = at.astimezone(UTC).replace(microsecond=0)
    before, revoked = latest(), _revoked(at)
    # seconds since 1970, so that a database that was restored does not count again what it counted before
    number = max(int(at.timestamp()), before.number + 1 if before else 1)
    base = _base_of(before) if before else None
    if base is None or _is_worn_out(base, revoked, at):
        base = _new_base(number, revoked)
    delta = delta_of(revoked, base.entries)
    coded = shards.encode_all(delta, 0)[0]
    head = Head(
        state=ring.state, number=number, issued=at, next_update=at + NEXT_UPDATE, base=base.number,
        shard_bits=base.bits, shards=base.shards, delta=File.of(coded, len(delta)), signers=list(signers(ring)),
        list_keys=[Jwk.of(public_key_of(each)) for each in list_keys],
    )  # fmt: skip
    if before and _says_the_same(before, head) and at < before.issued + EVERY:
        return None
    return Draft(head, base.files | {head.delta.name: coded})


@dataclass(frozen=True)
class _Base:
    """What a delta is added to; `files` are those that are not stored yet."""

    number: int
    bits: int
    shards: list[File]
    entries: dict[int, bool]
    files: dict[str, bytes]


def _new_base(number: int, entries: dict[int, bool]) -> _Base:
    bits = shards.shard_bits_for(len(entries))
    coded = shards.encode_all(entries, bits)
    files = [File.of(data, len(shards.decode(data).rest)) for data in coded]
    return _Base(number, bits, files, entries, {file.name: data for file, data in zip(files, coded, strict=True)})


def _base_of(head: Head) -> _Base:
    """The base of a published head."""
    names = [file.name for file in head.shards]
    found = dict(PublishedFile.objects.filter(name__in=names).values_list("name", "content"))
    entries: dict[int, bool] = {}
    for name in names:
        entries |= shards.decode(bytes(found[name])).entries()
    return _Base(head.base, head.shard_bits, head.shards, entries, {})


def signers(ring: KeyRing) -> Iterator[SignerKey]:
    """Whom seals may be signed by, under the roots that are pinned here; nobody whose certificate was revoked."""
    certificates = [ring.seal, *(each for each in ring.trusted if not states_of(each))]
    for certificate in (each for each in certificates if not ring.is_revoked(each)):
        for root in ring.roots:
            if is_issued_by(certificate, root) and (names := names_of(certificate)):
                yield from _of_signer(certificate, root, names)


def _of_signer(certificate: x509.Certificate, root: x509.Certificate, names: list[str]) -> Iterator[SignerKey]:
    try:
        key, types = Jwk.of(public_key_of(certificate)), document_types_of(certificate)
    except (ListError, SealKeyError):  # a curve that no browser knows; such a seal cannot be told from the list
        return
    chain = (certificate, root)
    for state in sorted(states_of(root)):
        yield SignerKey(
            state=state, names=names, key=key,
            begins=max(each.not_valid_before_utc for each in chain).date(),
            ends=min(each.not_valid_after_utc for each in chain).date(),
            expires=certificate.not_valid_after_utc.date(), types=None if types is None else sorted(types),
        )  # fmt: skip


def _revoked(at: datetime) -> dict[int, bool]:
    soon = at + timedelta(seconds=1)  # the moment of the list was cut to its second
    rows = Handle.objects.filter(document__revoked_at__lte=soon, document__valid_until__gte=at.date())
    pairs = rows.values_list("value", "document__revocation_reason")
    return {handle: reason == CORRECTED for handle, reason in pairs.iterator()}


def _is_worn_out(base: _Base, revoked: dict[int, bool], at: datetime) -> bool:
    too_long = len(delta_of(revoked, base.entries)) > max(_LEAST_DELTA, len(base.entries) // _SHARE)
    return too_long or at - datetime.fromtimestamp(base.number, UTC) > _BASE_HOLDS


def _says_the_same(before: Head, now: Head) -> bool:
    same = ("state", "base", "shards", "delta", "signers", "list_keys")
    return all(getattr(before, name) == getattr(now, name) for name in same)
