from django.apps import AppConfig


class ConsularConfig(AppConfig):
    name = "legation.consular"
    label = "consular"
