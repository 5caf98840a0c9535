#!/usr/bin/env python3
"""Cases of extraction as text files: an invented article, and what is found in it.

    corpus_test.py [--update] [CASE.txt ...]

A case holds sections, each begun by a line "--- NAME":

    --- article      `title: ...`, `published: 2025-02-04` and other members of the article, one a line; then, after an
                     empty line, its text
    --- parts        byline dateline: "KYIV, Ukraine (AP) —"
    --- entities     PERSON "Ann Lee" Q1: "Ann Lee" "Lee"#2 ~"she"
    --- values       MONEY "$5 million"#2: number=5000000 comparator="=" unit=USD
    --- claims       indirect "it would rain" | "and snow": cue="said" speaker="Ann Lee" (~ via="Reuters") kind=prediction

Only the sections that a case has are compared, whole, so that a case shows one thing. "Lee"#2 is the second "Lee" of the
text, ~ marks a pronoun or a noun that means the entity. Members that are usual are not written: comparator "=", kind
statement, stance neutral, polarity affirmed, modality none. Lines before the first section say what the case is about.
`--update` writes into the sections what is found now; read the difference before you commit it.

The program is $CLAIMD, else build/dev/claimd.
"""
import difflib
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
USUAL = {"comparator": "=", "kind": "statement", "stance": "neutral", "polarity": "affirmed", "modality": "none"}


def sections(case):
    """The heading lines of a case, and its sections by name, in order."""
    heading, *rest = re.split(r"^--- (\w+)\n", case, flags=re.M)
    return heading, dict(zip(rest[::2], rest[1::2]))


def article(name, section):
    members, _, text = section.partition("\n\n")
    given = {"id": name, "text": text.strip("\n")}
    for line in members.splitlines():
        key, _, value = line.partition(": ")
        given["published_at" if key == "published" else key] = value
    return given


def quoted(text, start, end):
    """A place in the text: its words, and which of several equal ones it is."""
    words = text[start:end]
    places = [m.start() for m in re.finditer(re.escape(words), text)]
    return f'"{words}"' + (f"#{places.index(start) + 1}" if len(places) > 1 and start in places else "")


def members(of, names):
    for name in names:
        value = of.get(name)
        if value is None or value is False or value == USUAL.get(name):
            continue
        yield f'{name}="{value}"' if re.search(r"[^\w.:/+-]", str(value)) else f"{name}={value}"


def part_lines(record, place):
    for p in record["parts"]:
        if p["role"] != "body":
            yield " ".join(filter(None, [p["role"], p.get("rule")])) + ": " + place(p)


def entity_lines(record, place):
    for e in record["entities"]:
        mentions = ["~" * (m["kind"] != "name") + place(m) for m in e["mentions"]]
        yield " ".join(filter(None, [e["type"], f'"{e["name"]}"', e.get("wikidata")])) + ": " + " ".join(mentions)


def value_lines(record, place):
    for v in record["values"]:
        names = ("number", "number_max", "comparator", "unit", "object", "iso", "set", "change")
        yield f"{v['type']} {place(v)}: " + " ".join(members(v, names))


def claim_lines(record, place):
    for c in record["claims"]:
        about = [f"cue={place(c['cue'])}"] if c.get("cue") else []
        if c.get("speaker"):
            about.append(f'speaker="{c["speaker"].get("name")}"')
        about += [f'via="{v["name"]}"' for v in c.get("via", [])]
        about += members(c, ("kind", "stance", "polarity", "modality"))
        yield f"{c['form']} " + " | ".join(place(piece) for piece in c["content"]) + ": " + " ".join(about)


WRITERS = {"parts": part_lines, "entities": entity_lines, "values": value_lines, "claims": claim_lines}


def found(case, record):
    """The case with what the record holds in its sections."""
    heading, parts = sections(case)
    out = heading
    for name, section in parts.items():
        if name in WRITERS:
            lines = WRITERS[name](record, lambda p: quoted(record["text"], p["start"], p["end"]))
            section = "".join(line.replace("\n", "\\n") + "\n" for line in lines) + ("\n" if section.endswith("\n\n") else "")
        elif name != "article":
            sys.exit(f"unknown section '{name}'")
        out += f"--- {name}\n{section}"
    return out


def main(arguments):
    update = "--update" in arguments
    paths = [pathlib.Path(a) for a in arguments if a != "--update"] or sorted(HERE.glob("**/*.txt"))
    cases = [path.read_text(encoding="utf-8") for path in paths]
    articles = [json.dumps(article(path.stem, sections(case)[1]["article"])) for path, case in zip(paths, cases)]
    program = os.environ.get("CLAIMD", str(HERE.parents[1] / "build/dev/claimd"))
    run = subprocess.run([program, "extract", "-"], input="\n".join(articles) + "\n", capture_output=True, text=True, encoding="utf-8")
    records = run.stdout.splitlines()
    if run.returncode or len(records) != len(cases):
        sys.exit(f"{program} extract: {len(records)} records of {len(cases)} cases, status {run.returncode}\n{run.stderr}")
    failed = 0
    for path, case, record in zip(paths, cases, records):
        now = found(case, json.loads(record))
        if now == case:
            continue
        failed += 1
        if update:
            path.write_text(now, encoding="utf-8")
        sys.stdout.writelines(difflib.unified_diff(case.splitlines(True), now.splitlines(True), f"{path} (expected)", "found", n=0))
    print(f"{len(cases)} cases, {failed} {'updated' if update else 'differ'}")
    return failed > 0 and not update


sys.exit(main(sys.argv[1:]))
