from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class PaymentsConfig(AppConfig):
    name = "legation.payments"
    label = "payments"

    def ready(self) -> None:
        from legation.ground.outbox import api as outbox
        from legation.payments.providers import registry
        from legation.payments.providers.testbank import TestBank
        from legation.payments.services import send_refund

        outbox.register("payments.refund", send_refund.apply, prepare=send_refund.prepare)
        registry.register(TestBank())
        if settings.LEGATION_STRIPE:
            from legation.payments.providers.stripe import account
            from legation.payments.providers.stripe.provider import Stripe

            account.check_address()
            registry.register(Stripe())
        if settings.LEGATION_PROVIDER not in [provider.name for provider in registry.all_providers()]:
            raise ImproperlyConfigured(f"LEGATION_PROVIDER is {settings.LEGATION_PROVIDER}, which is not set up")
