from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    name = "legation.ground.transparency"
    label = "transparency"

    def ready(self) -> None:
        from legation.ground.transparency import wiring

        wiring.connect()
