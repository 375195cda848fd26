from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "legation.messaging"
    label = "messaging"
