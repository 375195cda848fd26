"""Where two must sign, nothing is handed in before both agree to the same answers."""

import io
import json
import re
import zipfile
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from legation.ground.audit.api import verify
from legation.ground.errors import Conflict, Invalid, NotFound, TooMany
from legation.ground.outbox import api as outbox
from legation.messaging import api as messaging
from legation.payments.models import Payment
from legation.procedures.bundles import open_bundle
from legation.procedures.kinds import sample
from legation.procedures.models import CaseAction, Signing
from legation.procedures.selectors import draft_of
from legation.procedures.services import submit as submitting
from legation.procedures.services.act import Said, act
from legation.procedures.services.answer_signature import answer_signature
from legation.procedures.services.ask_signature import MOST_OF_ONE, ask_signature
from legation.procedures.services.erase import forget
from legation.procedures.services.erase_draft import erase_draft
from legation.procedures.services.export import export
from legation.procedures.services.save_page import save_page
from legation.procedures.services.set_right import Sent, resubmit
from legation.procedures.services.settle import settle
from legation.procedures.services.start import start
from legation.procedures.services.submit import submit
from legation.procedures.services.take_back_signature import take_back_signature
from tests.procedures import joint
from tests.procedures.decided import holder
from tests.procedures.joint import APPLICANT, OTHER, PROOF, SIGNER, answer, asked, case_of, change, filled, signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
SIGNED = 'class="tag is-granted"'
TRUTH = {"truth": "yes"}


@pytest.fixture
def now() -> datetime:
    """Pages have no other clock."""
    return timezone.now()


def hand_in(token: str, now: datetime) -> None:
    submit(token=token, declared=TRUTH, at=now)


def summary(token: str) -> str:
    return Client().get(f"/en/application/{token}/summary/").content.decode()


def test_nothing_is_handed_in_and_nobody_pays_before_the_other_has_signed(now: datetime) -> None:
    token = filled(now)
    for _step in ("not asked", "asked"):
        with pytest.raises(Invalid) as refused:
            hand_in(token, now)
        assert refused.value.reader == "Before this can be handed in, it must be signed by: The other parent."
        asked(token, now)
    assert not Payment.objects.exists() and not CaseAction.objects.exists()
    page = Client().post(f"/en/application/{token}/summary/", TRUTH)
    assert page.status_code == 422 and "must be signed by: The other parent" in page.content.decode()


def test_the_other_reads_everything_signs_and_it_is_handed_in(now: datetime) -> None:
    token = filled(now)
    client, address = joint.read(asked(token, now))
    page = client.get(address).content.decode()
    for said in ("CHI", "A1234567", "Grandmother OKORO", "France", APPLICANT, "I consent to the journey"):
        assert said in page, said
    assert (
        "You signed this on" in client.post(address, {"agrees": "yes", "declared": "yes"}, follow=True).content.decode()
    )
    hand_in(token, now)
    assert case_of(token).status == "awaiting_payment" and Payment.objects.get().amount == 2000


def test_whoever_applies_alone_needs_nobody_else(now: datetime) -> None:
    token = filled(now)
    save_page(token=token, page="custody", data={"custody": "one"}, uploads={}, at=now)
    paper = sample(draft_of(token)[1].fields["custody_paper"], Random(7), today=now.date())
    save_page(token=token, page="sole_custody", data={}, uploads={"custody_paper": paper}, at=now)
    assert "Who else must sign" not in summary(token)
    with pytest.raises(NotFound):
        ask_signature(token=token, signature=SIGNER, at=now)
    hand_in(token, now)
    assert case_of(token).count == 1


def test_a_forwarded_letter_shows_nothing_and_signs_nothing(now: datetime) -> None:
    token = filled(now)
    link, client = asked(token, now), Client()
    page = client.get(f"/en/sign/{link}/").content.decode()
    assert "CHI" not in page and "A1234567" not in page and PROOF not in page
    wrong = client.post(f"/en/sign/{link}/", {"other_document": "X0000000"})
    assert wrong.status_code == 422 and "This is not what the application says" in wrong.content.decode()
    guessed = f"/en/sign/{link}/{'ab' * 32}/"
    assert client.get(guessed).headers["Location"] == f"/en/sign/{link}/?changed"
    assert client.post(guessed, {"agrees": "yes", "declared": "yes"}).status_code == 302
    assert client.get(f"{guessed}picture/custody_paper/").status_code == 404
    assert Signing.objects.get().answered_at is None


