from django.apps import AppConfig


class TillConfig(AppConfig):
    name = "legation.payments.till"
    label = "till"

    def ready(self) -> None:
        from legation.payments.providers import registry
        from legation.payments.services import count_ledger
        from legation.payments.till.cash import Cash
        from legation.payments.till.services.check_cash import check_cash

        registry.register(Cash())
        count_ledger.register("cash", check_cash)
