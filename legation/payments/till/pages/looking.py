"""Finding the fee of somebody who comes with a passport: sent in the body, so that no number stands in an address."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from legation.ground.errors import Invalid, NotFound
from legation.ground.limits.api import hit
from legation.ground.posts.policy import staff
from legation.payments.till.pages import desk
from legation.payments.till.pages.common import cashier_at, now
from legation.payments.till.pages.taking import reference_in
from legation.payments.till.services.find_open import find_open
from legation.payments.till.services.take_cash import payment_at


@staff
@require_POST
def find(request: HttpRequest, post: str) -> HttpResponse:
    """What is open at this post of who shows a passport or a reference; straight to it, if it is but one."""
    by, typed = cashier_at(request, post), reference_in(request.POST.get("shown", "")[:500])
    hit("till_find", f"person:{request.user.pk}", at=now(), most=300, minutes=10)
    found = find_open(place=post, typed=typed, by=by, at=now()) if typed else []
    if not found:
        with suppress(NotFound):  # whoever shows the payment's own reference reads how it stands, open or not
            found = [payment_at(typed, post)]
    if len(found) == 1:
        return redirect(f"{reverse('till_payment', args=[post])}?{urlencode({'reference': found[0].reference})}")
    if found:
        return desk.show(request, post, found=found)
    nothing = Invalid(
        "nothing open", reader=_("Nothing is open to be paid at this post under this number or reference.")
    )
    return desk.show(request, post, error=nothing)
