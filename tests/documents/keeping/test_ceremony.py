"""A State's root is made before two persons, and the record of it holds what was made."""

import json
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from legation.config.commands import keys as command
from legation.documents import api, keys
from legation.documents.keeping import status
from legation.documents.keeping.ceremony import Ceremony, hold
from legation.documents.keeping.revocation import make_crl
from legation.documents.keeping.roots import check_state, open_root
from legation.documents.signer import tokens
from legation.documents.signer.local import local_signer
from legation.ground.errors import Invalid, Unavailable
from tests.conftest import NOW
from tests.documents.orders import order, zone
from tests.documents.support import tool

PLAN = Ceremony(
    state="XYZ", country="XY", name="Ministry root", crl_url="https://visa.example/trust/root.crl",
    persons=("Ada Lovelace", "Grace Hopper"), place="the vault", at=NOW,
)  # fmt: skip
PASSWORD = "correct horse battery"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    hold(PLAN, tmp_path / "stick", secret=PASSWORD)
    return tmp_path / "stick"


@pytest.fixture
def carried(out: Path, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The instance after what was made is carried to the server; the root's key is not there."""
    settings.LEGATION_KEYS, settings.LEGATION_FILES = tmp_path / "keys", tmp_path / "files"
    shutil.copytree(out / "instance", tmp_path / "keys")
    keys.forget_cached_keys()
    yield out
    api.connect_signer(None)
    keys.forget_cached_keys()


def test_an_instance_signs_with_what_was_made_and_prints_no_specimen(carried: Path) -> None:
    api.connect_signer(local_signer(lambda _r, _d: True, clock=lambda: NOW))
    made = api.make(order(lines=zone(state="XYZ")), at=NOW)
    assert made.pdf and api.issuing_state() == "XYZ" and not keys.key_ring().is_specimen
    assert not status.crl_remark(at=NOW) and not any(line.remark for line in status.status(at=NOW))


def test_the_roots_key_opens_with_its_password_only(carried: Path) -> None:
    place = str(carried / "root.key")
    root = open_root(place, at=NOW, ask=lambda _what: PASSWORD)
    assert make_crl(root, at=NOW)
    with pytest.raises(Unavailable):
        open_root(place, at=NOW, ask=lambda _what: "another password")
    with pytest.raises(Unavailable):
        open_root(at=NOW)


def test_the_record_names_everything_and_the_root_signed_it(out: Path, tmp_path: Path) -> None:
    record = json.loads((out / "record" / "ceremony.json").read_text())
    assert record["persons"] == ["Ada Lovelace", "Grace Hopper"] and record["place"] == "the vault"
    made = {
        str(path.relative_to(out)): path for path in out.rglob("*") if path.is_file() and path.parent.name != "record"
    }
    assert record["files"] == {name: sha256(path.read_bytes()).hexdigest() for name, path in made.items()}
    assert {each["name"] for each in record["certificates"]} == {"root", "seal", "document", "log", "list"}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in out.rglob("*") if path.is_file())


def test_openssl_verifies_the_record(out: Path, tmp_path: Path) -> None:
    from cryptography import x509

    root = x509.load_pem_x509_certificate((out / "instance" / "documents" / "root.crt").read_bytes())
    (tmp_path / "root.pub").write_bytes(root.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    record = out / "record" / "ceremony.json"
    check = [
        "openssl",
        "dgst",
        "-sha256",
        "-verify",
        str(tmp_path / "root.pub"),
        "-signature",
        f"{record}.sig",
        str(record),
    ]
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    assert subprocess.run(check, capture_output=True, text=True).stdout == "Verified OK\n"
    record.write_bytes(record.read_bytes().replace(b"Grace", b"Alice"))
    assert subprocess.run(check, capture_output=True).returncode == 1


def test_the_paper_says_who_and_what(out: Path) -> None:
    said = " ".join(tool("pdftotext", "-layout", str(out / "record" / "ceremony.pdf"), "-").split())
    digest = sha256((out / "record" / "ceremony.json").read_bytes()).hexdigest()
    assert "Ada Lovelace" in said and "Grace Hopper" in said
    assert " ".join(digest[at : at + 8] for at in range(0, 64, 8)) in said


WRONG = [
    {"state": "UTO", "country": "UT"}, {"persons": ("Ada Lovelace", "ada  lovelace")}, {"persons": ("Ada", "Grace")},
    {"persons": ("Ada Lovelace", "")}, {"place": " "},
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_ceremony_that_is_none_makes_nothing(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        hold(replace(PLAN, **wrong), tmp_path / "stick", secret=PASSWORD)
    assert not (tmp_path / "stick").exists()


def test_a_root_is_never_made_over_another_nor_under_a_short_password(out: Path, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="exists already"):
        hold(PLAN, out, secret=PASSWORD)
    with pytest.raises(Invalid, match="at least 12"):
        hold(PLAN, tmp_path / "other", secret="short")


def test_a_development_root_speaks_for_utopia_only() -> None:
    with pytest.raises(Invalid, match="development root"):
        check_state("XYZ", is_development=True)
    check_state("UTO", is_development=True)


def test_the_command_asks_makes_and_has_the_fingerprint_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def typed(what: str) -> str:
        if "fingerprint" in what:
            (line,) = (line for line in shown() if line.startswith("root "))
            return line.removeprefix("root ")[:8]
        return {"First": "Ada Lovelace", "Second": "Grace Hopper", "Place": "the vault"}[
            what.split(maxsplit=1)[0].rstrip(":")
        ]

    lines: list[str] = []

    def shown() -> list[str]:
        lines.extend(capsys.readouterr().out.splitlines())
        return lines

    monkeypatch.setattr("builtins.input", typed)
    monkeypatch.setattr("getpass.getpass", lambda _what: PASSWORD)
    arguments = ["ceremony", "--state", "XYZ", "--country", "XY", "--name", "Ministry root", "--out"]
    assert command.run([*arguments, str(tmp_path / "stick")]) == 0
    assert command.run([*arguments, str(tmp_path / "stick")]) == 2
    monkeypatch.setattr("builtins.input", lambda what: "00000000" if "fingerprint" in what else typed(what))
    assert command.run([*arguments, str(tmp_path / "other")]) == 1


def test_a_root_may_be_made_in_a_token(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.documents.signer.softhsm import PIN

    token = _token(tmp_path_factory)
    uri = token.uri("root-1").split("&pin-source")[0]
    tokens._tokens.clear()
    record = hold(PLAN, tmp_path / "stick", secret=PIN, token=uri)
    assert record["root_key"].startswith("pkcs11:token=Ministry;object=root-1")
    assert not (tmp_path / "stick" / "root.key").exists()


def _token(factory: pytest.TempPathFactory) -> Any:
    """SoftHSM reads its configuration once for a process, so its token is shared with other tests."""
    from tests.documents.signer import softhsm

    return softhsm.shared(factory)
