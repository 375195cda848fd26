"""A border guard without a network: the page reads the seal, judges it by the lists it keeps, and tells nobody."""

import io
import json
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from legation.documents.seals import barcode, formats
from tests.chromium import ARGUMENTS, CHROMIUM
from tests.documents.support import photo_of
from tests.journeys.conftest import PICTURES
from tests.journeys.house import House
from tests.journeys.windows import Window, open_context

Cast = dict[str, Any]
Seals = dict[str, bytes]
FORMATS = [each.name for each in formats.FORMATS]


@pytest.fixture(scope="module")
def planted(house: House, cast: Cast) -> dict[str, Any]:
    """Seals by format and by what is to be said of them, and papers that show them; all in hex."""
    numbers = {"revoked": cast["revoked"]["document"], "replaced": cast["corrected"]["document"]}
    found: dict[str, Any] = json.loads(house.run("-m", "tests.journeys.seals", *numbers.values()))
    house.run("-m", "legation.config.cli", "publish-lists")
    found["vds"] |= {name: found[number] for name, number in numbers.items()}
    return found


@pytest.fixture(scope="module")
def every_seal(planted: dict[str, Any]) -> dict[str, Seals]:
    """Seals by format, and by what is to be said of them."""
    return {name: {word: bytes.fromhex(seal) for word, seal in planted[name].items()} for name in FORMATS}


@pytest.fixture(scope="module")
def seals(every_seal: dict[str, Seals]) -> Seals:
    """Those that the house itself issues."""
    return every_seal["vds"]


@pytest.fixture(params=["en", "ar"])
def device(request: Any, house: House, browser: Any, seals: Seals) -> Iterator[Window]:
    """The page, installed, with everything fetched; nothing it meets may be a fault."""
    context = open_context(browser, width=768)
    window = Window(context.new_page(), house, request.param, PICTURES / "checking-on-the-device")
    opened(window)
    yield window
    context.close()


def opened(window: Window) -> None:
    window.open("verify/device/")
    window.page.wait_for_selector("#device[data-ready][data-fetched]")
    window.page.evaluate("navigator.serviceWorker.ready.then(() => null)")


def show(window: Window, seal: bytes) -> str:
    """Choose a photo of the seal; gives what the page says: valid, revoked, waiting ..."""
    symbol = barcode.Symbol.DATA_MATRIX if len(seal) < SMALL else barcode.Symbol.QR_CODE
    return choose(window, "photo.jpg", "image/jpeg", photo_of(seal, turn=4, symbol=symbol))


def choose(window: Window, name: str, media: str, data: bytes) -> str:
    """Choose a file; gives what the page says."""
    picture = {"name": name, "mimeType": media, "buffer": data}
    window.page.evaluate("document.getElementById('verdict').replaceChildren()")
    window.page.set_input_files("#picture", picture)
    window.page.wait_for_selector("#verdict section.verdict")
    classes = window.page.locator("#verdict section.verdict").get_attribute("class") or ""
    return classes.rpartition("is-")[2]


def cut_off(window: Window) -> None:
    """No network from here on, and the page opened anew."""
    window.page.context.set_offline(True)
    window.page.reload()
    window.page.wait_for_selector("#device[data-ready][data-fetched]")


LEAST_HEIGHT = 48  # of a portrait in a seal, in pixels
SMALL = 400  # bytes of a seal that is drawn as a DataMatrix (docs/adr/0012)
SAID = {
    "valid": "valid",
    "not_yet": "waiting",
    "revoked": "revoked",
    "replaced": "revoked",
    "forged": "invalid",
    "stranger": "unknown",
}


def test_with_the_network_cut_every_seal_gets_its_word(device: Window, seals: Seals) -> None:
    cut_off(device)
    assert device.page.locator("#lists-problem").is_visible()
    for name, word in SAID.items():
        assert show(device, seals[name]) == word, name
        device.picture(f"{name}-{device.language}")
    assert device.page.locator("#portrait").is_hidden() and device.page.locator("#no-portrait").is_hidden()
    reason = {"en": "newer one", "ar": "الأحدث"}[device.language]
    show(device, seals["replaced"])
    assert reason in device.page.locator(".verdict-reason").inner_text()
    # what a browser says when it is cut off, and when it looks for a newer worker just then
    cut = ("ERR_INTERNET_DISCONNECTED", "An unknown error occurred when fetching the script")
    assert device.faults == [fault for fault in device.faults if any(word in fault for word in cut)]


