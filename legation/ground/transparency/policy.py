"""Which log, which witnesses, and how many of them must have cosigned: the lines of C2SP tlog-policy.

log <verifier key>
witness <name> <verifier key> [<address>]
group <name> <all | any | number> <name>...
quorum <name | none>
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from legation.ground.transparency.notes import Malformed, Verifier


@dataclass(frozen=True)
class Witness:
    """A witness: its key, and where it answers (empty if it is only to be believed)."""

    verifier: Verifier
    address: str = ""


@dataclass
class Policy:
    """What a policy says; empty, it asks for nothing."""

    logs: list[Verifier] = field(default_factory=list)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = "none"

    def known(self) -> list[Verifier]:
        """The keys of the witnesses."""
        return [each.verifier for each in self.witnesses.values()]

    def met(self, signers: Collection[Verifier]) -> bool:
        """Whether these cosigners are a quorum."""
        return self.quorum == "none" or self._met(self.quorum, signers)

    def _met(self, name: str, signers: Collection[Verifier]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name].verifier in signers
        least, members = self.groups[name]
        return sum(self._met(each, signers) for each in members) >= least


def parse(text: str) -> Policy:
    """A policy; what a line names must stand above it.

    Raises:
        Malformed: a line is none of the four kinds, or names what is not there.
    """
    policy = Policy()
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#")[0].split()
        try:
            if words:
                _read(policy, words)
        except (ValueError, IndexError, KeyError) as error:
            raise Malformed(f"line {number}: {error}") from error
    return policy


def _read(policy: Policy, words: list[str]) -> None:
    kind, name, *rest = words
    if kind == "log":
        policy.logs.append(Verifier.parse(name))
    elif kind == "witness":
        policy.witnesses[_fresh(policy, name)] = Witness(Verifier.parse(rest[0]), "".join(rest[1:2]))
    elif kind == "group":
        members = tuple(_known(policy, each) for each in rest[1:])
        least = {"all": len(members), "any": 1}.get(rest[0]) or int(rest[0])
        if not 0 < least <= len(members):
            raise Malformed(f"group {name} asks for {least} of {len(members)}")
        policy.groups[_fresh(policy, name)] = (least, members)
    elif kind == "quorum":
        policy.quorum = name if name == "none" else _known(policy, name)
    else:
        raise Malformed(f"a line begins with log, witness, group or quorum, not {kind}")


def _known(policy: Policy, name: str) -> str:
    if name not in policy.witnesses and name not in policy.groups:
        raise Malformed(f"nothing above is named {name}")
    return name


def _fresh(policy: Policy, name: str) -> str:
    if name in policy.witnesses or name in policy.groups or name == "none":
        raise Malformed(f"{name} stands twice")
    return name
