"""Having the tree's head signed."""

from datetime import datetime

from legation.ground.transparency import log_key, notes, tree
from legation.ground.transparency.models import TreeHead
from legation.ground.transparency.notes import Checkpoint


def publish(*, at: datetime) -> TreeHead | None:
    """Have the head of the tree signed, if it has grown since the last one or the key is another; gives the new head.

    Raises:
        NotAllowed: the signer knows of a later or a contradicting head.
        Unavailable: the signer does not answer.
    """
    size, last = tree.size(), TreeHead.objects.order_by("-pk").first()
    verifier = log_key.in_force()
    if last and last.size == size and _signed_by(last, verifier):
        return None
    checkpoint = Checkpoint(verifier.name, size, tree.root(size))
    line = notes.sign(checkpoint.body(), verifier, log_key.log_key().sign)
    note = f"{checkpoint.body()}\n{line}"
    return TreeHead.objects.create(size=size, root=checkpoint.root, note=note, at=at)


def _signed_by(head: TreeHead, verifier: notes.Verifier) -> bool:
    _body, signatures = notes.read_note(head.note)
    return any((line.name, line.id) == (verifier.name, verifier.id) for line in signatures)
