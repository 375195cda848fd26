"""What runs in the browser judges as what runs here: the same seals, the same lists, the same words.

The modules are run by Node where there is one; the page itself is driven in tests/journeys.
"""

import json
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from legation.documents import api, keys
from legation.documents.models import Document
from legation.documents.revocation.lists import Lists
from legation.documents.seals import mrz
from legation.documents.seals.visa import Stay, VisaSeal
from tests.conftest import NOW
from tests.documents.orders import NAME, order, zone
from tests.documents.revocation.browser import NEEDS_NODE, by_node, here, keys_of
from tests.documents.revocation.conftest import Clock
from tests.documents.seals import published
from tests.documents.support import DAY, EVERY_FORMAT, PASSAGE, chain, seal_of

ANNA = VisaSeal(mrz=zone(), stay=Stay(30), passport="L898902C3")  # type: ignore[arg-type]
pytestmark = [pytest.mark.django_db, pytest.mark.once, NEEDS_NODE]


def damaged(seal: bytes, seed: int) -> bytes:
    """One byte changed, or the end cut off."""
    rng = random.Random(seed)
    at = rng.randrange(len(seal))
    return seal[:at] if seed % 4 == 0 else seal[:at] + bytes([rng.randrange(256)]) + seal[at + 1 :]


@EVERY_FORMAT
def test_both_say_the_same_of_good_bad_old_and_damaged_seals(
    fetched: Callable[[], Lists], clock: Clock, ring: keys.KeyRing, tmp_path: Path, format_: str
) -> None:
    seals = []
    for at, (number, days) in enumerate([("7K2M9QX4T", 0), ("0A0A0A0A0", 0), ("0B0B0B0B0", 0), ("0C0C0C0C0", 9)]):
        visa = VisaSeal(
            mrz=zone(number), stay=Stay(30), passport="L898902C3", entries=at, valid_from=NOW.date() + days * DAY
        )
        ordered = order(number, case=f"R-{at}", lines=zone(number), seal=visa, seal_format=format_)
        made = api.make(ordered, at=NOW)
        api.store(made, at=NOW)
        seals.append(made.seal)
    api.revoke(reference="R-1", kind="evisa", reason="x", at=NOW)
    api.revoke(reference="R-2", kind="evisa", reason=api.CORRECTED, at=NOW)
    lists, (stranger, held, _root_key) = fetched(), chain("UTO", "XX")
    seals += [seal_of(ANNA, ring.seal, format_=format_), seal_of(ANNA, stranger.seal, held.seal, format_=format_)]
    seals += [seal_of(ANNA, ring.seal, format_=format_, country="XOM"), seal_of(PASSAGE, ring.seal, format_=format_)]
    seals += [b"", b"\xdc", b"\xdc\x03" + bytes(200), b"{}", b"RDB1B", b"RDB1DAAAA"]
    seals += [damaged(seals[seed % 4], seed) for seed in range(400)]
    nows = (NOW, NOW + timedelta(hours=30), NOW - DAY, NOW + 200 * DAY, NOW + 3000 * DAY)
    answers = by_node(tmp_path, seals, keys_of(lists), nows=nows)
    ours = [here(seal, lists, now) for seal in seals for now in nows]
    assert [answer if isinstance(answer, str) else answer[:3] for answer in answers] == ours
    said = {answer[1] for answer in ours if answer != "no seal"}
    wanted = {
        "in_force",
        "revoked",
        "replaced",
        "not_yet",
        "signature_wrong",
        "unknown_issuer",
        "list_overdue",
        "expired",
    }
    assert wanted <= said


def test_both_read_the_published_seals_alike(fetched: Callable[[], Lists], clock: Clock, tmp_path: Path) -> None:
    """The examples of Doc 9303, BSI TR-03137 and the reports, and every seal of the open data where that is at hand."""
    lists, more, idb = (
        fetched(),
        published.vectors("vds", "vds_seals.json"),
        published.vectors("vds", "idb_barcode_strings.json"),
    )
    seals = [published.EMERGENCY, published.VISA, published.IDB_UNSIGNED, published.VACCINATION]
    seals += [bytes.fromhex(row["hex"]) for row in (json.loads(more.read_text()) if more else ())]
    seals += [row["raw"].encode() for row in (json.loads(idb.read_text()) if idb else ())]
    answers = by_node(tmp_path, seals, keys_of(lists))
    assert [answer if isinstance(answer, str) else answer[:3] for answer in answers] == [
        here(seal, lists, NOW) for seal in seals
    ]
    assert [answer[1] for answer in answers[:4]] == ["unknown_issuer"] * 4


def test_the_passport_is_compared_on_the_device(fetched: Callable[[], Lists], clock: Clock, tmp_path: Path) -> None:
    made = api.make(order(), at=NOW)
    fields = {"number": "L898902C3", "birth": "900806", "expiry": "270220", "sex": "F", "primary": NAME}
    passport, other = (
        mrz.encode(mrz.Mrz(format=mrz.Format.TD3, document_code="P", issuer="FRA", nationality=state, **fields))
        for state in ("FRA", "UTO")
    )
    upper, lower = passport
    typed = ("L898902C3", " l89 890-2c3 ", "L898902C4", upper + "\n" + lower, upper + lower.replace("900806", "900807"),
             "".join(other), "", "x" * 30)  # fmt: skip
    answers = by_node(tmp_path, [made.seal], keys_of(fetched()), typed)
    assert answers[0][3] == [[], [], ["number"], [], ["misread", "birth"], ["nationality"], None, None]


def test_a_head_that_another_key_signed_is_not_read(fetched: Callable[[], Lists], clock: Clock, tmp_path: Path) -> None:
    fetched()
    from legation.documents.revocation.head import Jwk
    from legation.documents.seals.issuing import new_key

    stranger = Jwk.of(new_key().public_key()).model_dump()
    with pytest.raises(AssertionError, match="no key that is pinned"):
        by_node(tmp_path, [b""], [stranger])
    assert Document.objects.count() == 0
