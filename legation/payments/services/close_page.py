from datetime import datetime

from legation.payments.providers.registry import provider_named
from legation.payments.selectors import open_attempt, payment_by_name
from legation.payments.services.ask_provider import take_answer


def close_page(*, payment: str, at: datetime) -> None:
    """Have the provider close the page that is open; see `payments.api.close_page`.

    A page whose name never reached us may be about to open: it is left alone, since what cannot be closed for certain
    can still be paid.
    """
    attempt = open_attempt(payment_by_name(payment))
    if attempt is not None and attempt.session:
        provider = provider_named(attempt.provider)
        session = provider.close_session(attempt=str(attempt.pk), session=attempt.session)
        take_answer(attempt=attempt, session=session, at=at)
