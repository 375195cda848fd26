"""The door of the issuance log: commit a document, let sources in, have heads signed, prove, forget.

commit(number=..., reference=..., digest=..., seal=..., key=...)   # inside the transaction that issues
Writer().append(at=now); publish(at=now)                           # in the one process that writes
document_proof(number, key=...)                                    # for whoever holds the document
"""

from legation.ground.transparency.case_keys import connect_keys, keys_of
from legation.ground.transparency.entries import (
    commitment,
    document_entry,
    document_subject,
    head_entry,
    head_subject,
)
from legation.ground.transparency.log_key import KnownKey, LogKey
from legation.ground.transparency.log_key import connect as connect_key
from legation.ground.transparency.models import Commitment
from legation.ground.transparency.notes import NOTE, Verifier
from legation.ground.transparency.selectors import (
    document_proof,
    logged,
    opened_salts,
    provable,
    published_heads,
    root_at,
    waiting,
    witness_states,
)
from legation.ground.transparency.services.append import Writer
from legation.ground.transparency.services.ask_witnesses import ask_witnesses
from legation.ground.transparency.services.commit import commit
from legation.ground.transparency.services.forget import forget
from legation.ground.transparency.services.publish import publish
from legation.ground.transparency.sources import Addition, Read, Source
from legation.ground.transparency.sources import register as register_source

__all__ = [
    "NOTE", "Addition", "Commitment", "KnownKey", "LogKey", "Read", "Source", "Verifier", "Writer",
    "ask_witnesses", "commit", "commitment", "connect_key", "connect_keys", "document_entry", "document_proof",
    "document_subject", "forget", "head_entry", "head_subject", "keys_of", "logged", "opened_salts",
    "provable", "publish", "published_heads", "register_source", "root_at", "waiting", "witness_states",
]  # fmt: skip
