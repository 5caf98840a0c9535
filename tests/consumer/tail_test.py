#!/usr/bin/env python3
"""claimd tail: claims of a file as they come."""
import json
import os
import re
import signal
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CLAIMD = os.environ.get("CLAIMD", os.path.join(HERE, "../../build/dev/claimd"))


def record(number, text="It held.", **claim):
    return json.dumps({"schema": "claimd/1", "id": str(number), "article": {"publisher": "Dale Post", "published_at": "2025-02-05"}, "text": text,
                       "claims": [{"id": "1", "text": text, "kind": "denial", "stance": "deny", "check_worthiness": 0.50,
                                   "speaker": {"entity": None, "name": f"Speaker {number}"}, "via": [{"entity": None, "name": "UNN"}], **claim}]}) + "\n"


class Tail(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "records")

    def write(self, text, mode="a"):
        with open(self.path, mode, encoding="utf-8") as file:
            file.write(text)

    def tail(self, *arguments, text=None):
        return subprocess.run([CLAIMD, "tail", "--once", *arguments], input=text, capture_output=True, encoding="utf-8", timeout=240, check=False)

    def speakers(self, *arguments):
        return [line.split()[2] for line in self.tail(*arguments, self.path).stdout.splitlines()]

    def test_a_claim_is_one_readable_line(self):
        self.assertEqual(self.tail("-", text=record(1, "It\nheld \x1b[31mno\x85.")).stdout,
                         "2025-02-05  Speaker 1 ← UNN (deny denial): “It held  [31mno .” 0.5  Dale Post\n")

    def test_it_begins_with_the_last_records(self):
        self.write("".join(record(n) for n in range(30)))
        self.assertEqual(self.speakers(), [str(n) for n in range(20, 30)])
        self.assertEqual(self.speakers("--last", "2"), ["28", "29"])
        self.assertEqual(self.speakers("-n", "0"), [])
        self.assertEqual(len(self.speakers("-n", "999")), 30)

    def test_the_last_line_may_lack_its_end(self):
        self.write(record(1) + record(2).rstrip())
        self.assertEqual(self.speakers("-n", "1"), ["2"])

    def test_filters(self):
        self.write(record(1) + record(2, stance="neutral") + record(3, kind="promise"))
        self.assertEqual(self.speakers("--stance", "neutral"), ["2"])
        self.assertEqual(self.speakers("--kind", "promise"), ["3"])
        self.assertEqual(self.speakers("--speaker", "speaker 1"), ["1"])
        self.assertEqual(self.speakers("--outlet", "post"), ["1", "2", "3"])
        self.assertEqual(self.speakers("--outlet", "gazette"), [])

    def test_it_follows_a_file_that_grows_and_one_that_is_written_anew(self):
        self.write(record(1))
        with subprocess.Popen([CLAIMD, "tail", self.path], stdout=subprocess.PIPE, encoding="utf-8") as process:
            self.assertIn("Speaker 1", process.stdout.readline())
            whole = record(2)
            self.write(whole[:20])
            self.write(whole[20:])
            self.assertIn("Speaker 2", process.stdout.readline())
            self.write(record(3), mode="w")
            self.assertIn("Speaker 3", process.stdout.readline())
            process.terminate()

    def test_what_is_no_record_is_counted(self):
        done = self.tail("-", text="no\n" + record(1) + "{}\n")
        self.assertEqual((done.returncode, done.stderr), (65, "claimd: 2 lines were no records\n"))
        self.assertIn("Speaker 1", done.stdout)

    def test_it_reads_the_output_topic(self):
        with subprocess.Popen([CLAIMD, "demo", "--stay", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as demo:
            broker = re.search(r"127\.0\.0\.1:\d+", demo.stderr.readline()).group()
            records = [json.loads(demo.stdout.readline()) for _ in range(14)]
            done = subprocess.run([CLAIMD, "-X", "brokers=" + broker, "tail", "--once", "--last", "99"], capture_output=True, encoding="utf-8",
                                  timeout=240, check=False)
            demo.send_signal(signal.SIGINT)
            self.assertEqual((done.returncode, len(done.stdout.splitlines())), (0, sum(len(r["claims"]) for r in records)))

    def test_a_file_that_is_not_there_is_told(self):
        self.assertEqual(self.tail("/nowhere/x").returncode, 66)


if __name__ == "__main__":
    unittest.main()
