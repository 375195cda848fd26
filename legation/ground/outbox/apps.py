from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "legation.ground.outbox"
    label = "outbox"
