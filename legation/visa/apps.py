from django.apps import AppConfig


class VisaConfig(AppConfig):
    name = "legation.visa"
    label = "visa"

    def ready(self) -> None:
        from legation.visa import issuing, policy

        policy.connect()
        issuing.connect()
