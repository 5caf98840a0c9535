#!/usr/bin/env python3
"""Claims as a stream of their own on a real Kafka broker: exactly once beside their records, and counted by Kafka Streams."""
import collections
import json
import pathlib
import subprocess
import time
import unittest

from broker import Cluster
from line import CLAIMD, Line, faults, header, messages, tool

STREAMS = pathlib.Path(__file__).resolve().parents[2] / "deploy/analytics/FirstPublisher.java"
cluster = None


def setUpModule():
    global cluster
    cluster = Cluster()
    cluster.__enter__()


def tearDownModule():
    cluster.__exit__()


def article(number, publisher, day, text):
    return {"key": str(number), "partition": number % 2, "headers": {"traceparent": f"00-{number}"}, "value": json.dumps(
        {"id": f"urn:{number}", "title": "The bridge", "publisher": publisher, "published_at": day, "body": text}, ensure_ascii=False)}


class Claims(unittest.TestCase):
    def line(self, name, *topic_options, **settings):
        line = Line(cluster, name, **settings)
        self.addCleanup(line.close)
        line.claims = f"{name}.claims"
        tool("create", cluster.brokers, line.claims, 3, *topic_options)
        line.options.append(f"output.claims.topic={line.claims}")
        return line

    def call(self, line, verb, *flags):
        return subprocess.run(line.arguments(verb, *flags), capture_output=True, text=True, timeout=240, check=False)

    def rows_of(self, records):
        """The rows that claimd extract makes of the articles, by the id of the article."""
        done = subprocess.run([CLAIMD, "extract", "--rows", "claims"], input="".join(r + "\n" for r in records), capture_output=True, text=True, check=True)
        return collections.Counter(done.stdout.splitlines())

    def test_each_claim_comes_once_beside_its_record_through_kills(self):
        line = self.line("claims", options=["commit.interval=50ms"])
        copy = line.start("one")
        for turn in range(2):
            line.produce(messages(100, 4, first=100 * turn))
            time.sleep(0.4)
            copy.kill()
            copy.wait()
            copy = line.start("one")
        line.wait(200)
        self.assertEqual(line.stop(copy), 0)
        inputs, claims = line.consume(line.input), line.settled(line.claims, 1)
        self.assertEqual(faults(inputs, line.outcomes(), line.input), [])
        values = [m["value"] for m in inputs if (m.get("value") or "").startswith('{"id": "')]
        self.assertEqual(collections.Counter(m["value"] for m in claims), self.rows_of(values))
        self.assertEqual({json.loads(m["value"])["key"] == m["key"] for m in claims}, {True})
        told = sum(int(header(m, "claimd-claims")) for m in line.consume(line.output) if m["value"])
        self.assertEqual(told, len(claims))
        sources = {f"{line.input}:{m['partition']}:{m['offset']}": m for m in inputs}
        for claim in claims:
            self.assertEqual(claim["headers"][:2], sources[header(claim, "claimd-source")]["headers"])
            self.assertEqual(header(claim, "content-type"), "application/json")
        audit = self.call(line, "audit")
        self.assertEqual((audit.returncode, audit.stdout.splitlines()[1]), (0, f"{told} claims: 0 lost, 0 doubled, 0 misplaced"))
        tool("produce", cluster.brokers, line.claims, lines=[{"key": "k", "value": "{}", "headers": {"claimd-source": header(claims[0], "claimd-source")}}])
        audit = self.call(line, "audit")
        self.assertEqual(audit.returncode, 1)
        self.assertIn(f"doubled claim {header(claims[0], 'claimd-source')}", audit.stdout)
        self.assertIn("0 lost, 1 doubled", audit.stdout.splitlines()[-1])

    def test_an_audit_finds_a_claim_that_is_lost(self):
        line = self.line("lost", partitions=1)
        line.produce(messages(2, 1))
        outcome = lambda offset, **more: {"key": "k", "value": "{}", "headers": {"claimd-source": f"lost.in:0:{offset}", **more}}
        tool("produce", cluster.brokers, line.output, lines=[outcome(0, **{"claimd-claims": "2"}), outcome(1, **{"claimd-claims": "0"})])
        tool("produce", cluster.brokers, line.claims, lines=[outcome(0)])
        audit = self.call(line, "audit")
        self.assertEqual((audit.returncode, audit.stdout.splitlines()), (1, ["lost claim lost.in:0:0", "2 messages: 2 records, 0 tombstones, 0 rejects; 0 "
                                                                            "lost, 0 doubled, 0 misplaced", "1 claims: 1 lost, 0 doubled, 0 misplaced"]))

    def test_an_article_whose_claim_does_not_fit_is_rejected_whole(self):
        line = self.line("big", "max.message.bytes=3000", partitions=2)
        line.produce([article(0, "Dale Post", "2025-02-05", "“It held " + "and held " * 600 + "on,” Ann Lee said."),
                      article(1, "Dale Post", "2025-02-05", "“It held,” Ann Lee said.")])
        copy = line.start()
        line.wait(2)
        self.assertEqual(line.stop(copy), 0)
        self.assertEqual([(header(m, "claimd-error"), m["key"]) for m in line.consume(line.dead)], [("too-large", "0")])
        self.assertIn("a claim into output.claims.topic, which takes 3000", header(line.consume(line.dead)[0], "claimd-error-detail"))
        self.assertEqual([m["key"] for m in line.consume(line.output)], ["1"])
        self.assertEqual([json.loads(m["value"])["article"] for m in line.consume(line.claims)], ["urn:1"])

    def test_kafka_streams_keeps_the_first_publisher_and_the_count(self):
        line = self.line("streams", partitions=2)
        tool("create", cluster.brokers, "streams.first", 3)
        quote = "“The bridge will hold for ninety years,” Gloria Tran said."
        line.produce([article(0, "Second Post", "2025-02-05T10:00:00Z", quote), article(1, "Third Post", "2025-02-06", quote),
                      article(2, "Dale Post", "2025-02-04", "“We lost $38 million,” Paul Nakagawa said.")])
        copy = line.start()
        line.wait(3)
        jars = str(cluster.jars) + "/*"
        with open(cluster.folder / "streams.log", "w", encoding="utf-8") as log, \
                subprocess.Popen(["java", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", jars, str(STREAMS), cluster.brokers, line.claims, "streams.first"],
                                 stdout=log, stderr=log, stdin=subprocess.DEVNULL) as streams:
            try:
                self.assertEqual(self.seen("Gloria Tran", 2), ("Second Post", 2))
                self.assertEqual(self.seen("Paul Nakagawa", 1), ("Dale Post", 1))
                line.produce([article(3, "First Post", "2025-02-05T10:30:00+02:00", quote), article(0, "Second Post", "2025-02-05T10:00:00Z", quote)])
                line.wait(5)
                self.assertEqual(self.seen("Gloria Tran", 3), ("First Post", 3))
            except AssertionError as wrong:
                raise AssertionError(f"{wrong}\n{(cluster.folder / 'streams.log').read_text()[-2000:]}") from wrong
            finally:
                streams.terminate()
        self.assertEqual(line.stop(copy), 0)

    def seen(self, speaker, count, seconds=240):
        """What the last message on a claim of this speaker says, once it counts so many."""
        end, last = time.monotonic() + seconds, (None, 0)
        while last[1] < count and time.monotonic() < end:
            for message in tool("consume", cluster.brokers, "streams.first"):
                value = json.loads(message["value"])
                if value["first"]["speaker"] == speaker:
                    last = (value["first"]["publisher"], value["count"])
            time.sleep(0.5)
        return last


if __name__ == "__main__":
    unittest.main(verbosity=2)
