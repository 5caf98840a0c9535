#!/usr/bin/env python3
"""replay, audit and redrive on a real Kafka broker, killed in the middle."""
import signal
import subprocess
import tempfile
import time
import unittest

from broker import Cluster
from line import Line, disorder, extract, faults, header, messages, tool

cluster = None


def setUpModule():
    global cluster
    cluster = Cluster()
    cluster.__enter__()


def tearDownModule():
    cluster.__exit__()


class Jobs(unittest.TestCase):
    def line(self, name, **settings):
        line = Line(cluster, name, **settings)
        self.addCleanup(line.close)
        return line

    def call(self, line, verb, *flags):
        return subprocess.run(line.arguments(verb, *flags), capture_output=True, text=True, timeout=300)

    def filled(self, name, count, **settings):
        """A line whose daemon has done all its messages and left."""
        line = self.line(name, **settings)
        line.produce(messages(count, line.partitions))
        copy = line.start()
        line.wait(count)
        self.assertEqual(line.stop(copy), 0)
        return line

    def test_a_replay_killed_in_the_middle_goes_on_where_it_stopped(self):
        line = self.line("killed", options=["commit.interval=20ms"])
        line.produce(messages(600, 4))
        for _ in range(3):
            copy = line.start(verb="replay", flags=["--rate", "150"])
            time.sleep(2)
            copy.kill()
            copy.wait()
        self.assertLess(len(line.outcomes()), 600)
        done = self.call(line, "replay")
        self.assertEqual(done.returncode, 0, done.stderr)
        outcomes = line.wait(600)      # what a killed copy left open holds up readers until its transaction times out
        self.assertEqual(faults(line.consume(line.input), outcomes, line.input), [])
        self.assertEqual(disorder(line.consume(line.output)), [])
        again = self.call(line, "replay")
        self.assertEqual(again.returncode, 0)
        self.assertIn(", 0 to do", again.stderr)
        self.assertEqual(len(line.outcomes()), 600)

    def test_processes_share_a_replay_and_each_ends_when_all_is_done(self):
        line = self.line("shared")
        line.produce(messages(400, 4))
        copies = [line.start(verb="replay", flags=["--rate", "100"]) for _ in range(2)]
        self.assertEqual([copy.wait(240) for copy in copies], [0, 0])
        self.assertEqual(faults(line.consume(line.input), line.outcomes(), line.input), [])

    def test_a_replay_ends_behind_aborted_messages(self):
        line = self.line("tail", partitions=1)
        good = list(messages(4, 1))
        line.produce([{"do": "begin"}, *good[:2], {"do": "commit"}, {"do": "begin"}, *good[2:], {"do": "abort"}])
        done = self.call(line, "replay")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(line.outcomes()), 2)

    def test_a_replay_of_a_part_reads_that_part(self):
        line = self.line("part", partitions=2)
        line.produce(messages(200, 2))
        dry = self.call(line, "replay", "--dry-run", "--from", "1:10", "--to", "1:20")
        self.assertEqual(dry.stdout.splitlines(), ["part.in:0:0 to 0", "part.in:1:10 to 20"])
        done = self.call(line, "replay", "--from", "1:10", "--to", "1:20")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sorted(header(m, "claimd-source") for m in line.outcomes()), [f"part.in:1:{i}" for i in range(10, 20)])
        stamp = line.consume(line.input)[0]["time"]
        early = self.call(line, "replay", "--name", "early", "--from", "-1h", "--to", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(stamp / 1000 - 60)))
        self.assertIn(" 0 offsets of part.in", early.stderr)
        self.assertEqual(self.call(line, "replay", "--from", "noon").returncode, 64)

    def test_a_replay_prints_what_extract_prints(self):
        line = self.line("printed", partitions=1)
        line.produce(messages(60, 1))
        done = self.call(line, "replay", "--output", "-")
        self.assertEqual(done.returncode, 0, done.stderr)
        values = [m["value"] for m in line.consume(line.input) if (m.get("value") or "").startswith('{"id": "')]
        self.assertEqual(done.stdout.splitlines(), list(extract(values).values()))

    def test_an_audit_counts_what_is_whole(self):
        line = self.filled("whole", 300)
        done = self.call(line, "audit")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(done.stdout, "300 messages: 282 records, 6 tombstones, 12 rejects; 0 lost, 0 doubled, 0 misplaced\n")

    def test_an_audit_finds_what_is_lost_doubled_and_misplaced(self):
        line = self.line("broken", partitions=1)
        line.produce(messages(6, 1))
        outcome = lambda offset: {"key": "k", "partition": 0, "value": "{}", "headers": {"claimd-source": f"broken.in:0:{offset}"}}
        tool("produce", cluster.brokers, line.output, lines=[outcome(0), outcome(2), outcome(1), outcome(3), outcome(3)])
        tool("produce", cluster.brokers, line.dead, lines=[outcome(5), {"key": "k", "value": "stray"}])
        done = self.call(line, "audit")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout.splitlines()[:3], ["misplaced broken.in:0:1", "doubled broken.in:0:3", "lost broken.in:0:4"])
        self.assertIn("1 lost, 1 doubled, 1 misplaced", done.stdout)

    def test_a_diff_compares_ranges_of_topics_with_each_other_and_with_files(self):
        line = self.filled("compared", 100)
        same = self.call(line, "diff", f"kafka:{line.output}", f"kafka:{line.output}@earliest..latest")
        self.assertEqual(same.returncode, 0, same.stderr)
        self.assertIn("articles   same 94, changed 0, gone 0, new 0\n", same.stdout)
        printed = self.call(line, "replay", "--output", "-", "--from", "0:0,1:0", "--to", "0:20,1:20")
        with tempfile.NamedTemporaryFile("w", suffix=".ndjson") as file:
            file.write(printed.stdout)
            file.flush()
            less = self.call(line, "diff", f"kafka:{line.output}", file.name)
            more = self.call(line, "diff", file.name, f"kafka:{line.output}")
        self.assertEqual((less.returncode, more.returncode), (1, 1))
        count = len(printed.stdout.splitlines())
        self.assertIn(f"articles   same {count}, changed 0, gone {94 - count}, new 0\n", less.stdout)
        self.assertIn(f"articles   same {count}, changed 0, gone 0, new {94 - count}\n", more.stdout)
        wrong = self.call(line, "diff", f"kafka:{line.output}@noon", f"kafka:{line.output}")
        self.assertEqual(wrong.returncode, 65)
        self.assertIn("'noon' is neither a time", wrong.stderr)
        dead = self.call(line, "diff", f"kafka:{line.output}", f"kafka:{line.dead}")
        self.assertEqual(dead.returncode, 65)
        self.assertRegex(dead.stderr, r"compared.dead:\d:\d+: not a record")

    def test_dead_letters_are_tried_again_once_and_counted(self):
        line = self.line("redrive", partitions=2)
        bad = [{"key": str(i), "partition": i % 2, "value": "prose %d" % i} for i in range(100)]
        line.produce([*bad, {"key": "x", "partition": 0, "hex": "7b22fffe7d"}])
        copy = line.start()
        line.wait(101)
        line.stop(copy)
        line.options = ["input.format=text", "commit.interval=20ms"]
        dry = self.call(line, "redrive", "--code", "not-json", "--dry-run")
        self.assertEqual(dry.returncode, 0)
        copy = line.start(verb="redrive", flags=["--code", "not-json", "--rate", "40"])
        time.sleep(1.5)
        copy.kill()
        copy.wait()
        done = self.call(line, "redrive", "--code", "not-json")
        self.assertEqual(done.returncode, 0, done.stderr)
        records = line.settled(line.output, 100)
        self.assertEqual(sorted(header(m, "claimd-source") for m in records), sorted(f"redrive.in:{i % 2}:{i // 2}" for i in range(100)))
        self.assertEqual({header(m, "claimd-error") for m in records}, {None})
        done = self.call(line, "redrive", "--code", "not-utf8")
        self.assertEqual(done.returncode, 0, done.stderr)
        again = [m for m in line.consume(line.dead) if header(m, "claimd-attempts")]
        self.assertEqual([(header(m, "claimd-error"), header(m, "claimd-attempts"), m["hex"]) for m in again], [("not-utf8", "2", "7b22fffe7d")])
        self.assertEqual(self.call(line, "audit").returncode, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
