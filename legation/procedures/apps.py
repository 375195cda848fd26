from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "legation.procedures"
    label = "procedures"

    def ready(self) -> None:
        from legation.procedures import wiring

        wiring.connect()
