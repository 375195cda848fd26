from django.apps import AppConfig


class MutualHelpConfig(AppConfig):
    name = "legation.consular.mutual_help"
    label = "mutual_help"

    def ready(self) -> None:
        from legation.consular.mutual_help.cards import held
        from legation.ground.people.holdings import register

        register("mutual_help", held)
