"""The national sign-on of Utopia, as a program of its own; and the faults of one that runs.

legation signon                          serve it
legation signon --fault nonce --fault .. switch exactly these on; --no-faults switches all off
"""

from django.conf import settings

from legation.config.commands.simulators import Simulator, run_simulator


def run(arguments: list[str]) -> int:
    """Serve the provider until stopped, or switch its faults."""
    from legation.ground.people.provider.faults import NAMES

    told = {
        "SIGNON_ADDRESS": settings.LEGATION_SIGN_ON, "SIGNON_CLIENT": settings.LEGATION_SIGN_ON_CLIENT,
        "SIGNON_BACK": f"{settings.LEGATION_ADDRESS}/sign-on/back/",
    }  # fmt: skip
    simulator = Simulator(
        "signon", "legation.ground.people.provider.app:application", settings.LEGATION_SIGN_ON, 8003,
        settings.LEGATION_KEYS / "sign_on.secret", "SIGNON_SECRET", NAMES, told,
    )  # fmt: skip
    return run_simulator(simulator, arguments)
