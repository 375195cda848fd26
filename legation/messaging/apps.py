from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "legation.messaging"
    label = "messaging"

    def ready(self) -> None:
        from legation.messaging import wiring

        wiring.connect()
