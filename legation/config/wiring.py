"""What only the whole house can join: a lower room's question answered by an upper one."""


def connect() -> None:
    """Called once when every app is ready."""


def committed(reference: str, decision: str) -> bool:
    """Whether an action with this digest (hex) is committed on a case's chain: the signer asks before it signs."""
    from django.db import close_old_connections

    from legation.procedures.selectors import is_committed

    close_old_connections()

    return is_committed(reference, decision)
