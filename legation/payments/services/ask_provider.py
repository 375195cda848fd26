from datetime import datetime

from legation.payments.models import Attempt
from legation.payments.providers.base import Notice, Session
from legation.payments.providers.registry import provider_named
from legation.payments.services.apply_notice import apply_notice


def ask_provider(*, attempt: Attempt, at: datetime) -> Session | None:
    """Ask how an attempt stands, and settle or refuse it if it has ended; gives the provider's session, if it has one.

    Must be called outside any transaction.

    Raises:
        Unavailable: the provider does not answer.
    """
    name = str(attempt.pk)
    session = provider_named(attempt.provider).query(attempt=name, session=attempt.session)
    if session is not None and session.ended is not None:
        notice = Notice(None, session.ended, name, session.name, session.money, session.code)
        apply_notice(provider=attempt.provider, notice=notice, at=at)
    return session
