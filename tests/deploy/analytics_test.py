#!/usr/bin/env python3
"""deploy/analytics over the records of the sample articles: the tables say what the records say, each question has its answer.

With DuckDB from PyPI in build/analytics, as deploy/answers takes it; where it cannot be had the test is skipped, loudly. Where
that Python also has chdb (or CLAIMD_CHDB=1 asks for it: 900 MB), ClickHouse has to give the same answers.
"""
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HOUSE = pathlib.Path(__file__).resolve().parents[2]
ANALYTICS = HOUSE / "deploy/analytics"
VENV = HOUSE / "build/analytics"
CLAIMD = os.environ["CLAIMD"]
SAMPLES = HOUSE / "config/demo/articles.ndjson"

try:
    import duckdb
except ImportError:
    if pathlib.Path(sys.prefix) == VENV:
        raise
    with tempfile.TemporaryDirectory() as scratch:
        made = subprocess.run([HOUSE / "deploy/answers", "--out", scratch], capture_output=True, text=True, check=False)
    if made.returncode != 0 and "cannot be had" in made.stderr:
        print("SKIPPED: DuckDB cannot be had from PyPI; the questions of deploy/analytics have not run")
        sys.exit(77)
    if made.returncode != 0:
        sys.exit(made.stderr)
    os.execv(VENV / "bin/python", [str(VENV / "bin/python"), *sys.argv])


def questions():
    text = (ANALYTICS / "questions.sql").read_text(encoding="utf-8")
    return {name: (question, sql) for name, question, sql in re.findall(r"^-- (\w+): (.*)\n((?:(?!--).*\n)*)", text, re.M)}


