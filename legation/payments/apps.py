from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "legation.payments"
    label = "payments"

    def ready(self) -> None:
        from legation.payments.providers import registry
        from legation.payments.providers.testbank import TestBank

        registry.register(TestBank())
