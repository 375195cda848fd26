"""Every page of the house, each in the states that a reader can meet, and the way there."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from tests.journeys.conftest import (
    ACCOUNTANT,
    ACCOUNTANT_IN_CAIRO,
    ADMINISTRATOR,
    CASHIER,
    CASHIER_IN_PARIS,
    CENTRAL,
    CITIZEN,
    CONSUL,
    CONSUL_IN_PARIS,
    ELECTORAL,
    HEAD,
    HEAD_IN_CAIRO,
    NEWCOMER,
    OFFICER,
    OFFICER_IN_CAIRO,
    REGISTRAR,
    STRANGER,
    ask_for_link,
)
from tests.journeys.windows import Window

Cast = dict[str, Any]
Way = Callable[[Window, Cast], Any]


@dataclass(frozen=True)
class Place:
    """One page in one state: the name of its address in the URL table, and how to get there."""

    name: str
    view: str
    way: Way
    officer: str | None = None

    @property
    def direct(self) -> bool:
        """Whether it is one address, without a form sent on the way."""
        return getattr(self.way, "direct", False)


def at(path: str) -> Way:
    """Straight there. `{somebody}` in the path stands for that traveller's token or case."""

    def way(window: Window, cast: Cast) -> None:
        window.open(_filled(path, cast))

    way.direct = True  # type: ignore[attr-defined]
    return way


def sent(path: str, data: dict[str, str] | None = None) -> Way:
    """There, and the form sent with nothing but `data` in it."""

    def way(window: Window, cast: Cast) -> None:
        window.open(_filled(path, cast))
        window.fill(data or {})
        window.send()

    return way


def _filled(path: str, cast: Cast) -> str:
    kind = "case" if path.startswith("desk") else "token"
    people = {name: one[kind] for name, one in cast.items() if isinstance(one, dict) and kind in one}
    return path.format(**people)


def _no_picture(window: Window, cast: Cast) -> None:
    """The passport's page, asked to read a picture that was not chosen; as it stands where pictures cannot be read."""
    window.open(_filled("application/{beginner}/passport/", cast))
    if window.page.locator("#passport_picture").count():
        window.page.click("main details.panel summary")
        with window.page.expect_navigation():
            window.page.click("main details.panel button")


def _found_at_the_desk(window: Window, cast: Cast) -> None:
    window.open("desk/")
    window.fill({"text": "Nobody of this name"})
    window.page.click(".queue-find button")
    window.page.wait_for_load_state()


def _by_reference(window: Window, cast: Cast) -> None:
    one = cast["issued"]
    sent("status/", {"reference": one["reference"], "passport": one["passport"]})(window, cast)


def _served(window: Window, cast: Cast) -> None:
    one = cast["issued"]
    window.open("counter/")
    window.fill({"number": one["passport"], **one["born"]})
    with window.page.expect_navigation():
        window.page.press("#number", "Enter")


def _answered_for(window: Window, cast: Cast) -> None:
    """A form in which an officer answers for somebody who is being served, sent without their consent."""
    window.open("counter/")
    window.fill({"number": "L898902C3", "birth_date-day": "12", "birth_date-month": "8", "birth_date-year": "1984"})
    with window.page.expect_navigation():
        window.page.press("#number", "Enter")
    window.open(f"counter/person/answer/{cast['asked']['case']}/")
    window.send()


def _unreasoned_closure(window: Window, cast: Cast) -> None:
    window.open("post/CAI/hours/")
    with window.page.expect_navigation():
        window.page.click("main .button.secondary")


def _uncounted(window: Window, cast: Cast) -> None:
    """The form of a move of blanks, with nothing written in it but that it is confirmed."""
    window.open("post/CAI/blanks/")
    window.page.check("#sure")
    with window.page.expect_navigation():
        window.page.press("#note", "Enter")


def _unasked(window: Window, cast: Cast) -> None:
    """The form by which a passport is given up, sent without a reason."""
    window.open(_filled("post/HQ/blanks/{printed}/", cast))
    with window.page.expect_navigation():
        window.page.press("#why", "Enter")


