from django.apps import AppConfig
from django.conf import settings


class TillConfig(AppConfig):
    name = "legation.payments.till"
    label = "till"

    def ready(self) -> None:
        from legation.payments.providers import registry
        from legation.payments.services import count_ledger
        from legation.payments.till.cash import Cash
        from legation.payments.till.services.check_cash import check_cash
        from legation.payments.till.terminal import Terminal

        registry.register(Cash())
        if settings.LEGATION_TERMINAL:
            registry.register(Terminal())
        count_ledger.register("cash", check_cash)
