from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "legation.registers"
    label = "registers"

    def ready(self) -> None:
        from legation.registers import wiring

        wiring.connect()
