from django.apps import AppConfig


class ConsularConfig(AppConfig):
    name = "legation.consular"
    label = "consular"

    def ready(self) -> None:
        from legation.consular import emergency, passports

        emergency.connect()
        passports.connect()
