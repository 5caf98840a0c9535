#!/usr/bin/env python3
"""claimd test: cases hold, or the difference is shown."""
import os
import pathlib
import subprocess
import tempfile
import unittest

CLAIMD = os.environ["CLAIMD"]
CASE = """Who says what of a bridge.
--- article
title: The bridge
published: 2025-02-05

Mayor Ann Lee said on Tuesday that 12 of 31 beams had cracked. She denied that it would close.
--- parts
title: "The bridge"
--- values
DATE "Tuesday": iso=2025-02-04
CARDINAL "12": number=12
CARDINAL "31 beams": number=31 object=beams

--- claims
indirect "12 of 31 beams had cracked": cue="said" speaker="Ann Lee"
indirect "it would close": cue="denied" speaker="Ann Lee" kind=denial stance=deny modality=future
"""


class Test(unittest.TestCase):
    case = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "bridge.txt"

    def run_case(self, text, *flags):
        self.path.write_text(text, encoding="utf-8")
        return subprocess.run([CLAIMD, "test", *flags, str(self.path)], capture_output=True, encoding="utf-8", timeout=60, check=False)

    def filled(self):
        """The case as the program fills it in, once: what is tested here is the comparison, not the extraction."""
        if Test.case:
            return Test.case
        empty = "".join(line for line in CASE.splitlines(True) if not line.startswith(("title: \"", "DATE", "CARDINAL", "indirect")))
        self.assertEqual(self.run_case(empty, "--update").returncode, 0)
        Test.case = self.path.read_text(encoding="utf-8")
        return Test.case

    def test_a_case_that_holds_says_nothing(self):
        done = self.run_case(self.filled())
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "1 case, 0 differ\n", ""))

    def test_update_keeps_the_sections_and_fills_them(self):
        filled = self.filled()
        self.assertEqual([line for line in filled.splitlines() if line.startswith("---")], ["--- article", "--- parts", "--- values", "--- claims"])
        self.assertIn('--- parts\ntitle: "The bridge"\n--- values\n', filled)
        self.assertIn('DATE "Tuesday": iso=2025-02-04\n', filled)
        self.assertIn('\n\n--- claims\n', filled)
        self.assertIn('cue="said" speaker="Ann Lee"', filled)

    def test_what_differs_is_shown_line_by_line(self):
        filled = self.filled()
        done = self.run_case(filled.replace("iso=2025-02-04", "iso=2025-02-11"))
        self.assertEqual(done.returncode, 1)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0], f"{self.path}: values")
        self.assertEqual(lines[1:3], ['- DATE "Tuesday": iso=2025-02-11', '+ DATE "Tuesday": iso=2025-02-04'])
        self.assertTrue(all(line.startswith("  CARDINAL") for line in lines[3:-1]))
        self.assertEqual(lines[-1], "1 case, 1 differ")

    def test_only_sections_that_a_case_has_are_compared(self):
        head, rest = self.filled().split("--- parts\n")
        self.assertEqual(self.run_case(head + "--- parts\n" + rest.split("--- values")[0]).returncode, 0)
        self.assertEqual(self.run_case(head + "--- entities\n").returncode, 1)

    def test_equal_words_are_told_apart_and_line_ends_kept_in_a_line(self):
        done = self.run_case("--- article\n\nAnn Lee met Ann Lee.\n--- entities\n")
        self.assertIn('"Ann Lee"#1', done.stdout)
        self.assertIn('"Ann Lee"#2', done.stdout)

    def test_what_is_no_case_is_told(self):
        for text, why in (("no sections", "it has no section 'article'"), ("--- articel\nx\n", "there is no section 'articel'"),
                          ("--- article\n\nIt held.\n--- parts\n--- parts\n", "there are two sections 'parts'"),
                          ("--- article\ntitle: x\n", "no-body: ")):
            done = self.run_case(text)
            self.assertEqual(done.returncode, 65, text)
            self.assertIn(f"claimd test: {self.path}: {why}", done.stderr)
        self.assertEqual(subprocess.run([CLAIMD, "test"], capture_output=True, check=False).returncode, 64)
        self.assertEqual(subprocess.run([CLAIMD, "test", "/nowhere.txt"], capture_output=True, check=False).returncode, 66)

    def test_own_lists_are_read(self):
        case = "--- article\n\nThe bridge will hold, Zorblo said.\n--- entities\n"
        lists = self.path.parent / "lists"
        lists.mkdir()
        (lists / "ours.tsv").write_text("ORG\tZorblo Bridges\tZorblo\tQ99\n", encoding="utf-8")
        self.assertIn('+ ORG "Zorblo Bridges" Q99: "Zorblo"', self.run_case(case, "-X", f"pack.lists={lists}").stdout)
        self.assertNotIn("Zorblo Bridges", self.run_case(case).stdout)


if __name__ == "__main__":
    unittest.main()
