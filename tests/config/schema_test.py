#!/usr/bin/env python3
"""Readers can rely on the schemas: no member of the last version vanishes or changes its type.

    schema_test.py [--update]        writes tests/config/schema-1.txt: only when members were added, or for a new version

schema-1.txt holds a line for each member of record.schema.json and claim.schema.json: where it stands, what it may be, and
whether it is always there.
"""
import json
import pathlib
import subprocess
import os
import sys
import unittest

HOUSE = pathlib.Path(__file__).resolve().parents[2]
KEPT = HOUSE / "tests/config/schema-1.txt"
SCHEMAS = ("record", "claim")
CLAIMD = os.environ.get("CLAIMD", str(HOUSE / "build/dev/claimd"))


def load(name):
    return json.loads((HOUSE / f"config/{name}.schema.json").read_text(encoding="utf-8"))


def resolve(schema, root):
    """A schema without references: those it refers to, and those it combines, put together."""
    whole = {}
    for part in [*schema.get("allOf", []), *([root["$defs"][schema["$ref"].rsplit("/", 1)[1]]] if "$ref" in schema else []), schema]:
        part = resolve(part, root) if part is not schema else part
        for key, value in part.items():
            if key == "properties":
                whole.setdefault(key, {}).update(value)
            elif key == "required":
                whole[key] = whole.get(key, []) + value
            elif key not in ("allOf", "$ref"):
                whole[key] = value
    return whole


def kinds(schema, root):
    """What a value may be: types, or the words of an enumeration."""
    schema = resolve(schema, root)
    if "oneOf" in schema:
        return sorted({kind for choice in schema["oneOf"] for kind in kinds(choice, root)})
    if "const" in schema or "enum" in schema:
        return sorted(json.dumps(word) for word in schema.get("enum", [schema.get("const")]))
    found = schema.get("type", "object" if "properties" in schema else "any")
    return sorted(found if isinstance(found, list) else [found])


def members(schema, root, path=""):
    """Place, kinds and whether it is always there, for all members below."""
    schema = resolve(schema, root)
    for choice in schema.get("oneOf", []):
        yield from members(choice, root, path)
    if "items" in schema:
        item = f"{path}[]"
        yield item, kinds(schema["items"], root), True
        yield from members(schema["items"], root, item)
    for name, member in schema.get("properties", {}).items():
        place = f"{path}.{name}" if path else name
        yield place, kinds(member, root), name in schema.get("required", [])
        yield from members(member, root, place)


def lines(name):
    root = load(name)
    return {f"{name} {place}": f"{'|'.join(found)}{'' if always else ' (maybe)'}" for place, found, always in members(root, root)}


def now():
    return {place: what for name in SCHEMAS for place, what in lines(name).items()}


def places(value, path=""):
    """Where a record's members stand, as the schema names them."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield (place := f"{path}.{name}" if path else name)
            yield from places(member, place)
    elif isinstance(value, list):
        for item in value:
            yield f"{path}[]"
            yield from places(item, f"{path}[]")


class Schema(unittest.TestCase):
    def setUp(self):
        kept = (line.split("  ", 1) for line in KEPT.read_text(encoding="utf-8").splitlines())
        self.kept = dict(kept)

    def test_no_member_vanishes_or_changes_its_type(self):
        found = now()
        self.assertEqual([place for place in self.kept if place not in found], [], "members that have vanished")
        self.assertEqual({p: (what, found[p]) for p, what in self.kept.items() if found[p] != what}, {}, "members that have changed")

    def test_members_that_are_new_are_noted(self):
        self.assertEqual([place for place in now() if place not in self.kept], [], "schema_test.py --update notes them")

    def test_what_the_program_writes_is_in_the_schemas(self):
        for name, flags in (("record", []), ("claim", ["--rows", "claims"])):
            done = subprocess.run([CLAIMD, "extract", *flags, HOUSE / "config/demo/articles.ndjson"], capture_output=True, encoding="utf-8", check=True)
            written = {place for line in done.stdout.splitlines() for place in places(json.loads(line))}
            self.assertEqual({place for place in written if f"{name} {place}" not in self.kept}, set())

    def test_the_documents_tell_of_every_member(self):
        page = (HOUSE / "deploy/docs/record.md").read_text(encoding="utf-8")
        told = [place.split(" ", 1)[1] for place in self.kept if place.startswith("record ")]
        self.assertEqual([place for place in told if f"`{place}" not in page and f"`{place.removesuffix('[]')}" not in page], [])


if __name__ == "__main__":
    if "--update" in sys.argv:
        KEPT.write_text("".join(f"{place}  {what}\n" for place, what in now().items()), encoding="utf-8")
        sys.exit(0)
    unittest.main()
