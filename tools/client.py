"""The Python client of the JSON API, generated from its OpenAPI document by openapi-python-client.

    python tools/client.py [--to build/client]

Writes the document and the package `legation_client` beside it; both are made anew each time and kept nowhere.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "legation_client"
FILES = dict.fromkeys(("application/pdf", "application/zip", "image/jpeg"), "application/octet-stream")


def main() -> int:
    """Generate the client; 0 if it was made without a warning."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "client")
    folder: Path = parser.parse_args().to
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legation.config.settings")
    import django

    django.setup()
    from legation.config.api.v1 import api

    print(generate(api.get_openapi_schema(), folder))
    return 0


def generate(document: object, folder: Path) -> Path:
    """Make the package from an OpenAPI document; gives its folder. Raises `CalledProcessError`, having said why."""
    folder.mkdir(parents=True, exist_ok=True)
    source, wanted = folder / "openapi.json", folder / "client.json"
    source.write_text(json.dumps(document, indent=1))
    wanted.write_text(json.dumps({"package_name_override": PACKAGE, "post_hooks": [], "content_type_overrides": FILES}))
    command = [Path(sys.executable).parent / "openapi-python-client", "generate", "--path", source, "--config", wanted,
               "--meta", "none", "--output-path", folder / PACKAGE, "--overwrite", "--fail-on-warning"]  # fmt: skip
    subprocess.run([str(part) for part in command], check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return folder / PACKAGE


if __name__ == "__main__":
    sys.exit(main())
