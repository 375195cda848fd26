"""Asking for a link to an e-mail address; whether an account has that address makes no difference."""

import secrets
from datetime import datetime, timedelta

from legation.ground.people.models import SignInLink
from legation.ground.secrets import blind_index, instance_key, seal

MINUTES = 15
CONTEXT = "link"


def ask_link(*, address: str, language: str, at: datetime) -> str:
    """A fresh token that proves `address`; the caller mails it there and shows it nowhere else."""
    token = secrets.token_urlsafe(24)
    SignInLink.objects.filter(ends_at__lt=at - timedelta(days=1)).delete()
    SignInLink.objects.create(
        token=link_index(token), address=seal(instance_key("links"), address.encode(), context=CONTEXT),
        language=language, ends_at=at + timedelta(minutes=MINUTES),
    )  # fmt: skip
    return token


def link_index(token: str) -> bytes:
    """What a token is found by; the token itself is stored nowhere."""
    return blind_index("link", token)
