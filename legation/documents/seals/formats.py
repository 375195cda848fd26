"""The formats of seals by name: one way to make, read and judge a seal, whichever it is.

issuance = Issuance(country="UTO", certificate=certificate, issued=day, signed=day)
data = named("idb").encode(VisaSeal(...), issuance, signer)
seal = parse(data)
verdict = trust_list.judge(seal, today=day)
content = content_of(seal)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography import x509

from . import vds
from .barcode import Symbol
from .certificates import document_types_of, keys_of
from .errors import FormatError, ProfileError, SealError
from .idb import document as idb_document
from .idb import header as idb_header
from .idb import seal as idb
from .interface import AnySeal, Issuance
from .issuing import header_for
from .profiles import EMERGENCY, VISA
from .signatures import Signer
from .vds_nc import document as nc_document
from .vds_nc import seal as vds_nc
from .visa import Content, EmergencySeal, VisaSeal


@dataclass(frozen=True, slots=True)
class SealFormat:
    """One format.

    `beginnings` are what the bytes of its barcodes begin with. `symbol` is the barcode it is drawn as, `room` how
    many bytes a portrait may have. The functions raise `SealError` and nothing else, whatever they are given to
    read; `sign` may raise what `Signer` raises.
    """

    name: str
    beginnings: tuple[bytes, ...]
    symbol: Symbol
    room: int
    kind: type
    sign: Callable[[Content, Issuance, Signer], AnySeal]
    parse: Callable[[bytes], AnySeal]
    parse_unsigned: Callable[[bytes], AnySeal]
    content: Callable[[Any], Content]

    def encode(self, content: Content, issuance: Issuance, signer: Signer) -> bytes:
        """The bytes for the barcode of a freshly signed seal."""
        return self.sign(content, issuance, signer).encode()


def _sign_vds(content: Content, issuance: Issuance, signer: Signer) -> vds.Seal:
    if content.portrait:
        raise ProfileError("a VDS has no feature for a portrait")
    profile = VISA if isinstance(content, VisaSeal) else EMERGENCY
    header = header_for(
        issuance.certificate, profile, country=issuance.country, issued=issuance.issued, signed=issuance.signed
    )  # fmt: skip
    return vds.sign(header, content.features(), signer)


def _read_vds(seal: vds.Seal) -> Content:
    is_emergency = seal.header.reference == EMERGENCY.reference
    return EmergencySeal.read(seal) if is_emergency else VisaSeal.read(seal)


def _sign_nc(content: Content, issuance: Issuance, signer: Signer) -> vds_nc.NcSeal:
    return vds_nc.sign(nc_document.data_of(content, issuance.country), issuance.certificate, signer)


def _sign_idb(content: Content, issuance: Issuance, signer: Signer) -> idb.IdbSeal:
    header = idb_header.header_for(issuance.certificate, country=issuance.country, signed=issuance.signed)
    return idb.sign(header, idb_document.messages_of(content), signer)


FORMATS: tuple[SealFormat, ...] = (
    SealFormat(
        "vds", (b"\xdc",), Symbol.DATA_MATRIX, 0, vds.Seal,
        _sign_vds, vds.Seal.parse, vds.Seal.parse_unsigned, _read_vds,
    ),
    SealFormat(
        "vds-nc", (b"{",), Symbol.QR_CODE, 0, vds_nc.NcSeal,
        _sign_nc, vds_nc.NcSeal.parse, vds_nc.NcSeal.parse_unsigned, nc_document.read,
    ),
    SealFormat(
        "idb", (b"RDB1", b"NDB1"), Symbol.DATA_MATRIX, 0, idb.IdbSeal,
        _sign_idb, idb.IdbSeal.parse, idb.IdbSeal.parse_unsigned, idb_document.read,
    ),
    SealFormat(
        "idb-portrait", (b"RDB1", b"NDB1"), Symbol.QR_CODE, idb_document.MOST_PORTRAIT, idb.IdbSeal,
        _sign_idb, idb.IdbSeal.parse, idb.IdbSeal.parse_unsigned, idb_document.read,
    ),
)  # fmt: skip
"""`idb-portrait` is `idb` with a picture of the holder in it; read, the two are one."""


def named(name: str) -> SealFormat:
    """The format of this name. Raises `FormatError` when there is none."""
    found = next((each for each in FORMATS if each.name == name), None)
    if found is None:
        raise FormatError(f"{name!r} is no format of seals; known are {', '.join(each.name for each in FORMATS)}")
    return found


def begins(data: bytes) -> bool:
    """Whether bytes begin like a seal of some format; the rest may still be none."""
    return any(data.startswith(each.beginnings) for each in FORMATS)


def parse(data: bytes) -> AnySeal:
    """Read the bytes of a barcode, of whatever format. Raises `FormatError` when they are no seal."""
    for each in FORMATS:
        if data.startswith(each.beginnings):
            return each.parse(data)
    raise FormatError("no seal begins like this")


def parse_unsigned(data: bytes) -> AnySeal:
    """Read what somebody wants signed. Raises `FormatError` when it is the signed part of no seal.

    No bytes are the signed part of two formats: JSON is no C40, and no State's code begins like a VDS.
    """
    for each in FORMATS:
        try:
            return each.parse_unsigned(data)
        except SealError:
            continue
    raise FormatError("this is the signed part of no seal")


def parse_to_sign(data: bytes, certificate: x509.Certificate, country: str) -> AnySeal:
    """Read what the key of `certificate` is asked to sign.

    Raises `FormatError` when it is the signed part of no seal, names another State or certificate than these, or is
    of a document that the certificate does not cover; `SealKeyError` when the certificate does not say what it covers
    in a form that can be read.
    """
    seal, allowed = parse_unsigned(data), document_types_of(certificate)
    if seal.country != country or seal.certificate_key not in (None, *keys_of(certificate)):
        raise FormatError(f"the seal names {seal.country}, {seal.signer}, which this signer does not sign for")
    if allowed is not None and seal.code not in allowed:
        raise FormatError(f"the signer seals {', '.join(sorted(allowed))}, not {seal.code or 'what cannot be told'}")
    return seal


def content_of(seal: AnySeal) -> Content:
    """What a seal says, typed. Raises `SealError` when it describes no document that is known here."""
    return next(each for each in FORMATS if isinstance(seal, each.kind)).content(seal)