def test_the_number_cannot_be_guessed_by_trying(now: datetime) -> None:
    link, client = asked(filled(now), now), Client()
    tries = [client.post(f"/en/sign/{link}/", {"other_document": f"X{n:07}"}).status_code for n in range(11)]
    assert tries == [422] * 10 + [429]


def test_a_letter_says_what_is_asked_and_nothing_of_the_answers(now: datetime) -> None:
    asked(filled(now), now)
    (letter,) = joint.letters_to(OTHER)
    assert "Consent to a child’s travel" in letter.subject and "Dear BEN OKORO" in letter.body
    # but for the link, whose letters are random
    said = re.sub(r"https?://\S+", "", letter.body)
    assert not any(each in said for each in ("CHI", "ADA", PROOF, "A1234567", APPLICANT))


def test_a_change_of_any_answer_makes_a_signature_fall(now: datetime) -> None:
    token, link = signed(now)
    change(token, now, companion="Uncle OKORO")
    assert "It must be signed again" in summary(token)
    with pytest.raises(Invalid):
        hand_in(token, now)
    change(token, now)
    assert SIGNED in summary(token), "the same answers are the same"
    change(token, now, companion="Uncle OKORO")
    assert answer(link).status_code == 200
    hand_in(token, now)


def test_what_was_changed_while_it_was_read_is_not_signed(now: datetime) -> None:
    token = filled(now)
    link = asked(token, now)
    client, address = joint.read(link)
    change(token, now, companion="Uncle OKORO")
    answer_page = client.post(address, {"agrees": "yes", "declared": "yes"}, follow=True).content.decode()
    assert "The answers were changed" in answer_page and Signing.objects.get().digest is None
    with pytest.raises(Conflict):
        answer_signature(token=link, digest=address.split("/")[-2], agrees=True, language="en", at=now)


def test_who_does_not_agree_stops_it_and_the_applicant_hears_of_it(now: datetime) -> None:
    token = filled(now)
    page = answer(asked(token, now), agrees="no").content.decode()
    assert "You do not agree, said on" in page and "Does not agree" in summary(token)
    with pytest.raises(Invalid):
        hand_in(token, now)
    letter = joint.letters_to(APPLICANT)[-1]
    assert letter.subject == "The other parent does not agree to your application" and "Dear ADA OKORO" in letter.body
    way = re.search(r"/en/application/\S+", letter.body)[0]  # type: ignore[index]
    assert "Does not agree" in Client().get(way, follow=True).content.decode()


def test_one_may_change_ones_mind_before_it_is_handed_in(now: datetime) -> None:
    token, link = signed(now)
    assert "You do not agree" in answer(link, agrees="no").content.decode()
    with pytest.raises(Invalid):
        hand_in(token, now)
    assert "You signed this on" in answer(link).content.decode()
    hand_in(token, now)
    told = [each.subject for each in joint.letters_to(APPLICANT)]
    assert told == [
        f"The other parent {what} your application" for what in ("has signed", "does not agree to", "has signed")
    ]


def test_nobody_signs_without_the_declaration(now: datetime) -> None:
    client, address = joint.read(asked(filled(now), now))
    page = client.post(address, {"agrees": "yes"})
    assert page.status_code == 422 and "Confirm this to sign" in page.content.decode()
    assert Signing.objects.get().answered_at is None


def test_only_the_last_letter_opens_anything_and_only_to_whom_the_answers_name(now: datetime) -> None:
    token = filled(now)
    first, second = asked(token, now), asked(token, now)
    client = Client()
    assert client.get(f"/en/sign/{first}/").status_code == 404
    assert client.get(f"/en/sign/{second}/").status_code == 200
    other = joint.pages(now)["other_parent"] | {"other_email": "somebody@example.org"}
    save_page(token=token, page="other_parent", data=other, uploads={}, at=now)
    assert client.get(f"/en/sign/{second}/").status_code == 404
    assert "Not asked yet" in summary(token)