def _verified(who: str) -> Way:
    def way(window: Window, cast: Cast) -> None:
        sent("verify/", {"number": cast[who]["document"]})(window, cast)

    return way


def _first_message(window: Window, cast: Cast) -> None:
    window.open("messages/")
    window.page.click("main td a >> nth=0")
    window.page.wait_for_load_state()


def _unreasoned(window: Window, cast: Cast) -> None:
    window.open(f"desk/{cast['referred']['case']}/")
    window.page.click("details.decide > summary")
    window.page.click("details.decide form .button.danger")
    window.page.wait_for_load_state()


def _unmatched(window: Window, cast: Cast) -> None:
    window.open("accounts/")
    window.page.click("main table a >> nth=0")
    window.page.wait_for_load_state()


def _dispute(number: int) -> Way:
    def way(window: Window, cast: Cast) -> None:
        window.open("accounts/")
        window.page.click(f"main table a[href*='/disputes/'] >> nth={number}")
        window.page.wait_for_load_state()

    return way


def _not_to_be_moved(window: Window, cast: Cast) -> None:
    _unmatched(window, cast)
    window.page.click("form[action$='/move/'] button")
    window.page.wait_for_load_state()


def _forged(window: Window, cast: Cast) -> None:
    window.open("status/")
    window.page.eval_on_selector("[name=csrfmiddlewaretoken]", "e => { e.value = 'x'; }")
    window.send()


def _first(window: Window, address: str) -> None:
    """The first of a list."""
    window.open(address)
    window.page.click("main table a >> nth=0")
    window.page.wait_for_load_state()


def _request(window: Window, cast: Cast) -> None:
    """The one that an administrator asked for; asked again it is refused, and the list has it."""
    window.open("administration/requests/")
    if not window.page.locator("main table a").count():
        days = {"since-day": "1", "since-month": "1", "until-day": "30", "until-month": "6"}
        window.fill({**days, "since-year": "2026", "until-year": "2026", "reason": "The yearly audit"})
        window.send()
    _first(window, "administration/requests/")


def _link_opened(window: Window, cast: Cast) -> None:
    link = ask_for_link(window.page, window.house.address, f"reader-{window.language}@example.org")
    window.page.goto(link.replace("/en/", f"/{window.language}/"))


def _data_asked(window: Window, cast: Cast) -> None:
    window.open(f"application/{cast['referred']['token']}/data/")
    if window.page.locator("#correction").count() and not window.page.locator("main .notice").count():
        window.fill({"correction": "My name is written with two s."})
        window.page.click("form:has(#correction) button")
        window.page.wait_for_load_state()


def _written(window: Window, cast: Cast) -> None:
    """Somebody asks something; in figures, since what is written stands in its own language."""
    window.open(f"application/{cast['referred']['token']}/write/")
    if not window.page.locator("main article").count():
        window.fill({"text": "29.11.2026?"})
        window.send()


def _unjudged(window: Window, cast: Cast) -> None:
    """Taken off without a reason: the page says that one is needed, and the card waits on."""
    window.open("counter/mutual-help/")
    window.page.click("main button[name=off]")
    window.page.wait_for_load_state()


def _desk_written(window: Window, cast: Cast) -> None:
    window.open(f"desk/{cast['referred']['case']}/written/")


def _data_unsaid(window: Window, cast: Cast) -> None:
    window.open(f"application/{cast['issued']['token']}/data/")
    window.page.click("form:has(#erasure) button")
    window.page.wait_for_load_state()


def _opinion_unsaid(window: Window, cast: Cast) -> None:
    window.open(f"application/{cast['withdrawn']['token']}/")
    window.page.click("form[action$='/opinion/'] button")
    window.page.wait_for_load_state()


def _chosen(window: Window, cast: Cast) -> None:
    """A time that somebody holds, who is another one every time."""
    window.open("appointments/HQ/legalisation/")
    window.fill({"passport": f"P{token_hex(4)}", "name": "Raphael Hythloday", "email": "raphael@example.org"})
    with window.page.expect_navigation():
        window.page.click("main button[name=time] >> nth=0")


