from django.apps import AppConfig


class ConsularConfig(AppConfig):
    name = "legation.consular"
    label = "consular"

    def ready(self) -> None:
        from legation.consular import emergency

        emergency.connect()
