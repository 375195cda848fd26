"""The bank's front door: which address leads to whom.

POST /v1/sessions                    open a session (merchant)
GET  /v1/sessions/<session>          how it stands (merchant)
GET  /v1/sessions?reference=<text>   the same, by the merchant's own reference
POST /v1/sessions/<session>/close    stop taking money for it, also as /v1/sessions/close?reference=<text>
POST /v1/refunds                     pay back (merchant)
GET  /v1/refunds/<reference>         how that stands
GET  /v1/settlements/<day>           the day's file, page by page, signed
GET, POST /pay/<session>             the page with the card form (payer)
GET, POST /pay/<session>/challenge   where the payer proves who they are
GET, POST /operator/<key>            which faults are switched on
GET  /static/<digest>/<file>, /health

`application` is the WSGI program, built from the environment when a server first asks for it.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from legation.payments.testbank.api import MerchantApi
from legation.payments.testbank.checkout import Checkout, page, static
from legation.payments.testbank.config import Config, from_environment
from legation.payments.testbank.deliveries import Deliveries
from legation.payments.testbank.operator import Operator
from legation.payments.testbank.store import Store
from legation.payments.testbank.texts import language_of
from legation.payments.testbank.web import Problem, Request, Response, json_response

log = logging.getLogger("testbank")
Answer = Callable[[], Response]


class Bank:
    """One bank, as a WSGI program. `close` ends its threads."""

    def __init__(self, config: Config) -> None:
        store = Store(config.database)
        self._deliveries = Deliveries(store, url=config.webhook_url, key=config.derived("webhook"))
        self._merchant = MerchantApi(store, config, self._deliveries)
        self._checkout = Checkout(store, self._deliveries, self._merchant)
        self._operator = Operator(store, config)
        self._deliveries.every_tick(self._merchant.expire_overdue)
        self._deliveries.every_tick(self._merchant.refunds.move_on)
        self._deliveries.every_tick(self._merchant.disputes.move_on)
        self._deliveries.start()

    def close(self) -> None:
        """End the threads that deliver messages."""
        self._deliveries.stop()

    def _routes(self, request: Request) -> dict[str, Answer]:
        match request.path.split("/")[1:]:
            case ["v1", "sessions"]:
                return {
                    "GET": lambda: self._merchant.referenced(request),
                    "POST": lambda: self._merchant.create(request),
                }
            case ["v1", "sessions", "close"]:
                return {"POST": lambda: self._merchant.close(request, "")}
            case ["v1", "sessions", name]:
                return {"GET": lambda: self._merchant.named(request, name)}
            case ["v1", "refunds"]:
                return {"POST": lambda: self._merchant.refund(request)}
            case ["v1", "refunds", reference]:
                return {"GET": lambda: self._merchant.refunded(request, reference)}
            case ["v1", "settlements", day]:
                return {"GET": lambda: self._merchant.settlement(request, day)}
            case ["v1", "sessions", name, "close"]:
                return {"POST": lambda: self._merchant.close(request, name)}
            case ["pay", name]:
                return {
                    "GET": lambda: self._checkout.show(request, name),
                    "POST": lambda: self._checkout.pay(request, name),
                }
            case ["pay", name, "challenge"]:
                return {
                    "GET": lambda: self._checkout.challenge(request, name),
                    "POST": lambda: self._checkout.prove(request, name),
                }
            case ["operator", key]:
                return {
                    "GET": lambda: self._operator.show(request, key),
                    "POST": lambda: self._operator.switch(request, key),
                }
            case ["static", _, _]:
                return {"GET": lambda: static(request.path)}
            case ["health"]:
                return {"GET": lambda: json_response(200, {"status": "ok"})}
        raise Problem(404, "not_found")

    def _answer(self, request: Request) -> Response:
        try:
            routes = self._routes(request)
            if request.method not in routes:
                raise Problem(405, "method_not_allowed", headers=(("Allow", ", ".join(routes)),))
            return routes[request.method]()
        except Problem as problem:
            return _problem(request, problem)
        except Exception:  # the last word on anything we did not foresee
            log.exception("%s %s", request.method, request.path)
            return _problem(request, Problem(500, "error"))

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return self._answer(Request(environ)).send(environ, start_response)


def _problem(request: Request, problem: Problem) -> Response:
    if not request.path.startswith(("/pay/", "/operator/")):
        data = {"error": problem.code, "detail": problem.detail}
        return json_response(problem.status, data, problem.headers)
    said = {404: "gone", 503: "down", 504: "silence"}.get(problem.status, "trouble")
    language = language_of(request.query.get("language") or request.header("Accept-Language")[:2])
    return page("problem.html", language, status=problem.status, said=said, back=problem.detail)


def __getattr__(name: str) -> Any:
    if name != "application":
        raise AttributeError(name)
    built = globals()["application"] = Bank(from_environment())
    return built
