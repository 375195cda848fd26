from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "legation.appointments"
    label = "appointments"

    def ready(self) -> None:
        from legation.appointments import wiring

        wiring.connect()
