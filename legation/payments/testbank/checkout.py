"""The payer's side: the page with the card form, and what happens when it is sent."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from legation.payments.testbank import cards, faults
from legation.payments.testbank.api import MerchantApi, origin
from legation.payments.testbank.deliveries import Deliveries
from legation.payments.testbank.store import Session, Store
from legation.payments.testbank.texts import TEXTS, language_of, money
from legation.payments.testbank.web import Headers, Problem, Request, Response, see_other

_HERE = Path(__file__).parent
_MEDIA = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_FOR_EVER = (("Cache-Control", "public, max-age=31536000, immutable"),)


@dataclass(frozen=True)
class _File:
    name: str
    data: bytes

    @property
    def address(self) -> str:
        return f"/static/{sha256(self.data).hexdigest()[:12]}/{self.name}"


FILES = {
    file.address: file
    for file in (_File(path.name, path.read_bytes()) for path in sorted((_HERE / "static").iterdir()))
}
_ADDRESS = {file.name: address for address, file in FILES.items()}
_PAGES = Environment(
    loader=FileSystemLoader(_HERE / "pages"), autoescape=True, undefined=StrictUndefined, auto_reload=False,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
_PAGES.globals["static"] = _ADDRESS.__getitem__


def _fill(text: str, **values: str) -> Markup:
    """`text` with its places filled; what is put in runs left to right, whatever the text around it does."""
    isolated = {name: Markup('<bdi dir="ltr">{}</bdi>').format(value) for name, value in values.items()}
    return Markup(escape(text)).format(**isolated)  # noqa: S704  # escaped in the same breath


_PAGES.filters["fill"] = _fill


def static(address: str) -> Response:
    """A file whose address holds its digest, so that it may be kept for ever."""
    file = FILES.get(address)
    if file is None:
        raise Problem(404, "not_found")
    return Response(200, file.data, _MEDIA[Path(file.name).suffix], _FOR_EVER)


def _policy(back: str = "", own_form: bool = False) -> Headers:
    form = f"'self' {origin(back)}" if back else "'self'" if own_form else "'none'"
    return (
        (
            "Content-Security-Policy",
            f"default-src 'none'; style-src 'self'; img-src 'self'; form-action {form};"
            " base-uri 'none'; frame-ancestors 'none'",
        ),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    )


def page(
    template: str, language: str, *, status: int = 200, back: str = "", own_form: bool = False, **values: Any
) -> Response:
    """One of the bank's pages, in a language it speaks.

    `back` is where its form may lead besides the bank itself; `own_form` if it has one that leads nowhere else.
    """
    texts = TEXTS[language]
    html = _PAGES.get_template(template).render(
        t=texts, language=language, other=TEXTS[texts["other"]], back=back, **values
    )
    return Response(status, html.encode(), headers=_policy(back, own_form))


class Checkout:
    """The page of each session, at /pay/<session>."""

    def __init__(self, store: Store, deliveries: Deliveries, merchant: MerchantApi) -> None:
        self._store, self._deliveries, self._merchant = store, deliveries, merchant

    def _session(self, name: str) -> Session:
        if "provider_down" in self._store.faults():
            raise Problem(503, "down")
        session = self._store.named(name)
        if session is None:
            raise Problem(404, "not_found")
        return self._merchant.ended_in_time(session)

    def show(self, request: Request, name: str) -> Response:
        """The card form, or how it ended."""
        session = self._session(name)
        language = language_of(request.query.get("language") or session.language)
        if session.state != "open":
            return page("ended.html", language, session=session, money=money(session.amount, session.currency))
        if session.step == "challenge":
            return see_other(f"/pay/{name}/challenge?language={language}")
        return self._form(session, language, form={}, errors={})

    def _form(self, session: Session, language: str, *, form: dict[str, str], errors: dict[str, str]) -> Response:
        number, texts = form.get("number", ""), TEXTS[language]
        sample = f"08/{(datetime.now(UTC).year + 3) % 100:02d}"
        # a number that may be somebody's own card is not sent back, nor is a security code ever
        keep = number[:40] if cards.may_be_shown(number) else ""
        return page(
            "checkout.html", language,
            status=422 if errors else 200,
            back=session.return_url,
            session=session,
            money=money(session.amount, session.currency),
            merchant=origin(session.return_url).partition("//")[2],
            form={"number": keep, "expiry": form.get("expiry", "")[:10], "code": ""},
            errors={field: _fill(texts[error], sample=sample) for field, error in errors.items()},
            sample=sample,
            cards=[(card.spaced, texts[f"card_{card.told or 'accepted'}"]) for card in cards.CARDS if not card.fault],
            faulty=[(card.spaced, texts[f"fault_{card.fault}"]) for card in cards.CARDS if card.fault],
        )  # fmt: skip

    def pay(self, request: Request, name: str) -> Response:
        """Capture or refuse with a test card and lead back to the merchant; show the form again if it cannot be."""
        session = self._session(name)
        if session.state != "open":
            return see_other(session.return_url)
        errors = cards.errors(request.form, today=datetime.now(UTC).date())
        card = cards.find(request.form.get("number", ""))
        if errors or card is None:
            language = language_of(request.query.get("language") or session.language)
            return self._form(session, language, form=request.form, errors=errors)
        if card.challenge:
            self._store.challenge(name, last_four=card.number[-4:])
            language = language_of(request.query.get("language") or session.language)
            return see_other(f"/pay/{name}/challenge?language={language}")
        return self._finish(replace(session, last_four=card.number[-4:]), card.refusal)

    def challenge(self, request: Request, name: str) -> Response:
        """The question whether it is really the card's owner who pays (3-D Secure)."""
        session = self._session(name)
        if session.state != "open" or session.step != "challenge":
            return see_other(f"/pay/{name}")
        language = language_of(request.query.get("language") or session.language)
        return page(
            "challenge.html", language, back=session.return_url, session=session,
            money=money(session.amount, session.currency), merchant=origin(session.return_url).partition("//")[2],
        )  # fmt: skip

    def prove(self, request: Request, name: str) -> Response:
        """Go on with a payer who has proved who they are, or refuse one who has not."""
        session = self._session(name)
        if session.state != "open" or session.step != "challenge":
            return see_other(session.return_url)
        card = cards.ending(session.last_four)
        passed = request.form.get("answer") == "yes" and card is not None
        return self._finish(session, card.refusal if passed and card else "authentication_failed")

    def _finish(self, session: Session, refusal: str) -> Response:
        state = "refused" if refusal else "captured"
        wrong = faults.of_session(self._store, session)
        told = faults.messages([faults.told(state, session=session, amount=session.amount, code=refusal)], wrong)
        owed = self._store.finish(
            session.name, state=state, code=refusal, last_four=session.last_four, messages=told
        )  # fmt: skip
        for delivery in owed or []:
            self._deliveries.offer(delivery)
        if owed is not None and state == "captured":
            self._merchant.disputes.captured(session)
        if state == "captured" and "timeout_after_capture" in wrong:
            raise Problem(504, "timeout", session.return_url)
        return see_other(session.return_url)
