"""How answers are packed: so that any browser unpacks them, and so that their size tells nothing."""

import gzip

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("utopia")


def test_a_page_comes_packed_to_who_takes_it_and_plain_to_who_does_not() -> None:
    plain, packed = Client().get("/en/"), Client().get("/en/", HTTP_ACCEPT_ENCODING="br, gzip")
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Length"] == str(len(packed.content)) and len(packed.content) < len(plain.content) / 2
    assert {"Accept-Encoding"} <= {each.strip() for each in packed.headers["Vary"].split(",")}
    assert {"Accept-Encoding"} <= {each.strip() for each in plain.headers["Vary"].split(",")}


def test_the_same_page_is_of_another_size_each_time() -> None:
    sizes = {len(Client().get("/en/", HTTP_ACCEPT_ENCODING="gzip").content) for _ in range(12)}
    assert len(sizes) > 3


def test_what_is_packed_already_or_small_is_sent_as_it_is() -> None:
    icon = Client().get("/healthz", HTTP_ACCEPT_ENCODING="gzip")
    assert "Content-Encoding" not in icon.headers