def _nobody_chose(window: Window, cast: Cast) -> None:
    window.open("appointments/HQ/legalisation/")
    with window.page.expect_navigation():
        window.page.click("main button[name=time] >> nth=0")


def _nobody_called(window: Window, cast: Cast) -> None:
    window.open("visits/")
    with window.page.expect_navigation():
        window.page.click("form[action$='/next/'] button")


def _booked(window: Window, cast: Cast) -> None:
    _chosen(window, cast)
    window.send()


def _cancelled(window: Window, cast: Cast) -> None:
    _booked(window, cast)
    window.page.click("main details > summary")
    with window.page.expect_navigation():
        window.page.click("main .button.danger")


def _moving(window: Window, cast: Cast) -> None:
    _booked(window, cast)
    with window.page.expect_navigation():
        window.page.click("main a[href$='/move/']")


def _receipt(window: Window, cast: Cast) -> None:
    window.open("till/CAI/")
    window.page.click("main table a[href*='/receipts/'] >> nth=0")
    window.page.wait_for_load_state()


def _drawer(window: Window, cast: Cast) -> None:
    window.open("till/CAI/")
    window.page.click("main table a[href*='/drawers/'] >> nth=0")
    window.page.wait_for_load_state()


def _entry(window: Window, cast: Cast) -> None:
    _first(window, "registers/PAR/nationals/")


def _unsaid_note(window: Window, cast: Cast) -> None:
    _entry(window, cast)
    window.send()


def _objected(window: Window, cast: Cast) -> None:
    """The roll with an objection that waits, answered by nothing."""
    window.open("electoral/PAR/parliament-2027/")
    window.page.click("main form button >> nth=0")
    window.page.wait_for_load_state()


