from collections.abc import Mapping
from datetime import datetime

from legation.ground.errors import TooLarge
from legation.payments.providers.base import DisputeNotice, Notice
from legation.payments.providers.registry import provider_named
from legation.payments.services.apply_dispute_notice import apply_dispute_notice
from legation.payments.services.apply_notice import apply_notice
from legation.payments.services.apply_refund_notice import apply_refund_notice

MOST_BYTES = 64 * 1024


def receive(*, provider: str, body: bytes, headers: Mapping[str, str], at: datetime) -> None:
    """Take in a provider's message; see `payments.api.receive`."""
    if len(body) > MOST_BYTES:
        raise TooLarge(f"webhook of {len(body)} bytes")
    notice = provider_named(provider).parse_webhook(body=body, headers=headers, at=at)
    if isinstance(notice, Notice):
        apply_notice(provider=provider, notice=notice, at=at)
    elif isinstance(notice, DisputeNotice):
        apply_dispute_notice(provider=provider, notice=notice, at=at)
    elif notice is not None:
        apply_refund_notice(provider=provider, notice=notice, at=at)
