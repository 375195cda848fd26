"""The link in a reminder by which it is stopped, without signing in: it can do this and nothing else."""

from legation.ground.errors import NotFound
from legation.ground.secrets import is_proof, proof

_PURPOSE = "stop"


def stop_token(reference: str) -> str:
    """What stands in the link: the reference, and a proof that we wrote it."""
    return f"{reference}.{proof(_PURPOSE, reference)}"


def reference_of(token: str) -> str:
    """The reference in a token of ours.

    Raises:
        NotFound: it is not ours.
    """
    reference, _dot, given = token.rpartition(".")
    if not is_proof(given, _PURPOSE, reference):
        raise NotFound("no such link")
    return reference
