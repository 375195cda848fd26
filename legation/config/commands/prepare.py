"""Everything an instance needs before it serves; safe to run again."""

import base64
import os
import secrets
from datetime import UTC, datetime

from django.conf import settings


def run(arguments: list[str]) -> int:
    """Prepare keys, database, static files, words, posts and bundles."""
    create_secret_files()
    import django

    django.setup()
    from legation.documents.keys import create_development_keys

    create_development_keys()
    refresh_development_crl(at=datetime.now(UTC))
    make_ready()
    now = datetime.now(UTC)
    load_profile(at=now)
    publish_lists_soon(at=now)
    return 0


def make_ready() -> None:
    """What every node needs besides its keys: secrets of providers, words, database, static files."""
    from django.core.management import call_command

    from legation.messaging.api import create_push_key
    from legation.payments.api import create_provider_secrets

    create_provider_secrets()
    create_push_key()
    compile_words()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def publish_lists_soon(*, at: datetime) -> None:
    """Have the worker publish trust and revocation lists as soon as the signer answers; after that it keeps at it."""
    from django.db import transaction

    from legation.documents.api import PUBLISH
    from legation.ground.outbox import api as outbox

    with transaction.atomic():
        outbox.enqueue(PUBLISH, key=f"prepared:{at.isoformat()}", body={}, at=at)


def create_secret_files() -> None:
    """The session secret, the token for /metrics and the instance's key, where they are missing."""
    from legation.ground.secrets import create_instance_key, create_secret_file

    path = settings.LEGATION_KEYS / "django.secret"
    if create_secret_file(path, base64.b64encode(os.urandom(48))):
        settings.SECRET_KEY = path.read_text()
    create_secret_file(settings.LEGATION_KEYS / "metrics.token", secrets.token_urlsafe(32).encode())
    for name in ("sign_on", "register", "sms", "push", "terminal", "printer"):
        create_secret_file(settings.LEGATION_KEYS / f"{name}.secret", base64.b64encode(os.urandom(24)))
    create_instance_key()


def refresh_development_crl(*, at: datetime) -> None:
    """The revocation list of a development root, whose key lies beside it; others are made where the root is."""
    from legation.documents import keys
    from legation.documents.keeping.revocation import refresh_crl
    from legation.documents.keeping.roots import open_root

    if keys.key_ring().is_specimen and (keys.folder() / "root.key").exists():
        refresh_crl(open_root(at=at), at=at)


def compile_words() -> None:
    """Turn the interface's catalogues into what gettext reads; pure Python, so that no tool need be installed."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in settings.LOCALE_PATHS[0].glob("*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        with target.open("wb") as file:
            write_mo(file, catalogue)


def load_profile(*, at: datetime) -> None:
    """Posts, their counters, and bundles of the profile in force."""
    from legation.appointments.counters import load_counters
    from legation.ground.posts.api import load_posts
    from legation.ground.profile import post_rows, profile
    from legation.procedures.api import publish_all

    load_posts(post_rows())
    load_counters()
    publish_all(profile().procedures, at=at)
