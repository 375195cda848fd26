from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "legation.ground.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        from legation.ground.webhooks import wiring

        wiring.connect()