@pytest.mark.parametrize("format_", FORMATS[1:])
def test_the_other_formats_are_judged_alike(device: Window, every_seal: dict[str, Seals], format_: str) -> None:
    """The network cut; and whoever changes a byte gets no word of trust for it."""
    cut_off(device)
    for name, seal in every_seal[format_].items():
        assert show(device, seal) == SAID[name], name
        device.picture(f"{format_}-{name}-{device.language}")
    seal = every_seal[format_]["valid"]
    at = len(seal) // 3
    tampered = seal[:at] + (b"B" if seal[at : at + 1] != b"B" else b"C") + seal[at + 1 :]
    assert show(device, tampered) in {"invalid", "unknown"}
    assert device.page.locator("#what-it-says").is_hidden()


@pytest.mark.parametrize("format_", FORMATS)
def test_the_passport_is_compared_whatever_the_format(
    device: Window, every_seal: dict[str, Seals], format_: str
) -> None:
    cut_off(device)
    show(device, every_seal[format_]["valid"])
    for typed, kind in (("L898902C3", "granted"), ("L898902C4", "refused"), ("?", "referred")):
        device.page.fill("#passport", typed)
        device.page.click("#compare button")
        assert device.page.locator(f"#comparison .notice.is-{kind}").count() == 1, typed
        device.picture(f"passport-{kind}-{format_}-{device.language}")


def test_the_picture_in_a_seal_is_shown_and_only_where_it_may_be_believed(
    device: Window, every_seal: dict[str, Seals]
) -> None:
    cut_off(device)
    face = device.page.locator("#face")
    for name, shown in (("valid", True), ("forged", False), ("revoked", True), ("stranger", False)):
        show(device, every_seal["idb-portrait"][name])
        assert face.is_visible() == shown, name
    show(device, every_seal["idb-portrait"]["valid"])
    assert face.evaluate("face => face.decode().then(() => face.naturalHeight)") >= LEAST_HEIGHT
    device.picture(f"portrait-{device.language}")
    show(device, every_seal["idb"]["valid"])
    assert face.is_hidden() and device.page.locator("#no-portrait").is_hidden()


@pytest.mark.parametrize("format_", FORMATS)
def test_the_seal_in_a_pdf_is_judged_and_the_page_says_that_nothing_else_of_it_is(
    device: Window, planted: dict[str, Any], format_: str
) -> None:
    cut_off(device)
    note = device.page.locator("#of-a-pdf")
    for word, pdf in planted["pdf"][format_].items():
        assert choose(device, "visa.pdf", "application/pdf", bytes.fromhex(pdf)) == SAID[word], word
        assert note.is_visible()
        device.picture(f"pdf-{word}-{format_}-{device.language}")
    assert show(device, bytes.fromhex(planted[format_]["valid"])) == "valid" and note.is_hidden()


def test_a_visa_as_its_holder_downloads_it_is_judged_without_a_network(device: Window, cast: Cast) -> None:
    address = f"{device.house.address}/en/application/{cast['issued']['token']}/document/"
    pdf = device.page.request.get(address).body()
    cut_off(device)
    assert choose(device, "visa.pdf", "application/pdf", pdf) in {"valid", "waiting"}
    assert cast["issued"]["document"] in device.page.locator("#facts").inner_text()


def test_a_pdf_without_a_seal_or_with_a_bomb_has_none(device: Window) -> None:
    bomb = zlib.compress(bytes(50_000_000), 9)
    head = b"<</Length %d/Subtype/Image/Filter/FlateDecode/Width 2000/Height 2000/BitsPerComponent 8>>" % len(bomb)
    for pdf in (b"%PDF-1.7 nothing", b"%PDF-1.7\n1 0 obj\n" + head + b"\nstream\n" + bomb, b"%PDF-" + bytes(9 << 20)):
        assert choose(device, "visa.pdf", "application/pdf", pdf) == "unknown"
        assert device.page.locator("#what-it-says").is_hidden()


def test_an_overdue_list_says_so_plainly_and_calls_nothing_valid(device: Window, seals: Seals) -> None:
    device.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=30))
    cut_off(device)
    assert "is-referred" in str(device.page.locator("#lists").get_attribute("class"))
    assert show(device, seals["valid"]) == "unknown"
    device.picture(f"overdue-{device.language}")
    assert show(device, seals["revoked"]) == "revoked"


