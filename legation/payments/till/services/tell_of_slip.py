from datetime import datetime

from legation.ground.outbox import api as outbox
from legation.payments.till.links import address_of, number_of
from legation.payments.till.models import Slip
from legation.payments.till.rules import BACK

EFFECT = "payments.slip"


def tell_of_slip(slip: Slip, *, again: bool = False, at: datetime) -> None:
    """Have whoever knows the payer send them the link to their receipt: once, or once more within a minute.

    Must be called inside the transaction that writes the slip, unless it is `again`.
    """
    number = number_of(slip)
    body = {
        "key": f"{number}:{at:%Y%m%d%H%M}" if again else number, "number": number, "address": address_of(slip),
        "reference": slip.payment.reference, "back": slip.kind == BACK,
    }  # fmt: skip
    outbox.enqueue(EFFECT, key=str(body["key"]), body=body, at=at)
