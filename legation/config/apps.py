from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "legation.config"
    label = "config"

    def ready(self) -> None:
        from legation.config import wiring
        from legation.ground.languages.fallback import mark_what_is_missing

        mark_what_is_missing()
        wiring.connect()
