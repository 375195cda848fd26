"""The push service of Utopia and its phones, as a program of its own; and the faults of one that runs.

legation pushservice                        serve it
legation pushservice --fault gone --fault . switch exactly these on; --no-faults switches all off
"""

from django.conf import settings

from legation.config.commands.simulators import Simulator, run_simulator


def run(arguments: list[str]) -> int:
    """Serve the simulator until stopped, or switch its faults."""
    from legation.messaging.pushservice.app import FAULTS

    address = settings.LEGATION_PUSH.split(",")[0]
    simulator = Simulator(
        "pushservice", "legation.messaging.pushservice.app:application", address, 8007,
        settings.LEGATION_KEYS / "push.secret", "PUSH_SECRET", FAULTS, {"PUSH_ADDRESS": address},
    )  # fmt: skip
    return run_simulator(simulator, arguments)
