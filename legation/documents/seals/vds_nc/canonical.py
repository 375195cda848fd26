"""JSON in its one canonical form, which is what is signed (RFC 8785; VDS-NC section 4), and strict reading.

VDS-NC carries texts, whole numbers, lists and objects. Fractions, whose canonical form is the intricate part of
RFC 8785, have no place in any of its data types and are refused, as are names used twice and texts that are not
Unicode.
"""

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from ..errors import FormatError

MOST_BYTES = 4096
"""No symbol holds more: 2,953 bytes in the largest QR code (ISO/IEC 18004 Table 7)."""
_DEEPEST = 16
_LARGEST = 2**53 - 1  # what every reader of JSON keeps exactly (RFC 7493 section 2.2)


def decode(data: bytes) -> Any:
    """The value in `data`. Raises `FormatError` when it is no JSON of the kind described above."""
    if len(data) > MOST_BYTES:
        raise FormatError(f"{len(data)} bytes are more than a barcode holds")
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_object, parse_float=_refuse, parse_constant=_refuse
        )  # fmt: skip
    except (ValueError, RecursionError) as error:
        raise FormatError(f"the bytes are no JSON: {type(error).__name__}") from None
    _check(value, _DEEPEST)
    return value


def encode(value: Any) -> bytes:
    """The canonical form. Raises `FormatError` for a value of another kind."""
    _check(value, _DEEPEST)
    return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _sorted(value: Any) -> Any:
    """Objects ordered by the UTF-16 code units of their names (RFC 8785 section 3.2.3)."""
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value, key=lambda name: name.encode("utf-16-be"))}
    return [_sorted(each) for each in value] if isinstance(value, list) else value


def _check(value: Any, deep: int) -> None:
    if deep < 0:
        raise FormatError("the value is nested too deeply")
    if isinstance(value, dict):
        for name, each in value.items():
            _check_text(name)
            _check(each, deep - 1)
    elif isinstance(value, list):
        for each in value:
            _check(each, deep - 1)
    elif isinstance(value, str):
        _check_text(value)
    elif not (value is None or (isinstance(value, int) and abs(value) <= _LARGEST)):
        raise FormatError(f"{str(value)[:40]!r} is neither text nor a number that is kept exactly")


def _check_text(text: Any) -> None:
    try:
        text.encode("utf-8")
    except (UnicodeEncodeError, AttributeError):
        raise FormatError("a name is no text, or a text has half of a surrogate pair") from None


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    kept = list(pairs)
    found = dict(kept)
    if len(found) != len(kept):
        raise ValueError("a name is used twice")
    return found


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is no whole number")