NEED = "visa/?purpose=tourism&document_kind=ordinary&permit=&permit_issuer=&nationality="
PLACES = [
    Place("home", "home", at("")),
    Place("visa", "visa", at("visa/")),
    Place("visa-mistakes", "visa", at("visa/?nationality=&purpose=&permit=visa")),
    Place("visa-yes", "visa", at(NEED + "ARM")),
    Place("visa-officer", "visa", at(NEED + "EGY")),
    Place("visa-no", "visa", at(NEED + "FRA")),
    Place("visa-at-post", "visa", at(NEED + "AFG")),
    Place("services", "services", at("services/")),
    Place("services-found", "services", at("services/?q=passport")),
    Place("checklist", "checklist", at("checklist/?paper=birth&issued_by=UTO&used_in=FRA&lives_in=EGY&translated=yes")),
    Place("checklist-mistakes", "checklist", at("checklist/?paper=&issued_by=UTO&used_in=&lives_in=")),
    Place("services-not-found", "services", at("services/?q=nothing+of+this+name")),
    Place("procedure", "procedure", at("procedures/evisa/")),
    Place("procedure-where", "procedure", at("procedures/nationality_certificate/?country=USA")),
    Place("posts", "posts", at("posts/")),
    Place("posts-mine", "posts", at("posts/?country=DEU")),
    Place("posts-mistake", "posts", at("posts/?country=")),
    Place("post", "post", at("posts/CAI/")),
    Place("passport", "page", at("application/{beginner}/passport/")),
    Place("passport-mistakes", "page", sent("application/{beginner}/passport/")),
    Place("trip", "page", at("application/{drafter}/trip/")),
    Place("trip-mistakes", "page", sent("application/{beginner}/trip/", {"arrival-day": "31", "arrival-month": "2"})),
    Place("whole", "whole", at("application/{drafter}/whole/")),
    Place("whole-mistakes", "whole", sent("application/{beginner}/whole/", {"email": "nowhere", "arrival-day": "31"})),
    Place("contact", "page", at("application/{drafter}/contact/")),
    Place("subjects", "subjects", at("application/{beginner}/persons/")),
    Place("subject-list", "subject_list", at("application/{beginner}/list/")),
    Place("contact-mistakes", "page", sent("application/{beginner}/contact/", {"email": "nowhere", "phone": "12"})),
    Place("summary", "summary", at("application/{drafter}/summary/")),
    Place("summary-undeclared", "summary", sent("application/{drafter}/summary/")),
    Place("summary-unfinished", "summary", sent("application/{beginner}/summary/", {"truth": "yes"})),
    Place("summary-signers", "summary", at("application/{joint}/summary/")),
    Place("sign", "sign", at("sign/{signer}/")),
    Place("sign-mistake", "sign", sent("sign/{signer}/", {"other_document": "X"})),
    Place("sign-changed", "sign", at("sign/{signer}/?changed")),
    Place("sign-read", "sign_read", at("sign/{reading}/")),
    Place("sign-undeclared", "sign_read", sent("sign/{reading}/")),
    Place("signed", "sign_read", at("sign/{signed}/")),
    Place("fee", "fee", at("application/{unpaid}/fee/")),
    Place("fee-refused", "fee", at("application/{poor}/fee/")),
    *(Place(f"state-{who}", "application", at(f"application/{{{who}}}/"))
      for who in ("unpaid", "referred", "issued", "refused", "revoked", "withdrawn")),
    Place("opinion-unsaid", "application_opinion", _opinion_unsaid),
    Place("stop-reminders", "stop_reminders", at("reminders/stop/{stop}/")),
    Place("reminders-stopped", "stop_reminders", sent("reminders/stop/{stop}/")),
    Place("offline", "offline", at("offline/")),
    Place("status", "status", at("status/")),
    Place("passport-picture", "passport", _no_picture),
    Place("status-mistake", "status", sent("status/", {"reference": "UTO-0000", "passport": "X"})),
    Place("status-found", "status", _by_reference),
    Place("verify", "verify", at("verify/")),
    Place("verify-mistake", "verify", sent("verify/")),
    Place("verify-valid", "verify", _verified("issued")),
    Place("verify-revoked", "verify", _verified("revoked")),
    Place("log", "log", at("log/")),
    Place("verify-unknown", "verify", sent("verify/", {"number": "UTO000000"})),
    Place("verify-corrected", "verify", _verified("corrected")),
    Place("e-register", "e_register", at("e-register/")),
    Place("e-register-mistake", "e_register", sent("e-register/")),
    Place("e-register-unknown", "e_register", sent(
        "e-register/", {"number": "HQ/A/2026/77", "issued-day": "29", "issued-month": "11", "issued-year": "2026"})),
    Place("verify-device", "verify_device", at("verify/device/")),
    Place("appointments", "appointments", at("appointments/")),
    Place("times", "appointments_at", at("appointments/HQ/legalisation/")),
    Place("times-mistakes", "appointments_at", _nobody_chose),
    Place("appointment-held", "appointment", _chosen),
    Place("appointment", "appointment", _booked),
    Place("appointment-move", "appointment_move", _moving),
    Place("appointment-cancelled", "appointment", _cancelled),
    Place("kiosk", "appointments_kiosk", at("appointments/HQ/kiosk/")),
    Place("kiosk-unknown", "appointments_kiosk", sent("appointments/HQ/kiosk/", {"code": "ABCDEFGH"})),
    Place("display", "appointments_display", at("appointments/HQ/display/")),
    Place("visits", "visits", at("visits/"), CONSUL),
    Place("visits-uncalled", "visits_next", _nobody_called, CONSUL),
    Place("sign-in", "sign_in", at("sign-in/")),
    Place("sign-in-mistake", "sign_in", sent("sign-in/", {"email": "x@utopia.example", "password": "x"})),
    Place("citizen-sign-in", "citizen_sign_in", at("account/sign-in/")),
    Place("citizen-sign-in-mistake", "citizen_sign_in", sent("account/sign-in/", {"email": "nowhere"})),
    Place("link-opened", "citizen_enter", _link_opened),
    Place("link-old", "citizen_enter", at("account/enter/no-such-link/")),
    Place("account", "account", at("account/"), CITIZEN),
    Place("account-empty", "account", at("account/"), NEWCOMER),
    Place("citizen-passkeys", "citizen_passkeys", at("account/passkeys/"), CITIZEN),
    Place("account-ways", "account_ways", at("account/ways/"), CITIZEN),
    Place("ways", "application_ways", at("application/{issued}/ways/")),
    Place("reminders-unknown", "stop_reminders", at("reminders/stop/no-such-token/")),
    Place("data-draft", "application_data", at("application/{drafter}/data/")),
    Place("data", "application_data", at("application/{issued}/data/")),
    Place("data-asked", "application_data", _data_asked),
    Place("data-unsaid", "application_data", _data_unsaid),
    Place("requests", "data_requests", at("desk/requests/"), OFFICER),
    Place("conflicts", "edge_conflicts", at("conflicts/"), OFFICER),
    Place("conflict", "edge_conflict", at("conflicts/{conflict}/"), OFFICER),
    Place("conflict-unsaid", "edge_conflict", sent("conflicts/{conflict}/"), OFFICER),
    Place("mutual-help", "mutual_help", at("mutual-help/?post=HQ")),
    Place("mutual-help-card", "mutual_help_card", at("mutual-help/1/"), CITIZEN),
    Place("mutual-help-own", "mutual_help_own", at("account/mutual-help/"), CITIZEN),
    Place("mutual-help-mistakes", "mutual_help_own", sent("account/mutual-help/"), CITIZEN),
    Place("mutual-help-judging", "mutual_help_judging", at("counter/mutual-help/"), HEAD),
    Place("mutual-help-unjudged", "mutual_help_judge", _unjudged, HEAD),
    Place("write", "write", at("application/{issued}/write/")),
    Place("write-unsaid", "write", sent("application/{issued}/write/")),
    Place("written", "write", _written),
    Place("desk-written-all", "desk_remarks", at("desk/written/"), OFFICER),
    Place("desk-written", "desk_write", _desk_written, OFFICER),
    Place("passkeys", "passkeys", at("passkeys/"), OFFICER),
    Place("sessions", "sessions", at("sessions/"), OFFICER),
    Place("tokens", "tokens", at("tokens/"), OFFICER),
    Place("tokens-mistakes", "tokens", sent("tokens/"), OFFICER),
    Place("citizen-tokens", "citizen_tokens", at("account/tokens/"), CITIZEN),
    Place("api", "api_documentation", at("api/")),
    Place("messages", "messages", at("messages/")),
    Place("message", "message", _first_message),
    Place("not-found", "", at("nowhere/")),
    Place("stale-form", "", _forged),
    Place("not-open", "desk", at("desk/"), STRANGER),
    Place("counter", "counter", at("counter/"), OFFICER),
    Place("counter-mistake", "counter", sent("counter/", {"lines": "P<UTO"}), OFFICER),
    Place("counter-person", "counter_person", _served, OFFICER),
    Place("counter-answer", "counter_answer", _answered_for, CONSUL_IN_PARIS),
    Place("electoral", "electoral", at("electoral/"), ELECTORAL),
    Place("electoral-mistakes", "electoral", sent("electoral/"), ELECTORAL),
    Place("electoral-post", "electoral_post", at("electoral/PAR/?district=FRA"), ELECTORAL),
    Place("electoral-nobody", "electoral_post", sent("electoral/PAR/"), ELECTORAL),
    Place("electoral-entry", "electoral_entry", at("electoral/PAR/{voter}/"), ELECTORAL),
    Place("electoral-vote", "electoral_vote", at("electoral/PAR/parliament-2027/"), ELECTORAL),
    Place("electoral-unanswered", "electoral_vote", _objected, ELECTORAL),
    Place("electoral-frozen", "electoral_vote", at("electoral/PAR/senate-2026/"), ELECTORAL),
    Place("registers", "registers", at("registers/"), REGISTRAR),
    Place("register", "register", at("registers/PAR/nationals/"), REGISTRAR),
    Place("register-empty", "register", at("registers/PAR/births/"), REGISTRAR),
    Place("register-not-found", "register", sent("registers/PAR/nationals/", {"text": "Nobody"}), REGISTRAR),
    Place("register-entry", "register_entry", _entry, REGISTRAR),
    Place("register-note-unsaid", "register_entry", _unsaid_note, REGISTRAR),
    Place("desk-empty", "desk", at("desk/"), OFFICER_IN_CAIRO),
    Place("desk-find", "desk_find", _found_at_the_desk, OFFICER),
    Place("desk", "desk_case", at("desk/{referred}/"), OFFICER),
    Place("desk-unreasoned", "desk_decide", _unreasoned, OFFICER),
    Place("desk-together", "desk_together", at("desk/together/?all=receive-consular_officer"), CONSUL_IN_PARIS),
    Place("desk-together-none", "desk_together", sent("desk/together/"), CENTRAL),
    Place("desk-issued", "desk_case", at("desk/{issued}/?list=issued"), OFFICER),
    Place("figures", "figures", at("figures/"), HEAD),
    Place("figures-of-a-post", "figures", at("figures/"), HEAD_IN_CAIRO),
    Place("accounts", "accounts", at("accounts/"), ACCOUNTANT),
    Place("accounts-empty", "accounts", at("accounts/"), ACCOUNTANT_IN_CAIRO),
    Place("unmatched", "accounts_unmatched", _unmatched, ACCOUNTANT),
    Place("unmatched-unmoved", "accounts_move", _not_to_be_moved, ACCOUNTANT),
    Place("dispute", "accounts_dispute", _dispute(0), ACCOUNTANT),
    Place("dispute-lost", "accounts_dispute", _dispute(1), ACCOUNTANT),
    Place("till-opening", "till_desk", at("till/PAR/"), CASHIER_IN_PARIS),
    Place("till", "till_desk", at("till/CAI/"), CASHIER),
    Place("till-unknown", "till_payment", at("till/CAI/payment/?reference=UTO-NONE"), CASHIER),
    Place("till-payment", "till_payment", at("till/CAI/payment/?reference=PLANTED-2"), CASHIER),
    Place("till-too-little", "till_take", sent("till/CAI/payment/?reference=PLANTED-2", {"tendered": "1"}), CASHIER),
    Place("till-paid", "till_payment", at("till/CAI/payment/?reference=PLANTED-1"), CASHIER),
    Place("till-receipt", "till_receipt", _receipt, CASHIER),
    Place("own-receipt", "own_receipt", at("receipt/{receipt}/")),
    Place("till-count", "till_count", at("till/CAI/count/"), CASHIER),
    Place("till-difference", "till_count", sent("till/CAI/count/", {"sum": "1"}), CASHIER),
    Place("till-drawer", "till_drawer", _drawer, CASHIER),
    Place("till-transfers", "till_transfers", at("till/CAI/transfers/"), CASHIER),
    Place("till-unsent", "till_transfers", sent("till/CAI/transfers/"), CASHIER),
    Place("tills", "till", at("till/"), ACCOUNTANT),
    Place("till-month", "till_month", at("till/CAI/month/"), ACCOUNTANT),
    Place("till-rates", "till_rates", at("till/rates/"), ACCOUNTANT),
    Place("till-rates-mistake", "till_rates", sent("till/rates/"), ACCOUNTANT),
    Place("desk-fee-lost", "desk_case", at("desk/{spare}/?list=fee-lost"), OFFICER),
    *(Place(f"administration{'-' * bool(part)}{part}", f"administration{'_' * bool(part)}{part}",
            at(f"administration/{part}{'/' * bool(part)}"), ADMINISTRATOR)
      for part in ("", "people", "posts", "nodes", "services", "programs", "keys", "queue", "requests")),
    Place("administration-person", "administration_person",
          lambda window, _cast: _first(window, "administration/people/?q=Barzanes"), ADMINISTRATOR),
    Place("administration-program", "administration_program",
          lambda window, _cast: _first(window, "administration/programs/"), ADMINISTRATOR),
    Place("administration-request", "administration_request", _request, ADMINISTRATOR),
    Place("administration-node-unsaid", "administration_nodes", sent("administration/nodes/"), ADMINISTRATOR),
    Place("administration-unsaid", "administration_requests", sent("administration/requests/"), ADMINISTRATOR),
    Place("head", "head_post", at("post/CAI/"), HEAD_IN_CAIRO),
    Place("head-hours", "head_hours", at("post/CAI/hours/"), HEAD_IN_CAIRO),
    Place("head-hours-mistake", "head_hours", _unreasoned_closure, HEAD_IN_CAIRO),
    Place("head-notices", "head_notices", at("post/CAI/notices/"), HEAD_IN_CAIRO),
    Place("head-notice-mistake", "head_notices", sent("post/CAI/notices/"), HEAD_IN_CAIRO),
    Place("head-services", "head_services", at("post/CAI/services/"), HEAD_IN_CAIRO),
    Place("head-windows", "head_windows", at("post/CAI/windows/"), HEAD_IN_CAIRO),
    Place("head-window", "head_window", at("post/CAI/windows/window/"), HEAD_IN_CAIRO),
    Place("head-staff", "head_staff", at("post/CAI/staff/"), HEAD_IN_CAIRO),
    Place("head-staff-mistake", "head_staff", sent("post/CAI/staff/"), HEAD_IN_CAIRO),
    Place("head-blanks", "head_blanks", at("post/HQ/blanks/"), HEAD),
    Place("head-blanks-coming", "head_blanks", at("post/CAI/blanks/"), HEAD_IN_CAIRO),
    Place("head-blanks-mistake", "head_blanks", _uncounted, HEAD_IN_CAIRO),
    Place("head-order", "head_order", at("post/HQ/blanks/{printed}/"), HEAD),
    Place("head-order-mistake", "head_order", _unasked, HEAD),
    Place("head-appointments", "head_appointments", at("post/CAI/appointments/"), HEAD_IN_CAIRO),
    Place("desk-refused", "desk_case", at("desk/{refused}/?list=refused"), OFFICER),
]  # fmt: skip

