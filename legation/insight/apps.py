from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "legation.insight"
    label = "insight"

    def ready(self) -> None:
        from legation.insight import wiring

        wiring.connect()
