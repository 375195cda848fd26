"""`legation reindex`: make anew what cases are found by, once after an upgrade that says so; it may be run any time."""


def run(arguments: list[str]) -> int:
    """Walk all cases, some hundreds at a time; the house stays open."""
    import django

    django.setup()
    from legation.procedures.api import reindex

    last: int | None = 0
    while last is not None:
        last = reindex(after=last)
    print("every case is found by what it says")
    return 0
