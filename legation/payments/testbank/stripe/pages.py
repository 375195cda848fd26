"""The payer's side: the bank's own pages over Stripe's objects. A refused card leaves the page open for another."""

from legation.payments.testbank import cards
from legation.payments.testbank.checkout import Checkout
from legation.payments.testbank.deliveries import Deliveries
from legation.payments.testbank.store import Session
from legation.payments.testbank.stripe.books import Books
from legation.payments.testbank.stripe.errors import StripeProblem
from legation.payments.testbank.stripe.till import Till, view
from legation.payments.testbank.texts import language_of
from legation.payments.testbank.web import Problem, Request, Response, see_other


class Refused(Exception):
    """The card was refused: `why` as in `cards.Card.refusal`."""

    def __init__(self, session: Session, why: str) -> None:
        super().__init__(why)
        self.session, self.why = session, why


class StripeCheckout(Checkout):
    """The page of each Checkout Session, at /pay/<session>."""

    def __init__(self, books: Books, deliveries: Deliveries, till: Till) -> None:
        self._store, self._deliveries, self._till = books.store, deliveries, till

    def _session(self, name: str) -> Session:
        if "provider_down" in self._store.faults():
            raise Problem(503, "down")
        try:
            return view(self._till.named(name))
        except StripeProblem:
            raise Problem(404, "not_found") from None

    def _spoken(self, request: Request, session: Session) -> str:
        """The page's language: asked for, the session's, or for 'auto' the browser's."""
        own = request.header("Accept-Language") if session.language == "auto" else session.language
        return language_of(request.query.setdefault("language", language_of(own)))

    def _again(self, request: Request, refused: Refused) -> Response:
        language = self._spoken(request, refused.session)
        return self._form(refused.session, language, form={}, errors={"number": f"card_{refused.why}"})

    def show(self, request: Request, name: str) -> Response:
        self._spoken(request, self._session(name))
        return super().show(request, name)

    def pay(self, request: Request, name: str) -> Response:
        session = self._session(name)
        self._spoken(request, session)
        card = cards.find(request.form.get("number", ""))
        try:
            answer = super().pay(request, name)
        except Refused as refused:
            return self._again(request, refused)
        if card is not None and card.challenge and answer.status == 303 and session.state == "open":
            self._till.confirm(name, refusal="", challenge=True, last_four=card.number[-4:])
        return answer

    def challenge(self, request: Request, name: str) -> Response:
        self._spoken(request, self._session(name))
        return super().challenge(request, name)

    def prove(self, request: Request, name: str) -> Response:
        self._spoken(request, self._session(name))
        try:
            return super().prove(request, name)
        except Refused as refused:
            return self._again(request, refused)

    def _finish(self, session: Session, refusal: str) -> Response:
        said = self._till.confirm(session.name, refusal=refusal, challenge=False, last_four=session.last_four)
        if refusal and said["status"] == "open":
            raise Refused(view(said), refusal)
        if said["status"] == "complete" and "timeout_after_capture" in self._till.wrong(said):
            raise Problem(504, "timeout", session.return_url)
        return see_other(session.return_url)
