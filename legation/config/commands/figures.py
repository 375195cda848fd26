"""`legation figures`: count the figures of all months anew. The house stays open; pages say how far it is."""

import argparse
from datetime import UTC, datetime


def run(arguments: list[str]) -> int:
    """Forget the sums and make them again."""
    import django

    argparse.ArgumentParser(prog="legation figures", description=__doc__).parse_args(arguments)
    django.setup()
    from legation.insight.api import count_again

    count_again(at=datetime.now(UTC))
    print("the figures say what chains, ledger and visits say")
    return 0
