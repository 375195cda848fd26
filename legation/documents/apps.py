from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "legation.documents"
    label = "documents"

    def ready(self) -> None:
        """Say what the auditor looks at, and what publishes the lists when the queue asks for it."""
        from legation.documents import auditing
        from legation.documents.wiring import connect
        from legation.ground.audit import api as audit

        audit.register("documents", lambda: iter(()), auditing.look)
        connect()
