"""`legation schema`: the JSON Schema editors complete and check with."""

import json


def run(arguments: list[str]) -> int:
    """Print the schema of a procedure's file."""
    from legation.procedures.definitions.schema import Definition

    print(json.dumps(Definition.model_json_schema(by_alias=True), indent=2, ensure_ascii=False))
    return 0
