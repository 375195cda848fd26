"""Which providers this instance can take money with."""

from legation.ground.errors import NotFound
from legation.payments.providers.base import Provider

_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Make a provider known under its name; a later one of the same name takes its place."""
    _providers[provider.name] = provider


def provider_named(name: str) -> Provider:
    """The provider of that name.

    Raises:
        NotFound: there is none.
    """
    try:
        return _providers[name]
    except KeyError:
        raise NotFound(f"no payment provider named {name}") from None


def all_providers() -> list[Provider]:
    """Every provider, in the order they were made known."""
    return list(_providers.values())
