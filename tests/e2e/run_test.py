#!/usr/bin/env python3
"""claimd run on a real Kafka broker: each message has exactly one outcome, in order, whatever happens to the process."""
import signal
import subprocess
import time
import unittest

from broker import Cluster
from line import CLAIMD, Line, disorder, extract, faults, header, messages, tool

cluster = None


def setUpModule():
    global cluster
    cluster = Cluster()
    cluster.__enter__()


def tearDownModule():
    cluster.__exit__()


class Run(unittest.TestCase):
    def line(self, name, **settings):
        line = Line(cluster, name, **settings)
        self.addCleanup(line.close)
        return line

    def assert_exactly_once(self, line, outcomes):
        inputs = line.consume(line.input)
        self.assertEqual(faults(inputs, outcomes, line.input), [])
        self.assertEqual(disorder(line.consume(line.output)), [])
        self.assertEqual(disorder(line.consume(line.dead)), [])
        return inputs

    def test_a_thousand_articles_survive_kills_and_copies_that_come_and_go(self):
        line = self.line("kills", options=["commit.interval=50ms"])
        first = line.start("one")
        for round in range(10):
            line.produce(messages(100, 4, first=100 * round))
            if round == 4:
                second = line.start("two")
            elif round == 7:
                self.assertEqual(line.stop(second), 0)
            if round % 2 == 1:
                time.sleep(0.3)
                first.kill()
                first.wait()
                first = line.start("one")
        outcomes = line.wait(1000)
        self.assertEqual(line.stop(first), 0)
        self.assert_exactly_once(line, line.outcomes())

    def test_outcomes_are_what_the_contract_says(self):
        line = self.line("outcomes")
        line.produce(messages(200, 4))
        copy = line.start()
        line.wait(200)
        self.assertEqual(line.stop(copy), 0)
        inputs = {f"{line.input}:{m['partition']}:{m['offset']}": m for m in self.assert_exactly_once(line, line.outcomes())}
        records = extract([m.get("value") for m in inputs.values() if (m.get("value") or "").startswith('{"id": "')])
        kinds = {"record": 0, "tombstone": 0, "not-json": 0, "not-utf8": 0}
        for message in line.consume(line.output):
            source = inputs[header(message, "claimd-source")]
            self.assertEqual(message["key"], source["key"])
            self.assertEqual(message["headers"][:2], source["headers"])
            kinds["record" if message["value"] else "tombstone"] += 1
            if message["value"]:
                self.assertEqual(message["value"], records[source["value"]])
                self.assertEqual(header(message, "content-type"), "application/json")
                self.assertRegex(header(message, "claimd-rules"), "^sha256:[0-9a-f]{64}$")
                self.assertTrue(header(message, "claimd-version"))
            else:
                self.assertIsNone(source["value"])
        for message in line.consume(line.dead):
            source = inputs[header(message, "claimd-source")]
            kinds[header(message, "claimd-error")] += 1
            self.assertTrue(header(message, "claimd-error-detail"))
            self.assertEqual([message[name] for name in ("key", "value") if name in message], [source[name] for name in ("key", "value") if name in source])
            self.assertEqual(message.get("hex"), source.get("hex"))
            self.assertEqual(message["headers"][:2], source["headers"])
        self.assertEqual(kinds, {"record": 188, "tombstone": 4, "not-json": 4, "not-utf8": 4})

    def test_aborted_messages_have_no_outcome_and_control_records_no_gap(self):
        line = self.line("aborted", partitions=1)
        good = list(messages(6, 1))
        line.produce([{"do": "begin"}, *good[:2], {"do": "commit"}, {"do": "begin"}, *good[2:4], {"do": "abort"},
                      {"do": "begin"}, *good[4:], {"do": "commit"}])
        copy = line.start()
        line.wait(4)
        self.assertEqual(line.stop(copy), 0)
        self.assert_exactly_once(line, line.outcomes())

    def test_a_record_too_large_for_its_topic_is_rejected(self):
        line = self.line("large", partitions=1)
        tool("create", cluster.brokers, "large.small", 1, "max.message.bytes=20000")
        line.output = "large.small"
        body = "A quiet day at the harbour. " * 900
        line.produce([{"key": "a", "value": '{"id":"1","text":"%s"}' % body}, *messages(5, 1)])
        copy = line.start()
        outcomes = line.wait(6)
        self.assertEqual(line.stop(copy), 0)
        self.assert_exactly_once(line, outcomes)
        rejects = line.consume(line.dead)
        self.assertEqual([header(m, "claimd-error") for m in rejects], ["too-large"])
        self.assertIn(body, rejects[0]["value"])

    def test_a_reject_too_large_for_its_topic_names_where_the_message_is(self):
        line = self.line("bare", partitions=1)
        tool("create", cluster.brokers, "bare.small", 1, "max.message.bytes=1000")
        line.dead = "bare.small"
        line.produce([{"key": "a", "value": "no article " * 200, "headers": {"long": "x" * 900}}, *messages(5, 1)])
        copy = line.start()
        line.wait(6)
        self.assertEqual(line.stop(copy), 0)
        self.assertEqual([(header(m, "claimd-error"), header(m, "claimd-source"), m["key"], m["value"]) for m in line.consume(line.dead)],
                         [("not-json", "bare.in:0:0", "a", "")])

    def test_a_limit_lowered_while_it_runs_stops_nothing(self):
        line = self.line("lowered", partitions=1, options=["kafka.producer.compression.type=none"])
        copy = line.start()
        line.produce(messages(5, 1))
        line.wait(5)
        alter("lowered.out", "max.message.bytes=20000")
        body = "Nobody was at home. " * 1500
        line.produce([*messages(3, 1, first=20), {"key": "a", "value": '{"id":"1","text":"%s"}' % body}, *messages(3, 1, first=30)])
        line.wait(12)
        self.assertEqual(line.stop(copy), 0)
        self.assert_exactly_once(line, line.outcomes())
        self.assertEqual([header(m, "claimd-error") for m in line.consume(line.dead)], ["too-large"])

    def test_a_limit_raised_while_it_runs_lets_larger_records_pass(self):
        line = self.line("raised", partitions=1)
        alter("raised.out", "max.message.bytes=20000")
        large = {"key": "a", "value": '{"id":"1","text":"%s"}' % ("Nobody was at home. " * 1500)}
        copy = line.start()
        line.produce([large])
        line.wait(1)
        alter("raised.out", "max.message.bytes=200000")
        time.sleep(11)                      # for so long it believes what it was told of limits
        line.produce([large, *messages(3, 1)])
        line.wait(5)
        self.assertEqual(line.stop(copy), 0)
        self.assert_exactly_once(line, line.outcomes())
        self.assertEqual([header(m, "claimd-source") for m in line.consume(line.dead)], ["raised.in:0:0"])

    def test_a_compacted_output_refuses_what_has_no_key_and_nothing_else(self):
        line = self.line("compacted", partitions=1)
        tool("create", cluster.brokers, "compacted.log", 1, "cleanup.policy=compact")
        line.output = "compacted.log"
        line.produce([*messages(3, 1), {"value": '{"id":"1","text":"It held."}'}, *messages(3, 1, first=3)])
        copy = line.start()
        line.wait(7)
        self.assertEqual(line.stop(copy), 0)
        self.assert_exactly_once(line, line.outcomes())
        self.assertEqual([header(m, "claimd-error") for m in line.consume(line.dead)], ["limit"])

    def test_a_missing_topic_is_one_clear_line(self):
        line = self.line("missing")
        line.output = "missing.nowhere"
        done = subprocess.run(line.arguments("run"), capture_output=True, text=True, timeout=240)
        self.assertEqual(done.returncode, 78)
        self.assertIn("topic 'missing.nowhere' (output.topic) does not exist", done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1)

    def test_it_waits_for_brokers_that_are_away_and_leaves_when_asked(self):
        line = self.line("away")
        copy = line.start()
        copy.kill()
        copy.wait()
        line.options = ["brokers=127.0.0.1:1"]
        copy = line.start()
        time.sleep(2)
        begun = time.monotonic()
        self.assertEqual(line.stop(copy), 0)
        self.assertLess(time.monotonic() - begun, 10)

    def test_a_frozen_copy_that_wakes_up_is_fenced(self):
        line = self.line("zombie", options=["commit.interval=1s"])
        line.produce(messages(300, 4))
        frozen = line.start("one")
        time.sleep(1.5)
        frozen.send_signal(signal.SIGSTOP)
        other = line.start("two")
        line.produce(messages(100, 4, first=300))
        line.wait(400)
        frozen.send_signal(signal.SIGCONT)
        line.produce(messages(100, 4, first=400))
        line.wait(500)
        line.stop(other)
        if frozen.poll() is None:
            line.stop(frozen)
        self.assert_exactly_once(line, line.outcomes())


def alter(topic, setting):
    tool("alter", cluster.brokers, topic, setting)


if __name__ == "__main__":
    unittest.main(verbosity=2)
