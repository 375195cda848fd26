"""The bank's front door: which address leads to whom.

POST /v1/sessions                    open a session (merchant)
GET  /v1/sessions/<session>          how it stands (merchant)
GET  /v1/sessions?reference=<text>   the same, by the merchant's own reference
GET, POST /pay/<session>             the page with the card form (payer)
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
        self._merchant = MerchantApi(store, config)
        self._checkout = Checkout(store, self._deliveries)
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
            case ["v1", "sessions", name]:
                return {"GET": lambda: self._merchant.named(request, name)}
            case ["pay", name]:
                return {
                    "GET": lambda: self._checkout.show(request, name),
                    "POST": lambda: self._checkout.pay(request, name),
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
    if not request.path.startswith("/pay/"):
        data = {"error": problem.code, "detail": problem.detail}
        return json_response(problem.status, data, problem.headers)
    said = "gone" if problem.status == 404 else "trouble"
    language = language_of(request.header("Accept-Language")[:2])
    return page("problem.html", language, status=problem.status, said=said)


def __getattr__(name: str) -> Any:
    if name != "application":
        raise AttributeError(name)
    built = globals()["application"] = Bank(from_environment())
    return built
