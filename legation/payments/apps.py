from django.apps import AppConfig


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
