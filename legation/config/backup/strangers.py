"""What somebody with the database and other keys can open: `python -m legation.config.backup.strangers` prints how
many of its sealed things, which must be none. Makes keys of its own where there are none.
"""


def opened() -> int:
    """How many data keys and messages open under the keys in force here; every one is tried."""
    from legation.ground.errors import Tampered
    from legation.ground.secrets import instance_key, unseal, unwrap
    from legation.messaging.models import Message
    from legation.procedures.models import Case, Party

    found = 0
    cases = Case.objects.everywhere("a drill tries every door").exclude(data_key=None)
    wrapped = [*cases.values_list("data_key", flat=True), *Party.objects.values_list("data_key", flat=True)]
    for key in wrapped:
        try:
            unwrap(key)
            found += 1
        except Tampered:
            continue
    for sealed in Message.objects.values_list("sealed", flat=True):
        try:
            unseal(instance_key("messages"), sealed, context="message")
            found += 1
        except Tampered:
            continue
    return found


def main() -> None:
    """Print how many open."""
    from legation.ground.secrets import create_instance_key

    create_instance_key()
    import django

    django.setup()
    print(opened())


if __name__ == "__main__":
    main()
