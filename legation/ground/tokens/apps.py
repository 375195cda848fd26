from django.apps import AppConfig


class TokensConfig(AppConfig):
    name = "legation.ground.tokens"
    label = "tokens"
