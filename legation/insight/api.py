"""The door of the figures: have them counted, now and then or anew."""

from legation.insight.services.count_again import count_again
from legation.insight.wiring import count_soon

__all__ = ["count_again", "count_soon"]
