"""claimd and its topics as the end-to-end tests use them."""
import atexit
import collections
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

from articles import article

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CLAIMD = os.environ.get("CLAIMD", str(ROOT / "build/release/claimd"))
TOOL = os.environ.get("KAFKA_TOOL", str(ROOT / "build/release/tests/e2e/kafka"))


def tool(*arguments, lines=None):
    text = None if lines is None else "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    done = subprocess.run([TOOL, *map(str, arguments)], input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"kafka {' '.join(map(str, arguments))}: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def header(message, name):
    values = [value for key, value in message["headers"] if key == name]
    return values[-1] if values else None


def messages(count, partitions, seed=0, first=0):
    """Articles with keys and headers, some tombstones and some bad ones among them, evenly over the partitions."""
    for i in range(first, first + count):
        message = {"key": f"key-{i % 97}", "partition": i % partitions, "headers": {"traceparent": f"00-{i:032x}-00", "empty": ""}}
        if i % 50 == 7:
            message["value"] = None
        elif i % 50 == 13:
            message["value"] = '{"id": %d, "title": ' % i
        elif i % 50 == 19:
            message["hex"] = "7b22626f6479223a22fffe227d"
        else:
            message["value"] = json.dumps(article(i, seed), ensure_ascii=False)
        yield message


class Line:
    """Three topics of their own on a cluster, and the copies of claimd that work on them."""

    def __init__(self, cluster, name, partitions=4, options=(), topic_options=()):
        self.cluster, self.name, self.partitions, self.options = cluster, name, partitions, list(options)
        self.input, self.output, self.dead = f"{name}.in", f"{name}.out", f"{name}.dead"
        for topic in (self.input, self.output, self.dead):
            tool("create", cluster.brokers, topic, partitions, *topic_options)
        self.copies = []
        atexit.register(self.close)

    def arguments(self, verb, *flags, instance=""):
        settings = {"brokers": self.cluster.brokers, "group": self.name, "instance": instance, "lanes": 2, "input.topic": self.input,
                    "output.topic": self.output, "dead-letter.topic": self.dead, "kafka.consumer.session.timeout.ms": 6000,
                    "kafka.consumer.heartbeat.interval.ms": 500}
        pairs = [f"{name}={value}" for name, value in settings.items()] + self.options
        return [CLAIMD, verb, *flags, *(word for pair in pairs for word in ("-X", pair))]

    def start(self, instance="", verb="run", flags=()):
        with tempfile.NamedTemporaryFile("w", prefix=f"claimd-{self.name}-", suffix=".log", delete=False) as log:
            copy = subprocess.Popen(self.arguments(verb, *flags, instance=instance), stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        copy.log = pathlib.Path(log.name)
        self.copies.append(copy)
        return copy

    def stop(self, copy, how=signal.SIGTERM, within=60):
        copy.send_signal(how)
        return copy.wait(within)

    def close(self):
        for copy in self.copies:
            if copy.poll() is None:
                copy.kill()
                copy.wait()
            copy.log.unlink(missing_ok=True)

    def produce(self, lines):
        tool("produce", self.cluster.brokers, self.input, lines=lines)

    def consume(self, topic):
        return tool("consume", self.cluster.brokers, topic)

    def outcomes(self):
        return self.consume(self.output) + self.consume(self.dead)

    def settled(self, topic, count, seconds=240):
        """What readers see of a topic, once it is that much: what a killed copy left open holds them up until it times out."""
        end = time.monotonic() + seconds
        while len(found := self.consume(topic)) < count and time.monotonic() < end:
            time.sleep(0.2)
        return found

    def wait(self, count, seconds=300):
        """Until there are that many outcomes, and a little longer: more would be too many."""
        end = time.monotonic() + seconds
        while True:
            outcomes = self.outcomes()
            if len(outcomes) >= count:
                return outcomes
            if time.monotonic() > end:
                logs = "\n".join(copy.log.read_text()[-3000:] for copy in self.copies)
                raise AssertionError(f"{len(outcomes)} of {count} outcomes after {seconds} s\n{logs}")
            time.sleep(0.2)


def faults(inputs, outcomes, topic):
    """What is lost, doubled, or out of order: an empty list is what is wanted."""
    sources = collections.Counter(header(outcome, "claimd-source") for outcome in outcomes)
    wanted = {f"{topic}:{message['partition']}:{message['offset']}" for message in inputs}
    found = [f"lost {source}" for source in sorted(wanted - set(sources))]
    found += [f"{count} times {source}" for source, count in sources.items() if count > 1]
    found += [f"from nowhere {source}" for source in sorted(set(sources) - wanted, key=str)]
    return found


def disorder(outcomes):
    """Outcomes of one topic: within each partition those of one input partition must come in its order."""
    last, found = {}, []
    for outcome in outcomes:
        _, partition, offset = header(outcome, "claimd-source").rsplit(":", 2)
        place = (outcome["partition"], partition)
        if int(offset) <= last.get(place, -1):
            found.append(f"{header(outcome, 'claimd-source')} after {last[place]}")
        last[place] = int(offset)
    return found


def extract(values):
    """The records that claimd extract makes of these values, by value."""
    good = [value for value in values if value]
    lines = "".join(value + "\n" for value in good)
    done = subprocess.run([CLAIMD, "extract"], input=lines, capture_output=True, text=True, check=False)
    return dict(zip(good, done.stdout.splitlines()))
