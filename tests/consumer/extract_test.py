#!/usr/bin/env python3
"""claimd extract as a person at a shell meets it, and its records held against the JSON Schema."""
import csv
import io
import json
import os
import subprocess
import tempfile
import time
import unittest

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
CLAIMD = os.environ.get("CLAIMD", os.path.join(HERE, "../../build/dev/claimd"))
ARTICLES = os.path.join(HERE, "articles.ndjson")
SCHEMA = os.path.join(HERE, "../../config/record.schema.json")
KEYS = ["schema", "id", "article", "text", "parts", "entities", "values", "claims", "fingerprint", "claimd"]


def extract(*arguments, text=b""):
    return subprocess.run([CLAIMD, "extract", *arguments], input=text, capture_output=True, timeout=240, check=False)


def article(number, body="It held."):
    return json.dumps({"id": str(number), "text": body}).encode() + b"\n"


def ids(output):
    return [json.loads(line)["id"] for line in output.splitlines()]


def passages(record):
    """Every object of a record that has a text with its place."""
    for entity in record["entities"]:
        yield from entity["mentions"]
    yield from record["values"]
    for claim in record["claims"]:
        yield from (item for item in (claim["cue"], claim["speaker"]) if item and "start" in item)


class Records(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.done = extract(ARTICLES)
        cls.records = [json.loads(line) for line in cls.done.stdout.splitlines()]

    def test_every_article_becomes_a_record(self):
        self.assertEqual(self.done.stderr, b"")
        self.assertEqual(self.done.returncode, 0)
        self.assertEqual([r["id"] for r in self.records],
                         ["a1", "urn:dale:a2", "https://post.example/a3", "https://post.example/a4", "https://post.example/a5"])

    def test_records_are_valid_by_their_schema(self):
        with open(SCHEMA, encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for record in self.records:
            self.assertEqual([e.message for e in validator.iter_errors(record)], [])
            self.assertEqual(list(record), KEYS)

    def test_the_schema_refuses_what_the_contract_does_not_know(self):
        with open(SCHEMA, encoding="utf-8") as file:
            validator = jsonschema.Draft202012Validator(json.load(file))
        broken = dict(self.records[0], entities=[{"id": "e1", "type": "PLACE", "name": "x", "mentions": []}])
        self.assertFalse(validator.is_valid(broken))
        self.assertFalse(validator.is_valid({k: v for k, v in self.records[0].items() if k != "text"}))

    def test_offsets_count_code_points(self):
        for record in self.records:
            for item in passages(record):
                self.assertEqual(record["text"][item["start"]:item["end"]], item["text"])

    def test_lines_are_compact_utf8(self):
        for line, record in zip(self.done.stdout.decode("utf-8").splitlines(), self.records):
            self.assertNotIn('": ', line.replace(record["text"], ""))
            self.assertIn("é" if record["id"] == "a1" else "", line)

    def test_foreign_articles_pass_without_annotations(self):
        record = self.records[3]
        self.assertEqual((record["article"]["language"], record["claimd"]["skipped"]), ("de", "language"))
        self.assertEqual((record["entities"], record["values"], record["claims"]), ([], [], []))

    def test_markup_becomes_lines(self):
        self.assertEqual(self.records[2]["text"], 'Strike ends\n\nTeachers went back to work.\nThe union called the offer "fair".')

    def test_the_same_bytes_come_from_any_number_of_jobs(self):
        with open(ARTICLES, "rb") as file:
            many = file.read() * 400
        one = extract("--jobs", "1", text=many).stdout
        self.assertEqual(one, self.done.stdout * 400)
        self.assertEqual(extract("--jobs", "7", text=many).stdout, one)


class Explanations(unittest.TestCase):
    TEXT = ("Harbour minister Tove Aas met reporters in Lund.\n\n\"The quay will open in May,\" she said. "
            "The minister denied that it had cost 3 million crowns.")

    def explain(self, *arguments):
        return extract("--explain", *arguments, text=article("quay", self.TEXT))

    def test_each_claim_shows_its_words_and_the_steps_to_its_speaker(self):
        done = self.explain()
        record = json.loads(extract(text=article("quay", self.TEXT)).stdout)
        lines = done.stdout.decode("utf-8").splitlines()
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(lines[0], "quay")
        self.assertEqual(len(record["claims"]), 2)
        for claim in record["claims"]:
            at = next(i for i, line in enumerate(lines) if line.startswith("  " + claim["id"]))
            self.assertIn("rule " + claim["rule"], lines[at])
            content, cue, speaker = lines[at + 1:at + 4]
            piece = claim["content"][0]
            self.assertEqual(content, f'    content  {piece["start"]}-{piece["end"]} "{claim["text"]}"')
            self.assertIn(f'"{claim["cue"]["text"]}" of {claim["cue"]["lemma"]}', cue)
            self.assertRegex(speaker, f'"{claim["speaker"]["text"]}" → {claim["speaker"]["name"]}' + r" \(e\d+\): \w+")

    def test_an_article_without_claims_gives_nothing(self):
        self.assertEqual(extract("--explain", text=article("1", "Snow fell in the hills.\n\nIt was cold. It was dark.")).stdout, b"")

    def test_rows_cannot_be_explained(self):
        done = self.explain("--rows", "claims")
        self.assertEqual((done.returncode, done.stdout), (64, b""))


class Streams(unittest.TestCase):
    def test_a_record_comes_while_the_pipe_pauses(self):
        with subprocess.Popen([CLAIMD, "extract"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            for number in range(3):
                process.stdin.write(article(number))
                process.stdin.flush()
                self.assertEqual(json.loads(process.stdout.readline())["id"], str(number))
            process.stdin.write(article(3).rstrip())
            process.stdin.close()
            self.assertEqual(json.loads(process.stdout.readline())["id"], "3")
            self.assertEqual(process.wait(120), 0)

    def test_rejects_are_told_with_their_place(self):
        done = extract(text=article(1) + b"{nope\n\n" + article(2) + b'{"title":"x"}\n\xff\n')
        self.assertEqual(ids(done.stdout), ["1", "2"])
        self.assertEqual([line.split(": ")[:2] for line in done.stderr.decode().splitlines()],
                         [["-:2", "not-json"], ["-:5", "no-body"], ["-:6", "not-utf8"]])
        self.assertEqual(done.returncode, 1)

    def test_lines_end_as_they_like(self):
        self.assertEqual(ids(extract(text=b"\r\n  \n" + article(1).replace(b"\n", b"\r\n") + b"\n" + article(2).rstrip()).stdout), ["1", "2"])

    def test_nothing_in_nothing_out(self):
        done = extract()
        self.assertEqual((done.stdout, done.stderr, done.returncode), (b"", b"", 0))

    def test_a_line_that_is_too_long_takes_no_memory(self):
        long = article(2, "x" * 3_000_000)
        done = extract("-j1", text=article(1) + long + article(3), )
        self.assertEqual(ids(done.stdout), ["1", "2", "3"])
        done = subprocess.run([CLAIMD, "-X", "input.max.bytes=1M", "extract", "-j1"], input=article(1) + long + article(3) + long, timeout=240,
                              capture_output=True, check=False)
        self.assertEqual(ids(done.stdout), ["1", "3"])
        self.assertEqual([line.split(": ")[:2] for line in done.stderr.decode().splitlines()], [["-:2", "too-large"], ["-:4", "too-large"]])
        self.assertEqual(done.returncode, 1)

    def test_it_ends_quietly_when_nobody_reads(self):
        with subprocess.Popen([CLAIMD, "extract"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdin.write(article(1))
            process.stdin.flush()
            process.stdout.readline()
            process.stdout.close()
            began = time.monotonic()
            try:
                while time.monotonic() - began < 240:
                    process.stdin.write(article(2, "It held. " * 10000))
                    process.stdin.flush()
            except BrokenPipeError:
                pass
            self.assertLess(time.monotonic() - began, 240)
            self.assertEqual(process.stderr.read(), b"")
            process.wait(120)


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def test_files_and_standard_input_are_read_in_order(self):
        first, last = self.write("1", article(1).rstrip()), self.write("3", article(3))
        self.assertEqual(ids(extract(first, "-", last, text=article(2)).stdout), ["1", "2", "3"])

    def test_a_file_that_is_not_there_is_told_and_passed_over(self):
        done = extract(os.path.join(self.folder, "none"), self.write("1", article(1)))
        self.assertEqual(ids(done.stdout), ["1"])
        self.assertIn(b"none: No such file or directory", done.stderr)
        self.assertEqual(done.returncode, 66)
        self.assertEqual(extract(self.folder).returncode, 66)

    def test_rejects_name_their_file(self):
        path = self.write("1", article(1) + b"nope\n")
        self.assertTrue(extract(path).stderr.decode().startswith(path + ":2: not-json: "))

    def test_a_large_file_shows_its_progress_on_a_terminal(self):
        path = self.write("1", (b" " * 4000 + article(1)) * 9000)
        master, slave = os.openpty()
        with open(os.devnull, "wb") as null:
            done = subprocess.run([CLAIMD, "extract", "--rows", "values", path], stdout=null, stderr=slave, timeout=240, check=False)
        os.close(slave)
        shown = os.read(master, 1 << 16).decode()
        os.close(master)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(shown, r"\r *\d+ %  \d+ MB  [0-9.]+ MB/s")

    def test_a_text_file_is_an_article(self):
        first, second = self.write("1", "Café held.\n\nIt did.\n".encode()), self.write("2", b" \n")
        done = extract("--text", first, second)
        self.assertEqual(json.loads(done.stdout)["text"], "Café held.\n\nIt did.")
        self.assertTrue(done.stderr.decode().startswith(second + ": no-body: "))
        self.assertEqual(done.returncode, 1)


class Rows(unittest.TestCase):
    """Flat rows say the same as the records they are made of."""

    @classmethod
    def setUpClass(cls):
        cls.records = [json.loads(line) for line in extract(ARTICLES).stdout.splitlines()]

    def rows(self, kind):
        done = extract("--rows", kind, ARTICLES)
        self.assertEqual(done.returncode, 0)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_claims(self):
        wanted = [(r["id"], c["id"], c["key"], c["text"], c["stance"], (c["speaker"] or {}).get("name"), c["content"][0]["start"],
                   [v["name"] for v in c["via"]], len(c["values"])) for r in self.records for c in r["claims"]]
        self.assertEqual([(r["article"], r["claim"], r["key"], r["text"], r["stance"], r["speaker"], r["start"], r["via"], len(r["values"]))
                          for r in self.rows("claims")], wanted)

    def test_claim_rows_are_valid_by_their_schema(self):
        with open(os.path.join(os.path.dirname(SCHEMA), "claim.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        validator = jsonschema.Draft202012Validator(schema)
        rows = self.rows("claims")
        self.assertTrue(rows)
        for row in rows:
            self.assertEqual([e.message for e in validator.iter_errors(row)], [])
            self.assertEqual(list(row), list(schema["properties"]))

    def test_entities(self):
        wanted = [(r["id"], e["id"], e["type"], e["name"], len(e["mentions"])) for r in self.records for e in r["entities"]]
        self.assertEqual([(r["article"], r["entity"], r["type"], r["name"], r["mentions"]) for r in self.rows("entities")], wanted)

    def test_values(self):
        wanted = [(r["id"], v["id"], v["text"], v["start"], v.get("number"), v.get("unit")) for r in self.records for v in r["values"]]
        self.assertEqual([(r["article"], r["value"], r["text"], r["start"], r["number"], r["unit"]) for r in self.rows("values")], wanted)

    def test_csv_holds_what_json_holds(self):
        for kind in ("claims", "entities", "values"):
            rows = self.rows(kind)
            table = list(csv.DictReader(io.StringIO(extract("--rows", kind, "--csv", ARTICLES).stdout.decode("utf-8"), newline="")))
            self.assertEqual(len(table), len(rows))
            for cells, row in zip(table, rows):
                self.assertEqual(list(cells), list(row))
                for key, value in row.items():
                    if value is None or isinstance(value, (str, list)):
                        self.assertEqual(cells[key], "|".join(value) if isinstance(value, list) else value or "")
                    elif not isinstance(value, bool):
                        self.assertEqual(float(cells[key]), value)

    def test_an_unknown_kind_is_refused(self):
        self.assertEqual(extract("--rows", "verbs").returncode, 64)
        self.assertEqual(extract("--csv").returncode, 64)


if __name__ == "__main__":
    unittest.main()
