# SPDX-License-Identifier: MIT
"""The schemas of tools/schema, each a validator that needs no network to follow its references."""
import json

import jsonschema

import command

FOLDER = command.ROOT / "tools" / "schema"
NAMES = sorted(path.name for path in FOLDER.glob("*.schema.json"))


def with_references_inside(value, name):
    """The part of schema `name`, its references to any file rewritten for the bundle below."""
    if isinstance(value, list):
        return [with_references_inside(item, name) for item in value]
    if not isinstance(value, dict):
        return value
    rewritten = {key: with_references_inside(item, name) for key, item in value.items()}
    if isinstance(value.get("$ref"), str):
        file, _, place = value["$ref"].partition("#")
        rewritten["$ref"] = f"#/$defs/{file or name}{place}"
    return rewritten


def load(name):
    schema = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return with_references_inside(schema, name)


def validator(command_name):
    """The validator of what `smtpreply COMMAND --json` prints."""
    return jsonschema.Draft202012Validator({
        "$ref": f"#/$defs/{command_name}.schema.json",
        "$defs": {name: load(name) for name in NAMES},
    })


def without(event, *keys):
    return {key: value for key, value in event.items() if key not in keys}