def test_an_applicant_cannot_be_asked_at_their_own_address(now: datetime) -> None:
    token = filled(now)
    other = joint.pages(now)["other_parent"] | {"other_email": APPLICANT.upper()}
    save_page(token=token, page="other_parent", data=other, uploads={}, at=now)
    page = Client().post(f"/en/application/{token}/signatures/{SIGNER}/")
    assert page.status_code == 422 and "address of somebody else" in page.content.decode()
    assert not Signing.objects.exists()


def test_nobody_is_asked_to_sign_what_is_not_complete(now: datetime) -> None:
    token = start(procedure="travel_consent", known={}, language="en", at=now)
    for page in ("custody", "other_parent"):
        save_page(token=token, page=page, data=joint.pages(now)[page], uploads={}, at=now)
    with pytest.raises(Invalid) as refused:
        ask_signature(token=token, signature=SIGNER, at=now)
    assert {"companion", "email", "child_born"} <= set(refused.value.fields)


def test_nobody_is_flooded_with_letters(now: datetime) -> None:
    token = filled(now)
    for _time in range(MOST_OF_ONE):
        asked(token, now)
    with pytest.raises(TooMany):
        asked(token, now)


def test_what_is_signed_is_not_asked_for_again(now: datetime) -> None:
    token, _link = signed(now)
    with pytest.raises(Conflict):
        ask_signature(token=token, signature=SIGNER, at=now)
    page = summary(token)
    assert "Ask again" not in page and SIGNED in page


