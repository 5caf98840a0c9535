"""What runs while brokers and processes fail: a feeder, three copies of claimd that are started again, and a reader that times them."""
import atexit
import collections
import json
import pathlib
import random
import signal
import subprocess
import threading
import time

from articles import article
from line import TOOL, Line, tool

NAMES = ("one", "two", "three")
LIMIT = 60000                # max.message.bytes of the outcome topics


class Feeder:
    """Sends articles at a rate, now and then bad ones, tombstones, and some at the edge of what the outcome topics take."""

    def __init__(self, line, seed, rate):
        self.line, self.seed, self.rate = line, seed, rate
        self.random = random.Random(f"{seed}/feeder")
        self.partitions, self.sent = line.partitions, 0
        self.is_over = False
        self.renew = threading.Event()
        self.process = None
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def value(self, i):
        kind = self.random.random()
        if kind < 0.01:
            return None
        if kind < 0.02:
            return '{"id": %d, "title": ' % i
        if kind < 0.03:
            return "no article ".ljust(LIMIT - self.random.randrange(700), ".")
        size = self.random.randrange(20000, 45000) if kind < 0.04 else self.random.choice((300, 1200, 2400))
        return json.dumps(article(i, self.seed, size), ensure_ascii=False)

    def message(self, i):
        return {"key": f"key-{self.random.randrange(200)}", "partition": i % self.partitions, "value": self.value(i), "headers": {"trace": str(i)}}

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait()
            self.process = None

    def send(self):
        if not self.process:
            self.process = subprocess.Popen([TOOL, "produce", self.line.cluster.brokers, self.line.input], stdin=subprocess.PIPE, text=True)
        try:
            self.process.stdin.write(json.dumps(self.message(self.sent), ensure_ascii=False) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            self.process.wait()
            self.process = None
        self.sent += 1

    def run(self):
        due = time.monotonic()
        while not self.is_over:
            if self.renew.is_set():
                self.close()
                self.renew.clear()
            self.send()
            due = max(due + 1 / self.rate, time.monotonic() - 1)
            time.sleep(max(0, due - time.monotonic()))
        self.close()

    def stop(self):
        self.is_over = True
        self.thread.join()


class Follower:
    """When did each outcome show to a reader of what is committed?"""

    def __init__(self, line):
        self.shown, self.count = {}, 0
        self.process = subprocess.Popen([TOOL, "follow", line.cluster.brokers, line.output, line.dead], stdout=subprocess.PIPE, text=True)
        atexit.register(self.process.kill)
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        for row in self.process.stdout:
            at, source = row.split()
            self.shown.setdefault(source, int(at) / 1000)
            self.count += 1

    def stop(self):
        self.process.kill()
        self.process.wait()


class Copies:
    """Three processes; one that ends by itself is started again, as systemd would."""

    def __init__(self, line):
        self.line = line
        self.lock = threading.Lock()
        self.at = {name: line.start(name) for name in NAMES}
        self.held = set()                          # down on purpose
        self.logs = [copy.log for copy in self.at.values()]
        self.exits = collections.Counter()
        self.is_over = False
        atexit.register(self.end)
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def end(self):
        self.is_over = True
        self.thread.join()

    def watch(self):
        while not self.is_over:
            time.sleep(0.5)
            with self.lock:
                for name in set(NAMES) - self.held:
                    status = self.at[name].poll()
                    if status is not None:
                        self.exits[status] += 1
                        self.start(name)

    def start(self, name):
        self.at[name] = self.line.start(name)
        self.logs.append(self.at[name].log)

    def signal(self, name, number):
        with self.lock:
            if self.at[name].poll() is None:
                self.at[name].send_signal(number)

    def down(self, name, number):
        """Ends it by a signal and keeps it down until `up`. A clean end has to be status 0."""
        with self.lock:
            self.held.add(name)
            copy = self.at[name]
            if copy.poll() is None:
                copy.send_signal(number)
        status = copy.wait(60)
        if number == signal.SIGTERM:
            self.exits[f"asked: {status}"] += 1

    def up(self, name):
        with self.lock:
            if name in self.held:
                self.start(name)
                self.held.discard(name)

    def stop(self):
        self.end()
        return [self.line.stop(copy) for copy in self.at.values()]

    def notes(self):
        """What the logs of all of them count."""
        words = {"aborted": 'event="transaction aborted', "producers": 'event="producer lost', "given back": 'event="partitions given back',
                 "lost": 'event="partitions lost', "sanitizer": "Sanitizer"}
        found = collections.Counter()
        for log in self.logs:
            text = pathlib.Path(log).read_text(errors="replace")
            found.update({name: text.count(word) for name, word in words.items()})
        return found


def make(cluster, options):
    line = Line(cluster, "chaos", partitions=6, options=[f"brokers={cluster.proxied}", "commit.interval=100ms",
                                                         "kafka.topic.metadata.refresh.interval.ms=5000", *options])
    for topic in (line.output, line.dead):
        tool("alter", cluster.brokers, topic, f"max.message.bytes={LIMIT}")
    return line
