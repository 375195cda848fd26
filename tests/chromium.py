"""The browser that tests drive: Debian's."""

from pathlib import Path

_INSTALLED = [Path("/usr/bin", name) for name in ("chromium-headless-shell", "chromium")]
CHROMIUM = next((path for path in _INSTALLED if path.exists()), _INSTALLED[-1])
"""The one without windows of its own where it is here: they take a quarter of the time."""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--in-process-gpu",
]  # fmt: skip
