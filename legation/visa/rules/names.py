"""Writes out the names a policy file uses: groups, areas, `all`."""

from collections.abc import Iterable, Mapping

from legation.ground.states.codes import nationality_codes

from .codes import ALL, DOCUMENTS, PURPOSES
from .schema import Holding, PolicyFile


def nationalities(names: Iterable[str], groups: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The codes meant by a list of codes, group names and `all`.

    Args:
        names: As written in a rule or a fee.
        groups: The groups of the policy, already checked: unknown names are the loader's business.
    """
    found: set[str] = set()
    for name in names:
        if name == ALL:
            return nationality_codes()
        found.update(groups.get(name, (name,)))
    return frozenset(found)


def purposes(words: Iterable[str]) -> frozenset[str]:
    """The purposes meant by a list of purposes or `all`."""
    words = frozenset(words)
    return frozenset(PURPOSES) if ALL in words else words


def documents(words: Iterable[str]) -> frozenset[str]:
    """The travel documents meant by a list of documents or `all`."""
    words = frozenset(words)
    return frozenset(DOCUMENTS) if ALL in words else words


def permits(holding: Holding, file: PolicyFile) -> frozenset[tuple[str, str]]:
    """Every (issuer, kind) that opens a rule: an area stands for itself and for each of its states."""
    issuers: set[str] = set()
    for name in holding.issued_by:
        issuers.update(file.groups.get(name, (name,)))
        issuers.update(file.areas.get(name, ()))
    return frozenset((issuer, kind) for issuer in issuers for kind in holding.kinds)


def issuers(holding: Holding, file: PolicyFile) -> tuple[str, ...]:
    """The issuers as a traveller is told them: areas by their code, groups written out."""
    return tuple(issuer for name in holding.issued_by for issuer in file.groups.get(name, (name,)))
