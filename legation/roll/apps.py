from django.apps import AppConfig


class RollConfig(AppConfig):
    name = "legation.roll"
    label = "roll"
