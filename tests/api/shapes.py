"""Whether an answer has the shape that the description promises; the part of JSON Schema we use."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

KINDS = {
    "object": Mapping,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def problems(
    value: Any, shape: Mapping[str, Any], whole: Mapping[str, Any], at: str = ""
) -> list[str]:
    """What in a value is not as the shape says; empty when all is well."""
    if "$ref" in shape:
        name = shape["$ref"].rsplit("/", 1)[1]
        return problems(value, whole["components"]["schemas"][name], whole, at)
    if "anyOf" in shape and "type" not in shape:
        tried = [problems(value, one, whole, at) for one in shape["anyOf"]]
        return [] if not all(tried) else tried[0]
    kind = KINDS[shape["type"]]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return [f"{at}: {value!r} is no {shape['type']}"]
    if isinstance(value, Mapping):
        return _members(value, shape, whole, at)
    if isinstance(value, list):
        return [
            told
            for place, one in enumerate(value)
            for told in problems(one, shape["items"], whole, f"{at}[{place}]")
        ]
    return _plain(value, shape, at)


def _members(
    value: Mapping[str, Any], shape: Mapping[str, Any], whole: Mapping[str, Any], at: str
) -> list[str]:
    known = shape.get("properties", {})
    told = [f"{at}.{name} is missing" for name in shape.get("required", ()) if name not in value]
    if shape.get("additionalProperties") is False:
        told += [f"{at}.{name} is not described" for name in value if name not in known]
    for name, one in value.items():
        if name in known:
            told += problems(one, known[name], whole, f"{at}.{name}")
    return told


def _plain(value: Any, shape: Mapping[str, Any], at: str) -> list[str]:
    if "enum" in shape and value not in shape["enum"]:
        return [f"{at}: {value!r} is not in {shape['enum']}"]
    if "pattern" in shape and not re.search(shape["pattern"], value):
        return [f"{at}: {value!r} does not match {shape['pattern']}"]
    reader = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}
    try:
        reader.get(shape.get("format", ""), str)(value)
    except ValueError:
        return [f"{at}: {value!r} is no {shape['format']}"]
    return []
