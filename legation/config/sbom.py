"""The bill of materials, CycloneDX 1.6 in JSON: every locked library with its hashes, every file we carry along."""

import json
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, distribution, requires, version
from pathlib import Path
from typing import Any

from django.conf import settings

Component = dict[str, Any]

VENDORED = (
    ("legation/web/static/vendor/plex", "IBM Plex Sans and Mono, subsets", "", ("OFL-1.1",)),
    ("legation/web/static/vendor/zxing", "zxing-wasm", "3.1.4", ("MIT", "Apache-2.0")),
    ("legation/documents/fonts", "fonts of papers, from IBM Plex and OCR-B", "", ("OFL-1.1", "public domain")),
)
"""Folder with SHA256SUMS, what it holds, its version, its licences: SPDX ids, or words."""

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NAME = re.compile(r"^[A-Za-z0-9._-]+")
_SPDX = re.compile(r"^[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*$")


def make(*, at: datetime) -> Component:
    """The whole bill, as of the lock file of this code; the same content has the same serial number."""
    parts = [*libraries(), *vendored()]
    own = {"type": "application", "bom-ref": "legation", "name": "legation", "version": _own_version(),
           "licenses": [{"license": {"id": "EUPL-1.2"}}]}  # fmt: skip
    links = _links([each for each in parts if "purl" in each])
    links.append({"ref": "legation", "dependsOn": sorted(each["bom-ref"] for each in parts)})
    content = json.dumps([own, parts, links], sort_keys=True)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}", "version": 1,
        "metadata": {"timestamp": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "component": own},
        "components": parts, "dependencies": links,
    }  # fmt: skip


def libraries() -> Iterator[Component]:
    """Every library of requirements/base.lock; its licence where it is installed here."""
    text = (settings.BASE / "requirements" / "base.lock").read_text()
    for entry in re.split(r"\n(?=\S)", text):
        found = _PINNED.match(entry)
        if found is None:
            continue
        name, pinned = found[1].lower(), found[2]
        purl = f"pkg:pypi/{name}@{pinned}"
        part: Component = {"type": "library", "bom-ref": purl, "name": name, "version": pinned, "purl": purl}
        part["hashes"] = [{"alg": "SHA-256", "content": each} for each in dict.fromkeys(_HASH.findall(entry))]
        if licences := _licences(name):
            part["licenses"] = licences
        yield part


def vendored() -> Iterator[Component]:
    """What lies in the tree and is not ours, file by file."""
    for folder, name, pinned, licences in VENDORED:
        files = [
            {"type": "file", "bom-ref": f"{folder}/{path}", "name": path,
             "hashes": [{"alg": "SHA-256", "content": digest}]}
            for digest, path in sums(settings.BASE / folder)
        ]  # fmt: skip
        named = [{"license": {"name" if " " in each else "id": each}} for each in licences]
        part = {"type": "library", "bom-ref": folder, "name": name, "licenses": named, "components": files}
        yield part | ({"version": pinned} if pinned else {})


def sums(folder: Path) -> list[tuple[str, str]]:
    """(SHA-256, path) of a folder's SHA256SUMS."""
    rows = (row.split(maxsplit=1) for row in (folder / "SHA256SUMS").read_text().splitlines() if row)
    return [(digest, path.strip().lstrip("*")) for digest, path in rows]


def _licences(name: str) -> list[Component]:
    """As PEP 639 says, else as its classifiers or the older field name it."""
    try:
        said: Any = distribution(name).metadata
    except PackageNotFoundError:
        return []
    if (expression := said.get("License-Expression")) and _SPDX.match(expression.replace("(", "").replace(")", "")):
        return [{"expression": expression}]
    named = [row.rsplit(" :: ", 1)[1] for row in said.get_all("Classifier") or () if row.startswith("License ::")]
    named = named or [str(said.get("License") or "").partition("\n")[0][:80]]
    return [{"license": {"name": each}} for each in dict.fromkeys(named) if each and each != "OSI Approved"]


def _links(parts: list[Component]) -> list[Component]:
    known = {each["name"].replace("_", "-"): each["bom-ref"] for each in parts}
    return [
        {"ref": each["bom-ref"], "dependsOn": sorted({known[name] for name in _needed(each["name"]) if name in known})}
        for each in parts
    ]


def _needed(name: str) -> set[str]:
    try:
        rows = requires(name) or []
    except PackageNotFoundError:
        return set()
    found = (_NAME.match(row) for row in rows if "extra ==" not in row)
    return {match[0].lower().replace("_", "-") for match in found if match}


def _own_version() -> str:
    try:
        return version("legation")
    except PackageNotFoundError:
        import tomllib

        return str(tomllib.loads((settings.BASE / "pyproject.toml").read_text())["project"]["version"])
