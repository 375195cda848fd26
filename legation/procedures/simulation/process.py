"""How a process of its own begins: by name, before anything that needs Django is imported."""


def begin() -> None:
    """Make Django ready."""
    import django

    django.setup()
