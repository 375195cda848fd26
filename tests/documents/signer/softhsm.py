"""A token in software for tests: SoftHSM, where it is installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

MODULES = [Path(f"/usr/lib/{place}softhsm/libsofthsm2.so") for place in ("", "x86_64-linux-gnu/", "aarch64-linux-gnu/")]
PIN = "1234"


def module() -> str:
    """SoftHSM's library; the test is skipped where there is none, or no PKCS#11 for Python."""
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")
    found = [str(path) for path in MODULES if path.exists()]
    if not found or shutil.which("softhsm2-util") is None:
        pytest.skip("softhsm2 is not installed")
    return found[0]


class Token:
    """A fresh token; the library reads its configuration once for a process."""

    def __init__(self, folder: Path) -> None:
        self.module, self.folder = module(), folder
        (folder / "tokens").mkdir()
        lines = (f"directories.tokendir = {folder}/tokens", "objectstore.backend = file", "log.level = ERROR")
        (folder / "softhsm2.conf").write_text("\n".join(lines) + "\n")
        os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
        (folder / "pin").write_text(PIN + "\n")
        create = ["softhsm2-util", "--init-token", "--free", "--label", "Ministry"]
        subprocess.run([*create, "--so-pin", "12345678", "--pin", PIN], check=True, capture_output=True)

    def uri(self, key: str, *, pin: str = "pin", token: str = "Ministry") -> str:
        """The PKCS#11 URI of a key in it."""
        return f"pkcs11:token={token};object={key};type=private?module-path={self.module}&pin-source=file:{self.folder}/{pin}"


_shared: list[Token] = []


def shared(factory: pytest.TempPathFactory) -> Token:
    """The one token of this process."""
    if not _shared:
        _shared.append(Token(factory.mktemp("softhsm")))
    return _shared[0]
