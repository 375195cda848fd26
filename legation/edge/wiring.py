"""What an edge node hangs on the rooms below it. Its keys say that it is one, so that nobody can forget to."""

from legation.ground import node
from legation.ground.outbox import api as outbox


def connect() -> None:
    """Called once when the app is ready."""
    from legation.appointments import api as appointments
    from legation.documents import api as documents
    from legation.edge.away import away
    from legation.edge.contested import contested
    from legation.edge.disputed import elsewhere
    from legation.edge.sealing import folder
    from legation.edge.services.records import records
    from legation.procedures import api as procedures

    documents.connect_records(records)
    appointments.connect_elsewhere(away, contested)
    procedures.connect_elsewhere(elsewhere)

    if (folder() / "edge.json").exists():
        from legation.edge.scope import NEEDS_LINE
        from legation.edge.standing import as_node

        node.connect(as_node)
        outbox.hold(*NEEDS_LINE)