API = (
    "api_procedures", "api_procedure", "api_applications", "api_application", "api_price", "api_submit", "api_pay",
    "api_withdraw", "api_documents", "api_document", "api_answers", "api_file", "api_cases", "api_search", "api_case",
    "api_case_verb", "api_add_case", "api_remove_case", "api_ways", "api_answer", "api_correct", "api_appeal", "api_letters",
    "api_write_letter",
    "api_pay_difference", "api_data", "api_export", "api_data_request", "api_webhooks", "api_webhook", "api_deliveries",
    "api_resend", "api_signature", "api_posts", "api_serving", "api_appointment", "api_appointment_times", "api_book_appointment",
    "api_cancel_appointment",
)  # fmt: skip
NO_PAGE = {
    "own_receipt_pdf": "a PDF; tests/payments/till reads it back",
    "own_roll": "needs a roll that lies open to inspection; tests/roll reads it in every language",
    "edge_packages": "for edge nodes",
    "edge_packs": "for edge nodes",
    "edge_line": "a page of an edge node; the centre has none",
    "till_find": "leads to the payment, or shows the desk with what is open or that nothing is",
    "till_open": "leads to the desk, or shows it again with what was wrong",
    "till_safe": "leads to the desk, or shows it again with what was wrong",
    "till_back": "leads to a receipt, or shows the desk with what was wrong",
    "till_close": "leads to the drawer, or shows it again with what was wrong",
    "till_reopen": "leads to the drawer, or shows it again with what was wrong",
    "till_terminal": "leads to the payment, or shows it again with what was wrong",
    "till_stop": "leads to the payment",
    "till_arrived": "leads to what was sent, or shows it again with what was wrong",
    "till_approve": "leads to the rates, or shows them again with what was wrong",
    "till_this_month": "leads to the month that it is",
    "till_month_csv": "a file of figures",
    "figures_file": "a file of figures",
    "metrics": "figures for Prometheus",
    "counter_begin": "leads into a form",
    "counter_receive": "leads to who is served, or shows them with what was wrong",
    "counter_hand_over": "leads to who is served, or shows them with what was wrong",
    "till_receipt_mail": "leads to the receipt",
    "counter_attach": "leads to who is served, or shows them with what was wrong",
    "counter_paper": "a PDF",
    "counter_done": "leads to the counter",
    "administration_export": "lines of JSON for an auditor",
    "administration_token": "a secret that is shown once",
    "invitation": "opened by a secret that the tests of administration have",
    "health": "one word for machines",
    "lists_head": "for the page that checks on the device",
    "lists_file": "for the page that checks on the device",
    "verify_worker": "for the browser",
    "app_worker": "for the browser",
    "app_manifest": "for the browser",
    "application_device": "for the browser",
    "account_device": "for the browser",
    "application_phone": "leads to how one is told",
    "sms_receipt": "for the SMS gateway",
    "verify_manifest": "for the browser",
    "border_check": "for carriers' machines",
    "border_batch": "for carriers' machines",
    "border_crossings": "for border posts' machines",
    "openapi-json": "describes what machines ask",
    **dict.fromkeys(API, "for programs"),
    "api-root": "leads to nothing without a page of its own",
    "payments_webhook": "for the payment provider",
    "appointment_confirm": "leads to the appointment, or shows it with what went wrong",
    "appointment_cancel": "leads to the appointment, or shows it with what went wrong",
    "appointment_calendar": "a file for a calendar",
    "appointment_code": "a picture",
    "appointment_draw": "a file of JSON",
    "head": "leads to the post of whoever is head of one",
    "head_appointment": "an appointment in a closed time: the walk of a day that closes goes there",
    "visits_arrive": "leads to the visits, or shows them with what was wrong",
    "visits_serve": "leads to the visits, or shows them with what was wrong",
    "visits_missed": "leads to the visits, or shows them with what was wrong",
    "visit": "leads to the state of the application unless one may come for it: the walk of registering abroad goes there",
    "sign_out": "leads home",
    "sign_on": "leads to the national sign-on",
    "sign_on_back": "leads to the account, or shows the ways in with what went wrong",
    "end_sessions": "leads to the sessions",
    "subject_add": "leads to the form of another person",
    "list_template": "a file to fill in",
    "list_faults": "a file of what is wrong",
    "subject_remove": "leads to who is in the application",
    "account_open": "leads to the application",
    "account_export": "a zip",
    "account_erase": "leads home",
    "account_begin": "leads into a form",
    "mutual_help_off": "leads to one's own cards",
    "desk_set_aside": "leads to what applicants write",
    "application_export": "a zip",
    "data_request_answer": "leads to the requests, or shows them again with what was wrong",
    "visa_apply": "leads to the first page of the form",
    "withdraw": "leads to the state of the application",
    "answer_asked": "leads to the state of the application, unless an officer asks: the walk of legalisation goes there",
    "correct_own": "leads to the state of the application, unless its term runs: the walk of legalisation goes there",
    "appeal_refusal": "leads to the state of the application, unless it was refused: the walk of legalisation goes there",
    "pay_difference": "leads to the payment page, or to the state of the application",
    "paid": "shows the state of the application, which has an address of its own",
    "picture": "a picture",
    "ask_signature": "leads to the summary",
    "sign_picture": "a picture",
    "desk_picture": "a picture",
    "document": "a PDF",
    "document_proof": "a file of JSON",
    "root_crl": "a revocation list of certificates for programs",
    "log_checkpoint": "a signed note for programs",
    "log_consistency": "a proof for programs",
    "log_proof": "a proof for programs",
    "log_tile": "hashes for programs",
    "log_entries": "entries for programs",
    "accounts_dispute_done": "leads to the accounts",
    "accounts_income": "a table for a spreadsheet",
    "accounts_refund": "leads to the accounts, or shows them again with what was wrong",
    "accounts_send_back": "leads to the accounts, or shows the money again with what was wrong",
}
"""Addresses that show no page of their own, and what they do instead."""
