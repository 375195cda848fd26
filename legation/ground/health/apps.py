from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "legation.ground.health"
    label = "health"
