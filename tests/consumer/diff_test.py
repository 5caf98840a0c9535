#!/usr/bin/env python3
"""claimd diff: what a person who changes rules wants to know."""
import copy
import json
import os
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CLAIMD = os.environ.get("CLAIMD", os.path.join(HERE, "../../build/dev/claimd"))


def claim(number, speaker, text, **other):
    return {"id": f"{number:016x}", "key": "0" * 16, "form": "direct", "kind": "statement", "content": [{"start": 0, "end": len(text)}], "text": text,
            "cue": None, "speaker": {"entity": None, "name": speaker}, "via": [], "stance": "neutral", "polarity": "affirmed", "modality": "none",
            "entities": [], "values": [], "check_worthiness": 0.5, "confidence": 0.5, "rule": "r", **other}


def record(number, *claims):
    return {"schema": "claimd/1", "id": f"a{number}", "article": {"title": f"Title {number}"}, "text": "…", "parts": [], "entities": [], "values": [],
            "claims": list(claims), "fingerprint": {"simhash": None}, "claimd": {"version": "0", "rules": "r"}}


class Diff(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.old = [record(1, claim(1, "Ann Lee", "It held."), claim(2, "Bo Kim", "It broke.")), record(2, claim(3, "Cy Fox", "Nobody knows."))]

    def diff(self, new, *flags):
        paths = []
        for name, records in (("old", self.old), ("new", new)):
            paths.append(os.path.join(self.folder, name))
            with open(paths[-1], "w", encoding="utf-8") as file:
                file.writelines(json.dumps(r) + "\n" for r in records)
        return subprocess.run([CLAIMD, "diff", *flags, *paths], capture_output=True, encoding="utf-8", timeout=240, check=False)

    def test_equal_records_are_the_same_in_any_order(self):
        done = self.diff(self.old[::-1])
        self.assertEqual(done.returncode, 0)
        self.assertIn("articles   same 2, changed 0, gone 0, new 0\nclaims     same 3, changed 0, gone 0, new 0", done.stdout)

    def test_a_changed_member_is_named(self):
        new = copy.deepcopy(self.old)
        new[0]["claims"][0].update(stance="deny", via=[{"entity": None, "name": "Dale Post"}])
        done = self.diff(new, "--show")
        self.assertEqual(done.returncode, 1)
        self.assertIn("claims     same 2, changed 1, gone 0, new 0\nchanged in stance 1, via 1", done.stdout)
        self.assertIn("a1  Title 1\n  ~ Ann Lee: It held.\n      stance: neutral → deny\n      via:  → Dale Post\n", done.stdout)

    def test_words_that_got_another_speaker_are_one_claim(self):
        new = copy.deepcopy(self.old)
        new[1]["claims"] = [claim(99, "Eve Day", "Nobody knows.")]
        done = self.diff(new, "--show")
        self.assertIn("same 2, changed 1, gone 0, new 0\nchanged in speaker/name 1", done.stdout)
        self.assertIn("      speaker/name: Cy Fox → Eve Day\n", done.stdout)

    def test_gone_and_new_claims_are_shown(self):
        new = copy.deepcopy(self.old)
        new[0]["claims"] = [new[0]["claims"][1], claim(7, "Cy Fox", "It\nrained.")]
        done = self.diff(new, "--show")
        self.assertIn("claims     same 2, changed 0, gone 1, new 1", done.stdout)
        self.assertIn("  - Ann Lee: It held.\n  + Cy Fox: It rained.\n", done.stdout)

    def test_articles_come_and_go(self):
        done = self.diff([self.old[0], record(3, claim(8, "Cy Fox", "New."))])
        self.assertIn("articles   same 1, changed 0, gone 1, new 1\nclaims     same 2, changed 0, gone 1, new 1", done.stdout)

    def test_what_is_no_record_is_refused_with_its_place(self):
        done = self.diff([self.old[0], ["no"]])
        self.assertEqual(done.returncode, 65)
        self.assertIn("new:2: not a record", done.stderr)

    def test_the_new_records_may_come_through_a_pipe(self):
        self.diff(self.old)
        with open(os.path.join(self.folder, "new"), encoding="utf-8") as file:
            done = subprocess.run([CLAIMD, "diff", os.path.join(self.folder, "old"), "-"], stdin=file, timeout=240, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
