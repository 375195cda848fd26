"""The generated client walks the guide against a real house: every example of docs/guides/api.md is run as it stands."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from legation.config.samples import portrait
from legation.config.testcheckout import GOOD_CARD
from tests.ground.webhooks.receiver import receiving
from tests.journeys.house import House, new_house

pytest.importorskip("openapi_python_client")
pytestmark = [
    pytest.mark.slow, pytest.mark.once, pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl"),
]  # fmt: skip
ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "guides" / "api.md").read_text()
CARD = {"number": GOOD_CARD, "expiry": "12/39", "code": "123"}
SCOPES = ("applications:read", "applications:write", "applications:data", "webhooks:manage")


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    found = new_house()
    try:
        found.start()
        yield found
    finally:
        found.stop()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.M | re.S)


def paid(url: str) -> None:
    """The payer's browser at the test bank."""
    with httpx.Client(follow_redirects=False) as browser:
        page = browser.get(url).text
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        assert browser.post(url, data=hidden | CARD).status_code in (302, 303)


def patiently(found: Any) -> Any:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        if told := found():
            return told
        time.sleep(0.2)
    raise AssertionError("it did not come about")


def test_the_guide_is_walked_from_the_first_answer_to_the_paper(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run([sys.executable, ROOT / "tools" / "client.py", "--to", tmp_path], check=True, env=house.environment)
    scopes = [part for scope in SCOPES for part in ("--scope", scope)]
    made = house.run("-m", "legation.config.cli", "tokens", "create", "Utopia Tours", *scopes)
    (tmp_path / "portrait.jpg").write_bytes(portrait(7))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    with receiving() as receiver:
        for name, value in {"LEGATION": house.address, "TOKEN": made.split()[-1], "HOOK": receiver.url}.items():
            monkeypatch.setenv(name, value)
        known: dict[str, Any] = {}
        # the paper comes last: it waits for the payer, and for whoever must be told
        for block in sorted(blocks("python"), key=lambda each: "list_documents.sync" in each):
            if "list_documents.sync" in block:
                paid(known["page"].url)
                patiently(lambda: len(receiver.got) >= 2)
            exec(compile(block, "docs/guides/api.md", "exec"), known)
        messages = [known["read"](headers, body) for _path, headers, body in receiver.got]
    assert [each["type"] for each in messages] == ["case.decided", "document.issued"]
    assert {each["data"]["application"] for each in messages} == {known["reference"]}
    for line in "".join(blocks("sh")).splitlines():
        done = subprocess.run(["bash", "-c", line], check=True, capture_output=True, env=os.environ)
        assert json.loads(done.stdout)["items"]
