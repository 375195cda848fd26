"""The signer: a process of its own that signs committed decisions only."""

from django.conf import settings


def run(arguments: list[str]) -> int:
    """Serve the signer's socket until stopped."""
    import django

    django.setup()
    from legation.config.wiring import committed
    from legation.documents.signer import server

    server.serve(settings.LEGATION_SIGNER, committed)
    return 0
