from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "legation.ground.approvals"
    label = "approvals"

    def ready(self) -> None:
        from legation.ground.approvals import auditing
        from legation.ground.audit import api as audit

        audit.register("approvals", audit.no_chains, auditing.look)
