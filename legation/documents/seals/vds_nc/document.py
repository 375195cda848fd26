"""A visa or an emergency travel document in a VDS-NC: data types of the issuing State, not ICAO's.

The report reserves `icao.*` for types it defines and leaves room for others; what a visa's seal says in VDS
(Doc 9303-7 section 9.1, 9303-8 section 6.1) stands here member by member, under `uto.visa` for a State UTO.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ..errors import FormatError, ProfileError
from ..visa import Content, EmergencySeal, Lines, Stay, VisaSeal
from .codes import ZONE
from .seal import NcData, NcSeal, pack, unpack

_VERSION = 1
_VISA, _EMERGENCY = "visa", "etd"
_STAY = ("d", "m", "y")


def data_of(content: Content, country: str) -> NcData:
    """What is signed of a document. Raises `ProfileError` for content that its own profile refuses."""
    content.features()  # holds it against the profile of its document
    message: dict[str, Any] = {ZONE: list(content.mrz)}
    if content.portrait:
        raise ProfileError("VDS-NC has no member for a portrait")
    kind = _EMERGENCY
    if isinstance(content, VisaSeal):
        kind = _VISA
        message |= {"stay": dict(zip(_STAY, content.stay, strict=True)), "pn": content.passport}
        first = content.valid_from.isoformat() if content.valid_from else None
        extra = {
            "vf": first,
            "ent": content.entries,
            "vt": _packed(content.visa_type),
            "add": _packed(content.additional),
        }
        message |= {name: value for name, value in extra.items() if value is not None}
    return NcData(type=f"{country.lower()}.{kind}", version=_VERSION, country=country, message=message)


def read(seal: NcSeal) -> Content:
    """The document that a seal describes.

    Raises `ProfileError` when its type is not one of the two, not of the State that issued it, or a member is
    missing, unknown or breaks the profile of the document.
    """
    data = seal.data
    state = data.country.lower()
    kinds: dict[str, Callable[[Mapping[str, Any]], Content]]
    kinds = {f"{state}.{_VISA}": _visa, f"{state}.{_EMERGENCY}": _emergency}
    if data.type not in kinds or data.version != _VERSION:
        raise ProfileError(f"{data.type} of version {data.version} is no document that is known here")
    try:
        content = kinds[data.type](data.message)
        said = data_of(content, data.country).message
    except (KeyError, TypeError, AttributeError, FormatError) as error:
        raise ProfileError(f"a member of the message is missing or of another kind: {error!r}") from error
    if said != data.message:
        raise ProfileError("the message has members that are not known here")
    return content


def _visa(message: Mapping[str, Any]) -> VisaSeal:
    stay = message["stay"]
    return VisaSeal(
        mrz=_lines(message[ZONE]), stay=Stay(*(_number(stay[name]) for name in _STAY)), passport=_text(message["pn"]),
        valid_from=_day(message["vf"]) if "vf" in message else None,
        entries=_number(message["ent"]) if "ent" in message else None,
        visa_type=unpack(message["vt"]) if "vt" in message else None,
        additional=unpack(message["add"]) if "add" in message else None,
    )  # fmt: skip


def _emergency(message: Mapping[str, Any]) -> EmergencySeal:
    return EmergencySeal(_lines(message[ZONE]))


def _packed(value: bytes | None) -> str | None:
    return None if value is None else pack(value)


def _lines(value: Any) -> Lines:
    if not isinstance(value, list) or len(value) != 2:
        raise ProfileError("a zone has two lines")
    return _text(value[0]), _text(value[1])


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ProfileError("a text is expected")
    return value


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError as error:
        raise ProfileError(f"{value!r} is no day") from error


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ProfileError("a number is expected")
    return value
