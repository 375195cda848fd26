"""The stand-in's front door: which address leads to whom.

/v1/checkout/sessions, /v1/payment_intents, /v1/refunds, /v1/charges, /v1/disputes, /v1/balance_transactions,
/v1/payouts, /v1/events
                                     as at Stripe: list, one by name; POST where this house does (merchant)
GET, POST /pay/<session>             the page with the card form (payer)
GET, POST /pay/<session>/challenge   where the payer proves who they are (3-D Secure)
GET, POST /operator/<key>            which faults are switched on
GET  /static/<digest>/<file>, /health

`application` is the WSGI program, built from the environment when a server first asks for it.
"""

import logging
from typing import Any

from legation.payments.testbank.app import Answer, Bank
from legation.payments.testbank.deliveries import Deliveries
from legation.payments.testbank.operator import Operator
from legation.payments.testbank.store import Store
from legation.payments.testbank.stripe import errors
from legation.payments.testbank.stripe.api import KINDS, Api
from legation.payments.testbank.stripe.books import Books
from legation.payments.testbank.stripe.config import Config, from_environment
from legation.payments.testbank.stripe.disputes import Disputes
from legation.payments.testbank.stripe.events import SIGNATURE
from legation.payments.testbank.stripe.pages import StripeCheckout
from legation.payments.testbank.stripe.refunds import Refunds
from legation.payments.testbank.stripe.till import Till
from legation.payments.testbank.web import Problem, Request, Response

log = logging.getLogger("testbank")


class StripeBank(Bank):
    """One stand-in, as a WSGI program. `close` ends its threads."""

    def __init__(self, config: Config) -> None:
        store = Store(config.database)
        books = Books(store)
        self._deliveries = Deliveries(
            store, url=config.webhook_url, key=config.webhook_secret, header=SIGNATURE
        )  # fmt: skip
        self.till = Till(books, self._deliveries)
        self.refunds = Refunds(books, self._deliveries, self.till)
        self._api = Api(books, config, self.till, self.refunds)
        self._checkout = StripeCheckout(books, self._deliveries, self.till)
        self._operator = Operator(store, config)
        self.disputes = Disputes(books, self.till)
        ticks = (self.till.expire_overdue, self.refunds.move_on, self.disputes.move_on, self.refunds.pay_out_daily)
        for do in ticks:
            self._deliveries.every_tick(do)
        self._deliveries.start()

    def _routes(self, request: Request) -> dict[str, Answer]:
        match request.path.split("/")[1:]:
            case ["v1", *way]:
                return self._v1(request, way)
            case _:
                return super()._routes(request)

    def _v1(self, request: Request, way: list[str]) -> dict[str, Answer]:
        api = self._api
        match way:
            case ["checkout", "sessions", name, "expire"]:
                return {"POST": lambda: api.post(request, lambda _: self.till.expire(name, asked=True))}
            case ["checkout", "sessions"]:
                return {"GET": lambda: api.listed(request, "checkout/sessions"),
                        "POST": lambda: api.post(request, api.open)}  # fmt: skip
            case ["checkout", "sessions", name]:
                return {"GET": lambda: api.get(request, "checkout.session", name)}
            case ["refunds"]:
                return {"GET": lambda: api.listed(request, "refunds"),
                        "POST": lambda: api.post(request, api.refund, silent="timeout_after_refund")}  # fmt: skip
            case [address] if address in KINDS:
                return {"GET": lambda: api.listed(request, address)}
            case [address, name] if address in KINDS:
                return {"GET": lambda: api.get(request, KINDS[address], name)}
        raise Problem(404, "not_found")

    def _answer(self, request: Request) -> Response:
        if not request.path.startswith("/v1/"):
            return super()._answer(request)
        try:
            routes = self._v1(request, request.path.split("/")[2:])
            if request.method not in routes:
                raise Problem(405, "method_not_allowed")
            return routes[request.method]()
        except errors.StripeProblem as problem:
            return errors.answer(problem)
        except Problem as problem:
            return errors.answer(errors.refused(problem.code, code=problem.code, status=problem.status))
        except Exception:  # the last word on anything we did not foresee
            log.exception("%s %s", request.method, request.path)
            return errors.answer(errors.StripeProblem(500, {"type": "api_error", "message": "error"}))


def __getattr__(name: str) -> Any:
    if name != "application":
        raise AttributeError(name)
    built = globals()["application"] = StripeBank(from_environment())
    return built