def test_a_signer_who_changes_their_mind_at_the_moment_of_handing_in_is_heard(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read before the other parent says no is never handed in after it."""
    token, link = signed(now)
    _client, address = joint.read(link)
    digest, real, interrupted = address.split("/")[-2], submitting.signed_by_all, []

    def read_then_refused(*args: Any, **more: Any) -> Any:
        found = real(*args, **more)
        if not interrupted:
            interrupted.append(True)
            answer_signature(token=link, digest=digest, agrees=False, language="en", at=now)
        return found

    monkeypatch.setattr(submitting, "signed_by_all", read_then_refused)
    with pytest.raises(Invalid):
        hand_in(token, now)
    assert interrupted and case_of(token).count == 0


def test_the_record_says_who_signed_when_and_which_words_and_nothing_personal(now: datetime) -> None:
    token = filled(now)
    answer(asked(token, now), language="ar")
    hand_in(token, now)
    case, action = case_of(token), CaseAction.objects.get()
    (said,) = action.body["signatures"]
    words = open_bundle(case.bundle_id).text("signature.other_parent.declares", "ar")
    assert (said["signature"], said["language"]) == (SIGNER, "ar")
    assert said["declaration"] == sha256(words.encode()).hexdigest()
    assert datetime.fromisoformat(said["at"]) == Signing.objects.get().answered_at
    assert not any(each in str(action.body) for each in ("BEN", OTHER, PROOF))
    assert _faults() == []


def test_the_auditor_finds_a_signature_that_was_changed_afterwards(now: datetime) -> None:
    token, _link = signed(now)
    hand_in(token, now)
    Signing.objects.update(answered_at=now - timedelta(days=1))
    (found,) = _faults()
    assert found.kind == "signatures" and found.chain == f"case:{case_of(token).reference}"


def _faults() -> list[Any]:
    return [finding for finding in verify()[1] if finding.chain.startswith("case:")]


# -- after handing in --------------------------------------------------------------------------------------------------


def in_hand(now: datetime) -> tuple[str, str]:
    """Handed in and paid; gives the applicant's token and that of the signer's link."""
    token, link = signed(now)
    hand_in(token, now)
    settle(application=case_of(token).application.reference, at=now)
    return token, link


def test_who_signed_hears_what_the_applicant_hears_without_the_reasons(now: datetime) -> None:
    token, _link = in_hand(now)
    officer = holder("consular_officer", "one")
    said = Said(reasons=["consent_doubtful"], note="The officer's own words.")
    act(reference=case_of(token).reference, verb="refuse", by=officer, at=now, said=said)
    outbox.drain(clock=lambda: now)
    applicant, other = joint.letters_to(APPLICANT)[1:], joint.letters_to(OTHER)[1:]
    assert len(applicant) == len(other) == 2
    assert "officer's own words" in applicant[-1].body and "doubtful" in applicant[-1].body
    assert "What was done: Refused" in other[-1].body and "doubtful" not in other[-1].body
    assert "officer's own words" not in other[-1].body


def test_letters_go_on_in_the_language_in_which_one_signed(now: datetime) -> None:
    token = filled(now, language="fr")
    link = asked(token, now)
    assert joint.letters_to(OTHER)[0].subject.startswith("Votre signature est demandée")
    answer(link, language="ar")
    hand_in(token, now)
    outbox.drain(clock=lambda: now)
    assert joint.letters_to(OTHER)[-1].language == "ar"
    assert [each.language for each in joint.letters_to(APPLICANT)] == ["fr", "fr"]


def test_the_signers_link_then_shows_how_it_stands_and_no_more(now: datetime) -> None:
    _token, link = in_hand(now)
    client, address = joint.read(link)
    page = client.get(address).content.decode()
    assert "With an officer" in page and "You signed this application on" in page
    assert not any(each in page for each in ("CHI", "A1234567", "Grandmother", APPLICANT))


def test_a_signer_takes_their_agreement_back_and_it_is_withdrawn_in_their_name(now: datetime) -> None:
    token, link = in_hand(now)
    page = answer(link, agrees="back").content.decode()
    case = case_of(token)
    last = CaseAction.objects.filter(case=case).latest("number")
    assert (case.status, last.actor, last.verb) == ("withdrawn", "signer:other_parent", "withdraw")
    assert "Withdrawn" in page and "Take my agreement back" not in page
    assert joint.letters_to(APPLICANT)[-1].subject == "Your application was withdrawn by The other parent"
    assert _faults() == []


def test_nobody_takes_back_what_is_decided(now: datetime) -> None:
    token, link = in_hand(now)
    officer = holder("consular_officer", "one")
    act(reference=case_of(token).reference, verb="refuse", by=officer, at=now, said=Said(reasons=["consent_doubtful"]))
    client, address = joint.read(link)
    assert "Take my agreement back" not in client.get(address).content.decode()
    with pytest.raises(Conflict):
        take_back_signature(token=link, digest=address.split("/")[-2], at=now)
    assert case_of(token).status == "refused"


def test_an_officer_sees_who_signed_and_what_was_changed_since(now: datetime) -> None:
    token, _link = in_hand(now)
    officer, reference = holder("consular_officer", "one"), case_of(token).reference
    act(reference=reference, verb="ask", by=officer, at=now, said=Said(asked=["companion"], note="Who is she?"))
    client = Client()
    client.force_login(officer.person)
    page = client.get(f"/en/desk/{reference}/").content.decode()
    assert "Signed by others" in page and "Changed after it was signed" not in page
    resubmit(token=token, sent=Sent({"companion": "Uncle OKORO"}, {}), at=now)
    page = client.get(f"/en/desk/{reference}/").content.decode()
    assert "Changed after it was signed" in page and "<li>Who travels with the child?</li>" in page


# -- what is kept of it ------------------------------------------------------------------------------------------------


def test_what_the_applicant_takes_away_says_who_was_asked_and_not_their_link(now: datetime) -> None:
    token, link = signed(now)
    with zipfile.ZipFile(io.BytesIO(export(cases=[case_of(token)], language="en", at=now))) as folder:
        told = json.loads(folder.read("data.json"))["applications"][0]
    (found,) = told["signatures"]
    assert (found["email"], found["name"], found["agrees"]) == (OTHER, "BEN OKORO", True)
    assert link not in json.dumps(told)
    page = Client().get(f"/en/application/{token}/data/").content.decode()
    assert "Who was asked to sign" in page and OTHER in page


def test_with_a_draft_or_a_person_goes_everything_about_who_was_asked(now: datetime) -> None:
    token, link = signed(now)
    erase_draft(token=token, at=now)
    token, other = signed(now)
    hand_in(token, now)
    outbox.drain(clock=lambda: now)
    forget(case_of(token), by="system", at=now)
    assert not Signing.objects.exists() and not messaging.captured()
    assert {Client().get(f"/en/sign/{each}/").status_code for each in (link, other)} == {404}
    assert _faults() == []
