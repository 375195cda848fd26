"""Parts of a page that are the same for everybody, drawn once."""

from collections.abc import Callable, Hashable

from markupsafe import Markup

MOST = 4096
_drawn: dict[tuple[Hashable, ...], Markup] = {}


def kept(*key: Hashable, caller: Callable[[], Markup]) -> Markup:
    """What the block draws, drawn once for each key: `{% call kept("foot", language) %}...{% endcall %}`.

    Args:
        key: everything the block depends on, the language among it. Nothing of the reader's own may be in the block,
            and nothing that a reader can choose in the key.
    """
    found = _drawn.get(key)
    if found is None:
        if len(_drawn) >= MOST:
            _drawn.clear()
        found = _drawn[key] = caller()
    return found
