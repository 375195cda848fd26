"""The cases that a bench begins with: `python -m legation.config.bench.growth_base 250`, inside an instance."""

import sys


def main() -> None:
    """Staff, and invented travellers as a demonstration has them."""
    import django

    django.setup()
    from legation.config.commands import demo, seed

    demo.make_staff()
    seed.run([sys.argv[1]])


if __name__ == "__main__":
    main()
