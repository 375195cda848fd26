from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "legation.config"
    label = "config"

    def ready(self) -> None:
        from legation.config import wiring

        wiring.connect()