def extract(lines):
    done = subprocess.run([CLAIMD, "extract"], input="".join(line + "\n" for line in lines), capture_output=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


class Analytics(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        lines = SAMPLES.read_text(encoding="utf-8").splitlines()
        first = extract(lines)
        again = [json.dumps({"id": r["id"] + ":copy", "title": r["article"]["title"], "publisher": "The Copyist", "published_at": "2025-12-01",
                             "text": r["text"]}) for r in first if r["id"] in ("urn:demo:wire-dam", "urn:demo:court-bridge")]
        cls.records = first + extract(again)
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        path = pathlib.Path(cls.folder.name) / "records.ndjson"
        path.write_text("".join(json.dumps(r) + "\n" for r in cls.records), encoding="utf-8")
        cls.path = path
        here = os.getcwd()
        os.chdir(cls.folder.name)
        cls.connection = duckdb.connect()
        cls.connection.execute((ANALYTICS / "duckdb.sql").read_text(encoding="utf-8"))
        os.chdir(here)
        cls.claims = [(r, c) for r in cls.records for c in r["claims"]]

    def ask(self, sql):
        return self.connection.execute(sql).fetchall()

    def answer(self, name):
        found = self.connection.execute(questions()[name][1])
        return [dict(zip([column[0] for column in found.description], row)) for row in found.fetchall()]

    def test_there_are_at_least_ten_questions_and_each_has_its_answer(self):
        self.assertGreaterEqual(len(questions()), 10)
        for name, (question, sql) in questions().items():
            self.assertTrue(question.endswith("?"), question)
            self.assertTrue(self.answer(name), name)
            self.assertEqual(self.connection.execute(sql).fetchall(), self.connection.execute(sql).fetchall(), name)

    def test_tables_hold_what_the_records_hold(self):
        for table, count in (("articles", len(self.records)), ("claims", len(self.claims)), ("entities", sum(len(r["entities"]) for r in self.records)),
                             ("figures", sum(len(r["values"]) for r in self.records)), ("sources", sum(len(c["via"]) for _, c in self.claims))):
            self.assertEqual(self.ask(f"SELECT count(*) FROM {table}"), [(count,)], table)
        wanted = sorted((c["id"], c["speaker"] and c["speaker"]["name"], c["cue"] and c["cue"]["text"], c["check_worthiness"],
                         [e["name"] for e in r["entities"] if e["id"] in c["entities"]]) for r, c in self.claims)
        found = self.ask("SELECT claim, speaker, cue, check_worthiness, entities FROM claims ORDER BY claim")
        self.assertEqual([(c, s, u, w, list(e)) for c, s, u, w, e in found], sorted(wanted, key=lambda row: row[0]))
        self.assertEqual(self.ask("SELECT article, simhash FROM articles ORDER BY article"),
                         sorted((r["id"], int(r["fingerprint"]["simhash"], 16)) for r in self.records))

    def test_times_are_utc(self):
        zoned = [r for r in self.records if (r["article"]["published_at"] or "").endswith("+02:00")]
        self.assertTrue(zoned)
        for record in zoned:
            hour = int(record["article"]["published_at"][11:13])
            self.assertEqual(self.ask(f"SELECT hour(published_at) FROM articles WHERE article = '{record['id']}'"), [((hour - 2) % 24,)])

    def test_who_is_quoted_most(self):
        counts = collections.Counter(c["speaker"]["name"] for _, c in self.claims if c["speaker"] and c["speaker"]["name"])
        wanted = sorted(counts.items(), key=lambda item: (-item[1], item[0].encode()))[:10]
        self.assertEqual([(row["speaker"], row["claims"]) for row in self.answer("quoted")], wanted)

    def test_who_carried_a_claim_first(self):
        rows = self.answer("first")
        self.assertEqual({row["outlets"] for row in rows}, {2})
        self.assertNotIn("The Copyist", {row["first_outlet"] for row in rows})

    def test_the_share_of_unnamed_sources(self):
        totals, unnamed = collections.Counter(), collections.Counter()
        for record, claim in self.claims:
            outlet = record["article"]["publisher"]
            if outlet and claim["form"] != "statement":
                totals[outlet] += 1
                unnamed[outlet] += not (claim["speaker"] and claim["speaker"]["name"] and claim["speaker"]["entity"])
        rows = {row["publisher"]: (row["claims"], row["unnamed"]) for row in self.answer("unnamed")}
        self.assertEqual(rows, {outlet: (totals[outlet], unnamed[outlet]) for outlet in totals})

    def test_near_copies_are_found_and_nothing_else(self):
        pairs = {(row["earlier"], row["later"]) for row in self.answer("copies")}
        self.assertEqual(pairs, {(f"urn:demo:{name}", f"urn:demo:{name}:copy") for name in ("wire-dam", "court-bridge")})

    def test_clickhouse_gives_the_same_answers(self):
        try:
            from chdb.session import Session
        except ImportError:
            if not os.environ.get("CLAIMD_CHDB"):
                self.skipTest("chdb is not here; CLAIMD_CHDB=1 fetches it")
            subprocess.run([sys.executable, "-m", "pip", "install", "-q", "chdb"], check=True)
            from chdb.session import Session
        session = Session()
        session.query("CREATE DATABASE answers ENGINE = Atomic")
        session.query("USE answers")
        tables = re.sub(r"^--.*\n", "", (ANALYTICS / "clickhouse.sql").read_text(encoding="utf-8"), flags=re.M)
        for statement in tables.split(";"):
            if statement.strip() and "records_queue" not in statement:
                session.query(statement)
        session.query(f"INSERT INTO records SELECT json FROM file('{self.path}', JSONAsString)")
        for name, (_, sql) in questions().items():
            lines = str(session.query(sql.strip().rstrip(";"), "JSONCompactEachRow")).splitlines()
            found = [tuple(json.loads(line)) for line in lines]
            wanted = self.ask(sql)
            self.assertEqual(len(found), len(wanted), name)
            plain = [[tuple(cell for cell in row if isinstance(cell, str) and not re.match(r"\d{4}-\d\d-\d\d ", cell)) for row in rows] for rows in (found, wanted)]
            self.assertEqual(plain[0], plain[1], name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