def test_any_verification_page_opens_without_a_network_and_is_this_one(device: Window) -> None:
    device.page.context.set_offline(True)
    device.open("verify/")
    assert device.page.locator("#device").count() == 1


def test_nothing_that_is_read_leaves_the_device(device: Window, every_seal: dict[str, Seals]) -> None:
    """With the network up: from the picture to the comparison the browser asks nobody for anything."""
    asked: list[str] = []
    device.page.context.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    for format_, seals in every_seal.items():
        for name in seals:
            assert show(device, seals[name]) == SAID[name], (format_, name)
    show(device, every_seal["idb-portrait"]["valid"])
    device.page.fill("#passport", "L898902C3")
    device.page.click("#compare button")
    device.page.wait_for_selector("#comparison .notice")
    assert asked == [] and device.faults == []


def test_what_it_ever_asks_for_names_no_document(browser: Any, house: House, seals: Seals) -> None:
    context = open_context(browser)
    asked: list[Any] = []
    context.on("request", lambda request: asked.append(request))
    window = Window(context.new_page(), house, "en", PICTURES / "checking-on-the-device")
    opened(window)
    show(window, seals["revoked"])
    window.page.click("#refresh")
    window.page.wait_for_load_state("networkidle")
    assert asked and {request.method for request in asked} == {"GET"}
    assert [request.url for request in asked if "?" in request.url or request.post_data] == []
    context.close()


def test_a_list_by_another_key_is_not_taken(device: Window, seals: Seals) -> None:
    device.page.route("**/verify/lists/head", lambda route: route.fulfill(body=forged_head(route.fetch().json())))
    device.page.click("#refresh")
    device.page.wait_for_selector("#forget:visible")
    device.picture(f"untrusted-{device.language}")
    assert show(device, seals["valid"]) == "valid"


def forged_head(said: dict[str, str]) -> str:
    """The same head with another signature."""
    return json.dumps(said | {"signature": said["signature"][::-1]})


def test_two_seals_and_none_are_told_apart(device: Window, seals: Seals) -> None:
    for shown, count in (((), 0), ((seals["valid"], seals["forged"]), 2)):
        picture = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": photo_of(*shown)}
        device.page.evaluate("document.getElementById('verdict').replaceChildren()")
        device.page.set_input_files("#picture", picture)
        device.page.wait_for_selector("#verdict section.verdict.is-unknown")
        assert device.page.locator("#what-it-says").is_hidden(), count


def test_the_camera_finds_the_seal(house: House, browser: Any, seals: Seals, tmp_path: Path) -> None:
    film = tmp_path / "seal.mjpeg"
    drawn = Image.open(io.BytesIO(barcode.png(seals["valid"], module=5))).convert("RGB")
    frame = Image.new("RGB", (640, 480), (225, 225, 220))
    frame.paste(drawn, (140, 60))
    out = io.BytesIO()
    frame.save(out, "JPEG", quality=85)
    film.write_bytes(out.getvalue() * 30)
    fake = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    own = browser.browser_type.launch(executable_path=str(CHROMIUM), args=[*ARGUMENTS, *fake])
    try:
        context = open_context(own, width=768)
        context.grant_permissions(["camera"], origin=house.address)
        window = Window(context.new_page(), house, "en", PICTURES / "checking-on-the-device")
        opened(window)
        window.page.click("#start")
        window.page.wait_for_selector("#verdict section.verdict.is-valid")
        assert window.page.evaluate("document.getElementById('view').srcObject") is None
        assert window.faults == []
    finally:
        own.close()


def test_no_other_page_may_use_the_camera_or_run_webassembly(open_window: Callable[..., Window]) -> None:
    window = open_window("en")
    there, elsewhere = window.open("verify/device/"), window.open("verify/")
    assert "'wasm-unsafe-eval'" in there.headers["content-security-policy"]
    assert "camera=(self)" in there.headers["permissions-policy"]
    assert "wasm" not in elsewhere.headers["content-security-policy"]
    assert "camera=()" in elsewhere.headers["permissions-policy"]


def test_without_script_the_other_way_is_named(open_window: Callable[..., Window]) -> None:
    window = open_window("en", script=False)
    window.open("verify/device/")
    assert window.page.locator("noscript").count() and window.page.locator("#device").is_hidden()
    window.page.click("a.back")
    assert window.page.locator("form #number").is_visible()
