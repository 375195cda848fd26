from datetime import datetime

from legation.payments.models import Attempt
from legation.payments.providers.base import Notice, Session
from legation.payments.providers.registry import provider_named
from legation.payments.services.apply_notice import apply_notice


def take_answer(*, attempt: Attempt, session: Session | None, at: datetime) -> None:
    """Settle, refuse or expire an attempt if the provider says that it ended."""
    if session is not None and session.ended is not None:
        notice = Notice(
            None, session.ended, str(attempt.pk), session.name, session.money, session.code, session.at
        )  # fmt: skip
        apply_notice(provider=attempt.provider, notice=notice, at=at)


def ask_provider(*, attempt: Attempt, at: datetime) -> Session | None:
    """Ask how an attempt stands, and settle or refuse it if it has ended; gives the provider's session, if it has one.

    Must be called outside any transaction.

    Raises:
        Unavailable: the provider does not answer.
    """
    session = provider_named(attempt.provider).query(attempt=str(attempt.pk), session=attempt.session)
    take_answer(attempt=attempt, session=session, at=at)
    return session
