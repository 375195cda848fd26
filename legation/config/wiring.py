"""What only the whole house can join: a lower room's question answered by an upper one."""

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from legation.ground.transparency.api import KnownKey

MOST_REMEMBERED = 20_000


def connect() -> None:
    """Called once when every app is ready."""
    from legation.config import texts, visits
    from legation.config.administration import verbs
    from legation.config.receipts import connect as connect_receipts
    from legation.documents import api as documents
    from legation.ground.transparency import api as transparency
    from legation.messaging import api as messaging

    transparency.connect_key(transparency.LogKey(known=_log_keys, sign=documents.sign_tree_head))
    messaging.reviews.connect(texts.is_unreviewed)
    verbs.connect()
    visits.connect()
    connect_receipts()


def log_origin() -> str:
    """The issuance log's name in its checkpoints: its address without the scheme (C2SP tlog-tiles)."""
    return f"{settings.LEGATION_ADDRESS.split('://', 1)[-1].rstrip('/')}/log"


def _log_keys() -> "list[KnownKey]":
    from legation.documents import api as documents
    from legation.ground.transparency.api import NOTE, KnownKey, Verifier

    found = documents.tree_head_keys()
    return [KnownKey(Verifier(log_origin(), NOTE, key), begin, end) for key, begin, end in found]


class _NotCommitted(Exception):
    """An answer that is not remembered, because tomorrow it may be another."""


def committed(reference: str, decision: str) -> bool:
    """Whether an action with this digest (hex) is committed on a case's chain: the signer asks before it signs."""
    try:
        return _committed(reference, decision)
    except _NotCommitted:
        return False


@lru_cache(maxsize=MOST_REMEMBERED)
def _committed(reference: str, decision: str) -> bool:
    """A yes is kept: chains are append-only. Seal and paper of one decision ask within milliseconds of each other."""
    from django.db import InterfaceError, OperationalError, close_old_connections

    from legation.procedures.selectors import is_committed

    try:
        known = is_committed(reference, decision)
    except (OperationalError, InterfaceError):
        close_old_connections()  # a database started again has ended this thread's connection
        known = is_committed(reference, decision)
    if not known:
        raise _NotCommitted
    return known
