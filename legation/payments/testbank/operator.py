"""The operator's page: which faults are switched on. Whoever has its address may change them; nobody else finds it."""

import hmac
from typing import Protocol

from legation.payments.testbank.checkout import page
from legation.payments.testbank.faults import NAMES, read
from legation.payments.testbank.store import Store
from legation.payments.testbank.texts import language_of
from legation.payments.testbank.web import Problem, Request, Response


class Keys(Protocol):
    """Whatever a bank derives its keys from."""

    def derived(self, use: str) -> str:
        """The key for `use`."""


class Operator:
    """The page at /operator/<key>, the key derived from the bank's secret."""

    def __init__(self, store: Store, config: Keys) -> None:
        self._store, self._key = store, config.derived("operator")

    def _let_in(self, key: str) -> None:
        if not hmac.compare_digest(key.encode("utf-8", "surrogateescape"), self._key.encode()):
            raise Problem(404, "not_found")

    def show(self, request: Request, key: str) -> Response:
        """The faults, and which of them are on."""
        self._let_in(key)
        return self._page(request)

    def _page(self, request: Request, said: str = "", status: int = 200) -> Response:
        language = language_of(request.query.get("language") or request.header("Accept-Language"))
        return page(
            "operator.html", language, status=status, own_form=True, names=NAMES, faults=self._store.faults(), said=said
        )

    def switch(self, request: Request, key: str) -> Response:
        """Switch exactly the ticked ones on."""
        self._let_in(key)
        ticked = set(request.many("fault"))
        try:
            found = read({name: request.form.get(name, "") for name in ticked})
        except ValueError:
            return self._page(request, "operator_wrong", 422)
        self._store.switch(found)
        return self._page(request, "operator_saved")
