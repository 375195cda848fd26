"""Whether somebody is being served at the counter in the browser that asks."""

from django.conf import settings
from django.http import HttpRequest

SERVED = "served"
"""Where in a session stands who is being served, sealed."""


def is_serving(request: HttpRequest) -> bool:
    """Whether an officer serves somebody in it now; where there is no session, none is looked for."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and SERVED in request.session
