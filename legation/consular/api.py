"""The door of the counter: what it counts."""

from legation.consular.keys import keys_by, keys_by_cell

__all__ = ["keys_by", "keys_by_cell"]
