#!/usr/bin/env python3
"""What an operator relies on, on a real Kafka broker: metrics, health, reload, rights."""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

from broker import free_ports
from line import CLAIMD, ROOT, Line, faults, header, messages, tool
from secure import SecureCluster

PATIENCE = 240                     # s: how long a busy machine may take for anything at all

RIGHTS = re.compile(r"--operation (\w+) --(topic|group|transactional-id) (\S+)( --resource-pattern-type prefixed)?")


def rights(heading):
    """The ACLs that the operator's guide lists below a heading: (operation, kind, name)."""
    guide = (ROOT / "deploy/OPERATING.md").read_text(encoding="utf-8")
    block = guide.split(heading, 1)[1].split("```")[1]
    return [(operation, kind, name + ("*" if prefixed else "")) for operation, kind, name, prefixed in RIGHTS.findall(block)]


NEEDED, MORE = rights("### Rights"), rights("#### For audit and redrive")
USERS = {"claimd": "one-secret", **{f"without-{i}": "another-secret" for i in range(len(NEEDED))}}

cluster = None


def setUpModule():
    global cluster
    cluster = SecureCluster(USERS)
    cluster.__enter__()


def tearDownModule():
    cluster.__exit__()


def until(probe, what):
    """The first true answer of a probe."""
    end = time.monotonic() + PATIENCE
    while not (answer := probe()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {PATIENCE} s: {what() if callable(what) else what}")
        time.sleep(0.05)
    return answer


class Operated(unittest.TestCase):
    def line(self, name, **settings):
        settings.setdefault("options", []).append("http.listen=127.0.0.1:0")
        line = Line(cluster, name, **settings)
        self.addCleanup(line.close)
        return line

    def folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return pathlib.Path(folder.name)

    def port(self, copy):
        return until(lambda: re.search(r"event=answering.* port=(\d+)", copy.log.read_text()), copy.log.read_text).group(1)

    def ask(self, copy, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port(copy)}{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def metrics(self, copy):
        """By name with labels."""
        status, text = self.ask(copy, "/metrics")
        self.assertEqual(status, 200)
        return {name: float(number) for name, number in (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))}

    def said(self, copy, event, times=1):
        return until(lambda: copy.log.read_text().count(f'event="{event}"' if " " in event else f"event={event}") >= times, copy.log.read_text)


class Watched(Operated):
    def test_metrics_say_what_was_done(self):
        line = self.line("metrics")
        line.produce(messages(200, 4))
        copy = line.start()
        outcomes = line.wait(200)
        until(lambda: self.metrics(copy)["claimd_articles_total"] == 200, "all counted")
        found = until(lambda: (m := self.metrics(copy)) and any(k.startswith("claimd_broker_up{") for k in m) and m, "a broker known")
        records = [json.loads(m["value"]) for m in outcomes if header(m, "content-type") and m["value"]]
        kinds = [claim["kind"] for record in records for claim in record["claims"]]
        types = [entity["type"] for record in records for entity in record["entities"]]
        self.assertEqual(found["claimd_records_total"], 188)
        self.assertEqual(found['claimd_rejects_total{code="not-json"}'], 4)
        self.assertEqual(found["claimd_tombstones_total"], 4)
        self.assertEqual(found['claimd_claims_total{kind="statement"}'], kinds.count("statement"))
        self.assertEqual(found['claimd_entities_total{type="PERSON"}'], types.count("PERSON"))
        self.assertEqual(found["claimd_latency_seconds_count"], 200)
        self.assertGreater(found['claimd_stage_seconds_total{stage="claims"}'], 0)
        self.assertGreaterEqual(found['claimd_transactions_total{result="committed"}'], 1)
        until(lambda: (m := self.metrics(copy)) and [m.get(f'claimd_lag_messages{{topic="metrics.in",partition="{p}"}}') for p in range(4)] == [0] * 4,
              "no lag")
        self.assertEqual([number for name, number in found.items() if name.startswith("claimd_broker_up{")], [1])
        rules = {name for name in found if name.startswith("claimd_build_info{")}
        self.assertIn(f'rules="{header(outcomes[0], "claimd-rules")}"', rules.pop())
        self.assertEqual((self.ask(copy, "/livez"), self.ask(copy, "/readyz")[0]), ((200, "good\n"), 200))
        self.assertEqual(line.stop(copy), 0)

    @unittest.skipUnless(shutil.which("promtool") and shutil.which("prometheus"), "prometheus is not installed")
    def test_prometheus_takes_them_and_its_rules_work(self):
        line = self.line("scraped")
        line.produce(messages(100, 4))
        copy = line.start()
        line.wait(100)
        text = self.ask(copy, "/metrics")[1]
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))
        folder = self.folder()
        (folder / "prometheus.yml").write_text(json.dumps({
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(ROOT / "deploy/alerts.yaml")],
            "scrape_configs": [{"job_name": "claimd", "static_configs": [{"targets": [f"127.0.0.1:{self.port(copy)}"]}]}]}))
        address = f"127.0.0.1:{free_ports(8)[7]}"
        with open(folder / "log", "w", encoding="utf-8") as log:
            server = subprocess.Popen(["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
                                       f"--web.listen-address={address}"], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.addCleanup(lambda: (server.kill(), server.wait()))

        def api(path):
            try:
                with urllib.request.urlopen(f"http://{address}/api/v1/{path}", timeout=30) as answer:
                    return json.load(answer)["data"]
            except OSError:
                self.assertIsNone(server.poll(), (folder / "log").read_text())
                return None

        def value(query):
            result = (api(f"query?query={query}") or {"result": []})["result"]
            return result and float(result[0]["value"][1])

        until(lambda: value("claimd_articles_total") == 100, (folder / "log").read_text)
        self.assertEqual(value("sum(claimd_latency_seconds_count)"), 100)
        rules = until(lambda: (r := [rule for group in (api("rules") or {"groups": []})["groups"] for rule in group["rules"]])
                      and all(rule["health"] == "ok" for rule in r) and r, "all rules evaluated")
        self.assertGreaterEqual(len(rules), 5)
        self.assertEqual(line.stop(copy), 0)

    def test_a_copy_that_waits_for_its_brokers_is_alive_and_tells_systemd(self):
        line = self.line("waiting", partitions=1)
        line.options += ["brokers=127.0.0.1:1"]
        address = self.folder() / "notify"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
            systemd.bind(str(address))
            systemd.settimeout(PATIENCE)
            os.environ.update(NOTIFY_SOCKET=str(address), WATCHDOG_USEC="1000000")
            self.addCleanup(lambda: [os.environ.pop(name, None) for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC")])
            copy = line.start()
            self.assertEqual(systemd.recv(4096), b"READY=1\nSTATUS=Waiting for the brokers")
            self.assertEqual(systemd.recv(4096), b"WATCHDOG=1")
            self.assertEqual(self.ask(copy, "/livez"), (200, "good\n"))
            self.assertEqual(self.ask(copy, "/readyz"), (503, "the brokers have not answered yet\n"))
            self.assertEqual(self.metrics(copy)["claimd_lanes"], 0)
            self.assertEqual(self.ask(copy, "/")[0], 404)
            self.assertEqual(line.stop(copy), 0)

    def test_a_lane_that_commits_nothing_is_dead_until_it_does(self):
        line = self.line("stuck", partitions=1, options=["commit.interval=5s", "live.patience=1s", "kafka.consumer.session.timeout.ms=45000"])
        copy = line.start()
        node = cluster.nodes[0]
        self.addCleanup(lambda: node.process.send_signal(signal.SIGCONT))
        lag = 'claimd_lag_messages{topic="stuck.in",partition="0"}'
        def end_of(count):
            """What becomes of a message whose broker is frozen: committed before that, or never."""
            status, why = self.ask(copy, "/livez")
            return "committed" if self.metrics(copy)["claimd_articles_total"] == count else why if status == 503 else None

        for count in range(1, 100):
            line.produce(messages(1, 1, first=count))
            until(lambda: self.metrics(copy).get(lag) or self.metrics(copy)["claimd_articles_total"] == count, "taken")
            node.process.send_signal(signal.SIGSTOP)
            end = until(lambda: end_of(count), "committed or dead")
            if end != "committed":
                break
            node.process.send_signal(signal.SIGCONT)
        self.assertEqual(end, "lane 0 makes no progress although messages wait\n")
        self.assertEqual(self.metrics(copy)["claimd_live"], 0)
        node.process.send_signal(signal.SIGCONT)
        until(lambda: self.ask(copy, "/livez")[0] == 200, "alive again")
        outcomes = line.wait(count)
        self.assertEqual(line.stop(copy), 0)
        self.assertEqual(faults(line.consume(line.input), outcomes, line.input), [])

    def test_an_open_transaction_of_a_feed_is_no_illness(self):
        line = self.line("held", partitions=1, options=["live.patience=1s"])
        copy = line.start()
        until(lambda: self.ask(copy, "/readyz")[0] == 200, "ready")
        feed = subprocess.Popen([os.environ["KAFKA_TOOL"], "produce", cluster.brokers, line.input], stdin=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (feed.kill(), feed.wait(), feed.stdin.close()))
        feed.stdin.writelines(json.dumps(m) + "\n" for m in [{"do": "begin"}, *messages(5, 1), {"do": "hang"}])
        feed.stdin.flush()
        until(lambda: self.metrics(copy).get('claimd_lag_messages{topic="held.in",partition="0"}') == 5, "lag")
        for _ in range(4):
            self.assertEqual(self.ask(copy, "/livez"), (200, "good\n"))
            time.sleep(0.5)
        self.assertEqual(line.stop(copy), 0)

    def test_a_copy_whose_name_another_takes_leaves(self):
        line = self.line("twins", partitions=1)
        first = line.start("one")
        until(lambda: self.ask(first, "/readyz")[0] == 200, "ready")
        second = line.start("one")
        self.assertEqual(first.wait(PATIENCE), 69)
        self.assertIn("cannot go on", first.log.read_text())
        line.produce(messages(10, 1))
        line.wait(10)
        self.assertEqual(line.stop(second), 0)


class Reloaded(Operated):
    def setUp(self):
        self.home = self.folder()
        (self.home / "lists").mkdir()
        self.write("log.level = info")
        self.list("ORG\tGrumbling Otters Society\n")

    def write(self, *lines):
        (self.home / "claimd.conf").write_text("\n".join([f"pack.lists = {self.home}/lists", *lines, ""]))

    def list(self, text):
        (self.home / "lists" / "mine.tsv").write_text(text)

    def article(self, number):
        return {"key": "k", "partition": 0, "value": json.dumps({"id": str(number), "text": "The Quiet Walrus Union met in Varnholm."})}

    def start(self, line):
        copy = line.start(flags=["-c", str(self.home / "claimd.conf")])
        self.port(copy)                                              # from here on SIGHUP is no longer the end
        return copy

    def reload(self, copy, event, times=1):
        copy.send_signal(signal.SIGHUP)
        self.said(copy, event, times)

    def assert_rules_agree(self, records):
        """A record says itself, and in its headers, which rules made it; the same ones."""
        for record in records:
            self.assertEqual(json.loads(record["value"])["claimd"]["rules"], header(record, "claimd-rules"))

    def test_new_lists_hold_from_the_next_transaction_and_broken_ones_never(self):
        line = self.line("reload", partitions=1)
        copy = self.start(line)
        line.produce([self.article(0)])
        first = line.wait(1)[0]
        self.list("ORG\tQuiet Walrus Union\n")
        self.reload(copy, "reloaded")
        line.produce([self.article(1)])
        second = line.wait(2)[1]
        names = [entity["name"] for entity in json.loads(second["value"])["entities"]]
        self.assertIn("Quiet Walrus Union", names)
        self.assertNotEqual(header(first, "claimd-rules"), header(second, "claimd-rules"))
        self.assertTrue(any(header(second, "claimd-rules") in name for name in self.metrics(copy) if name.startswith("claimd_build_info")))
        self.list("ORG\tQuiet Walrus Union\nPLANET\tVarnholm\n")
        self.reload(copy, "reload refused, everything stays as it was")
        self.assertIn("lists/mine.tsv:2: 'PLANET' is no type of entity", copy.log.read_text())
        self.assertEqual(self.metrics(copy)["claimd_config_last_reload_successful"], 0)
        line.produce([self.article(2)])
        third = line.wait(3)[2]
        self.assertEqual(header(third, "claimd-rules"), header(second, "claimd-rules"))
        self.list("ORG\tGrumbling Otters Society\n")
        self.reload(copy, "reloaded", 2)
        self.assertEqual(self.metrics(copy)["claimd_config_last_reload_successful"], 1)
        line.produce([self.article(3)])
        fourth = line.wait(4)[3]
        self.assertEqual(header(fourth, "claimd-rules"), header(first, "claimd-rules"))
        self.assert_rules_agree([first, second, third, fourth])
        self.assertEqual(line.stop(copy), 0)

    def test_options_that_may_change_do_and_the_others_are_named(self):
        line = self.line("options", partitions=1)
        copy = self.start(line)
        line.produce([{"key": "k", "partition": 0, "value": "Plain prose."}])
        self.assertEqual(header(line.wait(1)[0], "claimd-error"), "not-json")
        self.write("input.format = text", "log.level = debug", "kafka.consumer.fetch.wait.max.ms = 7")
        self.reload(copy, "changed, but holds only after a restart")
        self.said(copy, "reloaded")
        self.assertIn("option=kafka.*", copy.log.read_text())
        line.produce([{"key": "k", "partition": 0, "value": "Plain prose."}])
        line.wait(2)
        self.assertEqual(len(line.consume(line.output)), 1)
        self.said(copy, "transaction committed")                     # a debug line
        self.write("input.fromat = text")
        self.reload(copy, "reload refused, everything stays as it was")
        self.assertIn("did you mean 'input.format'?", copy.log.read_text())
        self.assertEqual(line.stop(copy), 0)

    def test_nothing_is_lost_or_doubled_while_rules_change(self):
        line = self.line("changing", options=["commit.interval=20ms"])
        copy = self.start(line)
        for round in range(4):
            line.produce(messages(100, 4, first=100 * round))
            self.list(f"ORG\tWalrus Union Number {round}\n")
            self.reload(copy, "reloaded", round + 1)
        line.produce(messages(100, 4, first=400))
        outcomes = line.wait(500)
        self.assertEqual(line.stop(copy), 0)
        self.assertEqual(faults(line.consume(line.input), outcomes, line.input), [])
        self.assert_rules_agree([m for m in line.consume(line.output) if m["value"]])


class Secured(Operated):
    TOPICS = ("articles", "articles.enriched", "articles.rejected")

    def setUp(self):
        self.password = self.folder() / "password"

    def arguments(self, verb, *flags, user="claimd", password=None):
        self.password.write_text((password or USERS[user]) + "\n")
        settings = {"brokers": cluster.secure, "lanes": 1, "kafka.security.protocol": "SASL_SSL", "kafka.ssl.ca.location": cluster.authority,
                    "kafka.ssl.endpoint.identification.algorithm": "https", "kafka.sasl.mechanism": "SCRAM-SHA-512", "kafka.sasl.username": user,
                    "kafka.sasl.password": f"@{self.password}"}
        return [CLAIMD, verb, *flags, *(word for name, value in settings.items() for word in ("-X", f"{name}={value}"))]

    def call(self, verb, *flags, **who):
        return subprocess.run(self.arguments(verb, *flags, **who), capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)

    def test_the_rights_of_the_guide_are_enough_and_none_is_too_much(self):
        for topic in self.TOPICS:
            tool("create", cluster.brokers, topic, 2)
        cluster.allow([(user, *right) for i, user in enumerate(list(USERS)[1:]) for right in NEEDED if right != NEEDED[i]]
                      + [("claimd", *right) for right in NEEDED + MORE])
        done = until(lambda: (d := self.call("check", "--write")).returncode == 0 and d, lambda: self.call("check", "--write").stdout)
        self.assertNotIn("error", done.stdout)
        for i, (operation, kind, name) in enumerate(NEEDED):
            done = self.call("check", "--write", user=f"without-{i}")
            self.assertEqual(done.returncode, 77, (operation, kind, name, done.stdout))
            self.assertRegex(done.stdout, r"error\b.*" + re.escape(name.rstrip("*")))
        self.work()
        done = self.call("check", password="wrong")
        self.assertEqual(done.returncode, 77, done.stdout)
        self.assertIn("invalid credentials", done.stdout)

    def work(self):
        """The verbs with these rights, end to end."""
        tool("produce", cluster.brokers, "articles", lines=list(messages(50, 2)))
        with tempfile.TemporaryFile("w+") as log:
            copy = subprocess.Popen(self.arguments("run"), stderr=log)
            self.addCleanup(lambda: (copy.kill(), copy.wait()))
            until(lambda: len(tool("consume", cluster.brokers, "articles.enriched") + tool("consume", cluster.brokers, "articles.rejected")) == 50,
                  lambda: log.seek(0) or log.read())
            copy.send_signal(signal.SIGTERM)
            self.assertEqual(copy.wait(PATIENCE), 0)
        for verb in ("audit", "replay", "redrive"):
            done = self.call(verb)
            self.assertEqual(done.returncode, 0, (verb, done.stdout, done.stderr))


if __name__ == "__main__":
    unittest.main(verbosity=2)
