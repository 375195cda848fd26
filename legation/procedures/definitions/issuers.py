"""Issuers: a department registers how what it grants becomes a document. The engine only knows when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from legation.procedures.bundles import Opened
    from legation.procedures.definitions.schema import Definition


@dataclass(frozen=True)
class Granted:
    """A committed decision, as an issuer needs it. `decision` is the digest of the action that granted it (hex)."""

    reference: str
    decision: str
    opened: "Opened"
    answers: dict[str, Any]
    facts: dict[str, Any]
    language: str
    decided_at: datetime
    key: bytes


@dataclass(frozen=True)
class Issuer:
    """How one kind of document is made.

    Args:
        prepare: slow work without the database's lock (typeset, sign, read back); may run again.
        apply: write what was issued, inside the transaction; gives the document's number.
        revoke: revoke what was issued for a case (reference, reason, moment).
        content: what of it belongs into the bundle, such as the paper's template; JSON.
        needs: the fields whose answers stand on the document, code -> kind.
        choices: what the choices among them may be at most, code -> choices.
        may_lack: those of them that may be left empty.
        facts: the groups of facts that stand on it.
        at_centre: it is written in a book of the centre's, so that an edge node cannot grant it.
    """

    prepare: Callable[[Granted, datetime], Any]
    apply: Callable[[Granted, Any, datetime], str]
    revoke: Callable[[str, str, datetime], None]
    content: Callable[[], Any] = dict
    needs: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    may_lack: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    at_centre: bool = False


@dataclass(frozen=True)
class Family:
    """Issuers for documents that definitions describe themselves, named '<family>.<document>'.

    Args:
        issuer: (document) -> how it is made.
        content: (definition, document) -> what of it belongs into the bundle; JSON.
    """

    issuer: Callable[[str], Issuer]
    content: Callable[["Definition", str], Any]


_issuers: dict[str, Issuer] = {}
_families: dict[str, Family] = {}


def register(name: str, issuer: Issuer) -> None:
    """Register an issuer as '<department>.<kind>', the name definitions use under `issues:`."""
    _issuers[name] = issuer


def register_family(name: str, family: Family) -> None:
    """Register the issuers whose names begin with '<name>.'."""
    _families[name] = family


def family_of(name: str) -> tuple[Family, str] | None:
    """The family that a name belongs to, and the document in it."""
    first, _dot, document = name.partition(".")
    return (_families[first], document) if first in _families else None


def content_of(name: str, definition: "Definition") -> Any:
    """What belongs into the bundle of a definition that issues `name`."""
    found = family_of(name)
    return found[0].content(definition, found[1]) if found else named(name).content()


def named(name: str) -> Issuer:
    """The issuer registered under a name.

    Raises:
        KeyError: there is none; `legation check` finds that first.
    """
    found = family_of(name)
    return found[0].issuer(found[1]) if found else _issuers[name]


def known(name: str) -> bool:
    """Whether an issuer is registered under a name."""
    return name in _issuers


def names() -> list[str]:
    """Every registered name."""
    return sorted(_issuers)
