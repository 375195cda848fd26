"""`legation purge`: delete what has served its time; meant for a daily timer."""

from datetime import UTC, datetime, timedelta

EFFECTS_KEPT = timedelta(days=30)
VISITS_KEPT = timedelta(days=90)
"""How long it is known who had an appointment; that there was one stays."""


def run(arguments: list[str]) -> int:
    """Drafts, people past their retention, done effects, ended windows and sessions, files that no row names."""
    import django

    django.setup()
    from django.core.management import call_command

    from legation.appointments.api import forget_ended as forget_ended_visits
    from legation.ground.files import api as files
    from legation.ground.limits.api import forget_ended
    from legation.ground.outbox.api import forget_done
    from legation.ground.people.services.sittings import forget_ended_sittings
    from legation.ground.tokens.replaying import forget_replays
    from legation.ground.webhooks.api import forget_delivered
    from legation.procedures.api import purge

    now = datetime.now(UTC)
    drafts, forgotten = purge(at=now)
    visits = forget_ended_visits(before=now - VISITS_KEPT)
    effects = forget_done(before=now - EFFECTS_KEPT)
    windows = forget_ended(at=now)
    call_command("clearsessions")
    forget_ended_sittings()
    forget_replays(at=now)
    forget_delivered(at=now)
    print(
        f"drafts deleted: {drafts}, people forgotten: {forgotten}, visits: {visits}, effects: {effects},"
        f" windows: {windows}, unnamed files: {files.sweep(at=now)}"
    )
    return 0
