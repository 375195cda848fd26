"""Where a place stands on the map of the world: the Equal Earth projection, which shows lands in their true size.

Source: Savric, Patterson, Jenny, The Equal Earth map projection (2018).
"""

from math import asin, cos, radians, sin, sqrt

WIDTH, HEIGHT = 1000, 460
"""Of the map. What lies south of 60 degrees is cut off: no post stands there."""
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_HALF = 2.70663


def place(latitude: float, longitude: float) -> tuple[float, float]:
    """The point of a place on the map, from its upper left corner, x to the right and y down.

    Args:
        latitude: degrees, north above zero.
        longitude: degrees, east above zero.
    """
    angle = asin(sqrt(3) / 2 * sin(radians(latitude)))
    square = angle * angle
    six = square**3
    slope = _A[0] + 3 * _A[1] * square + six * (7 * _A[2] + 9 * _A[3] * square)
    x = 2 * sqrt(3) * radians(longitude) * cos(angle) / (3 * slope)
    y = angle * (_A[0] + _A[1] * square + six * (_A[2] + _A[3] * square))
    scale = WIDTH / (2 * _HALF)
    return WIDTH / 2 + x * scale, TOP - y * scale


TOP = 1.3173627 * WIDTH / (2 * _HALF)
"""Where the equator runs."""
