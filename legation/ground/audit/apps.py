from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "legation.ground.audit"
    label = "audit"
