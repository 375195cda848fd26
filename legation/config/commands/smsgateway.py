"""The SMS gateway of Utopia, as a program of its own; and the faults of one that runs.

legation smsgateway                        serve it
legation smsgateway --fault slow --fault . switch exactly these on; --no-faults switches all off
"""

from django.conf import settings

from legation.config.commands.simulators import Simulator, run_simulator


def run(arguments: list[str]) -> int:
    """Serve the gateway until stopped, or switch its faults."""
    from legation.messaging.channels.secret import bearer_key, secret_path
    from legation.messaging.testgateway.faults import FAULTS

    simulator = Simulator(
        "smsgateway", "legation.messaging.testgateway.app:application", settings.LEGATION_SMS, 8006, secret_path(),
        "SMS_SECRET", FAULTS, {"SMS_RECEIPTS": f"{settings.LEGATION_ADDRESS}/messages/receipts/sms/webhook/"},
        bearer_key,
    )  # fmt: skip
    return run_simulator(simulator, arguments)
