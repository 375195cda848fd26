from django.apps import AppConfig


class EdgeConfig(AppConfig):
    name = "legation.edge"
    label = "edge"

    def ready(self) -> None:
        from legation.edge import wiring

        wiring.connect()
