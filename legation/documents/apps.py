from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "legation.documents"
    label = "documents"

    def ready(self) -> None:
        """Say what publishes the lists when the queue asks for it."""
        from legation.documents.wiring import connect

        connect()
