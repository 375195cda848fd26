"""The link in a reminder by which it is stopped, without signing in: it can do this and nothing else."""

import hmac

from legation.ground.errors import NotFound
from legation.ground.secrets import blind_index

_PURPOSE = "stop"


def stop_token(reference: str) -> str:
    """What stands in the link: the reference, and a proof that we wrote it."""
    return f"{reference}.{_proof(reference)}"


def reference_of(token: str) -> str:
    """The reference in a token of ours.

    Raises:
        NotFound: it is not ours.
    """
    reference, _dot, proof = token.rpartition(".")
    if not proof.isascii() or not hmac.compare_digest(proof, _proof(reference)):
        raise NotFound("no such link")
    return reference


def _proof(reference: str) -> str:
    return blind_index(_PURPOSE, reference).hex()
