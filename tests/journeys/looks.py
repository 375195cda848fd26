"""What is wrong with how a page looks and is used: lists of faults in words, empty when there are none."""

from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page

_SOURCE = (Path(__file__).parent / "looks.js").read_text()
_TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def look(page: Page, what: str) -> Any:
    """One of the functions of looks.js."""
    return page.evaluate(f"() => {{ {_SOURCE}\n return looks.{what}(); }}")


COLOURS = ["color-contrast", "link-in-text-block"]
"""Rules about colours: half of axe's work, and the same in every language."""


def barriers(page: Page, *, only: list[str] | None = None, colours: bool = True) -> list[str]:
    """What axe finds; `only` are names of rules, all of the tags above if absent; without `colours` not those of colour."""
    options: dict[str, Any] = {
        "runOnly": only or TAGS,
        "resultTypes": ["violations"],
        "preload": False,
        "selectors": False,
        "rules": {} if colours else {rule: {"enabled": False} for rule in COLOURS},
    }
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options).then(result => result.violations)", options)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def walk(page: Page) -> list[str]:
    """Go through the page with the tabulator alone, until it leaves the page."""
    stops: list[str] = look(page, "stops")
    for _stop in range(len(stops) + 1):
        _devtools(page).send("Input.dispatchKeyEvent", _TAB)
    reached: list[list[Any]] = look(page, "reached")
    for at, (stop, (where, _faults)) in enumerate(zip(stops, reached, strict=False)):
        if where != at:
            return [f"stop {at} is {stops[where] if 0 <= where < len(stops) else 'nothing we know'}, not {stop}"]
    faults = [fault for _where, found in reached[: len(stops)] for fault in found]
    trapped = len(stops) > 1 and [where for where, _faults in reached[len(stops) :]] == [len(stops) - 1]
    return faults + (["the last stop is a trap"] if trapped else [])


_kept: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()


def _devtools(page: Page) -> CDPSession:
    if page not in _kept:
        _kept[page] = page.context.new_cdp_session(page)
    return _kept[page]
