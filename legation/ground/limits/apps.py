from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "legation.ground.limits"
    label = "limits"
