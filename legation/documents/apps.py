from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "legation.documents"
    label = "documents"

    def ready(self) -> None:
        from legation.documents import auditing
        from legation.ground.audit import api as audit

        audit.register("documents", lambda: iter(()), auditing.look)
