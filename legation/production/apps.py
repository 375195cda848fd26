from django.apps import AppConfig


class ProductionConfig(AppConfig):
    name = "legation.production"
    label = "production"

    def ready(self) -> None:
        from legation.production import wiring

        wiring.connect()
