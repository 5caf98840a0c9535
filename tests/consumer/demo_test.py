"""The demo: all of the line on a broker inside the process."""
import json
import os
import re
import signal
import subprocess
import tempfile
import unittest

CLAIMD = os.environ["CLAIMD"]


class Demo(unittest.TestCase):
    def test_each_sample_becomes_the_record_that_extract_makes_of_it(self):
        done = subprocess.run([CLAIMD, "demo", "--json"], capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("15 messages: 14 records, 1 rejects", done.stderr)
        self.assertIn("it keeps nothing", done.stderr)
        extracted = subprocess.run([CLAIMD, "extract", "config/demo/articles.ndjson"], capture_output=True, text=True, timeout=300)
        self.assertEqual(sorted(done.stdout.splitlines()), sorted(extracted.stdout.splitlines()))

    def test_samples_are_of_many_shapes(self):
        with open("config/demo/articles.ndjson") as samples:
            shapes = {tuple(sorted(json.loads(line))) for line in samples}
        self.assertGreaterEqual(len(shapes), 7)

    def test_shows_no_colour_where_there_is_no_terminal_and_offers_a_page(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([CLAIMD, "demo"], capture_output=True, text=True, timeout=300, env={**os.environ, "TMPDIR": folder})
            path = re.search(r"^The same as a page, with every claim in its place:  (\S+)$", done.stderr, re.M).group(1)
            self.assertEqual(os.listdir(folder), [os.path.basename(path)])
            with open(path, encoding="utf-8") as page:
                self.assertEqual(page.read().count("<article "), 14)
        self.assertNotIn("\033", done.stdout)
        self.assertIn("rejected: message 'broken'", done.stdout)

    def test_stays_until_it_is_told_to_go(self):
        with subprocess.Popen([CLAIMD, "demo", "--stay", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as demo:
            self.assertRegex(demo.stderr.readline(), re.compile(r"listens on 127\.0\.0\.1:\d+\."))
            for _ in range(14):
                json.loads(demo.stdout.readline())
            demo.send_signal(signal.SIGINT)
            self.assertEqual(demo.wait(120), 0)


if __name__ == "__main__":
    unittest.main()
