"""YAML 1.2's core schema (section 10.3.2) on a library that knows 1.1: `NO` is Norway and not false."""

import re

import yaml
from yaml.resolver import BaseResolver

_TAG = "tag:yaml.org,2002:"
# tag -> (what the whole text looks like, what it may begin with)
_PLAIN = {
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "float": (
        r"[-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|\.[0-9_]+([eE][-+][0-9]+)?"
        r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        "-+0123456789.",
    ),
    "int": (r"[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+", "-+0123456789"),
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "timestamp": (
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}"
        r"(\.[0-9]*)?([ \t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?",
        "0123456789",
    ),
}


class Loader(yaml.CSafeLoader):
    """The quick reader, in C."""


class PlainLoader(yaml.SafeLoader):
    """The slow one, which says better what is wrong."""


for _loader in (Loader, PlainLoader):
    _loader.yaml_implicit_resolvers = {}
    for _name, (_form, _begins) in _PLAIN.items():
        BaseResolver.add_implicit_resolver.__func__(  # type: ignore[attr-defined]
            _loader, _TAG + _name, re.compile(f"^(?:{_form})$"), list(_begins)
        )
