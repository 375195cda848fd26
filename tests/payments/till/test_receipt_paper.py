"""A receipt is saved as a PDF by its link alone, and says what its page says, in either direction of writing."""

import html
import re
import unicodedata
from typing import Any

import pytest
from django.test import Client

from legation.documents.reading import read_back
from legation.payments.till.links import number_of, token_of
from legation.payments.till.models import Slip
from legation.payments.till.pages.receipts import payers_copy
from tests.payments.till.support import worker
from tests.payments.till.test_pages import browser
from tests.payments.till.test_receipt_mail import paid

__all__ = ["paid"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia", "paid")]


def paper(language: str, client: Client | None = None) -> Any:
    slip = Slip.objects.get()
    return (client or Client()).get(f"/{language}/receipt/{token_of(slip)}/pdf/")


def words_on(pdf: bytes) -> str:
    """What a reader's program finds on the page, as letters and digits alone: ligatures and marks of direction undone."""
    return bare(" ".join(read_back(pdf).texts.values()))


def bare(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", text) if each.isalnum())


def test_a_receipt_says_on_paper_what_its_page_says() -> None:
    slip, answer = Slip.objects.get(), paper("en")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert f'filename="{number_of(slip)}.pdf"' in answer.headers["Content-Disposition"]
    said, copy = words_on(answer.content), payers_copy(slip, "en")
    assert "Paid in cash" in dict(copy.rows)
    for each in (copy.ministry, copy.post, copy.title, copy.whose, *(part for row in copy.rows for part in row)):
        assert bare(each) in said, each


def test_a_receipt_says_by_number_who_took_the_money_and_the_posts_own_copy_by_name() -> None:
    slip, by = Slip.objects.get(), worker("PAR")
    assert by.person is not None and slip.drawer is not None
    number, client = f"PAR-{by.person.pk}", browser(by)
    assert dict(payers_copy(slip, "en").rows)["Cashier"] == f"\u2066{number}\u2069"
    own = Client().get(f"/en/receipt/{token_of(slip)}/").content.decode()
    assert number in own and by.person.name not in own
    assert bare(number) in words_on(paper("en").content) and bare(by.person.name) not in words_on(paper("en").content)
    kept = client.get(f"/en/till/PAR/receipts/{slip.book.year}/{slip.name}/").content.decode()
    assert kept.count(number) == 2 and f"\u2068{by.person.name}\u2069" in kept
    assert number in client.get(f"/en/till/PAR/drawers/{slip.drawer_id}/").content.decode()


def test_a_receipt_in_arabic_is_in_arabic_from_right_to_left() -> None:
    answer = paper("ar")
    slip = Slip.objects.select_related("book").get()
    said, copy = words_on(answer.content), payers_copy(slip, "ar")
    assert re.search(rb"/Lang ?\(ar", answer.content)
    # letters are read back as they stand on the page, from left to right, where the font has no sign for two of them
    for each in ("إيصال", "الرقم", "التاريخ", "الرسم", "المبلغ"):
        assert each in " ".join([copy.title, *dict(copy.rows)]) and each[::-1] in said, each
    assert f"{slip.book.year}000001" in said and "PAR" in said


def test_the_same_receipt_is_the_same_bytes() -> None:
    assert paper("en").content == paper("en").content != paper("fr").content


def test_its_page_leads_to_it_and_no_other_token_does() -> None:
    slip, client = Slip.objects.get(), Client()
    address = f"/en/receipt/{token_of(slip)}/"
    assert f'href="{address}pdf/"' in html.unescape(client.get(address).content.decode())
    for wrong in (address.replace("000001", "000002"), address[:-2] + "/", "/en/receipt/hello/"):
        for who in (client, browser(worker("PAR"))):
            assert who.get(f"{wrong}pdf/").status_code == 404


def test_it_is_not_typeset_without_end() -> None:
    client = Client()
    answers = {paper("en", client).status_code for _again in range(31)}
    assert answers == {200, 429}
