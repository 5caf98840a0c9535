"""Real Apache Kafka brokers on the loopback, started and stopped by a test.

The jars come from Maven (pom.xml) and are kept in build/kafka. Without Java, Maven or the jars a test is skipped, loudly.
"""
import atexit
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

FOLDER = pathlib.Path(__file__).resolve().parent
KAFKA = FOLDER.parent.parent / "build" / "kafka"
SKIPPED = 77


def skip(reason):
    print(f"SKIPPED: {reason}; the tests on a real Kafka broker have not run")
    sys.exit(SKIPPED)


def jars(version):
    """The folder of the broker's jars; fetched once, by the first of several tests."""
    import fcntl
    folder = KAFKA / f"jars-{version}"
    if not shutil.which("java"):
        skip("java is not installed")
    KAFKA.mkdir(parents=True, exist_ok=True)
    with open(KAFKA / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        complete, wanted = KAFKA / f"complete-{version}", (FOLDER / "pom.xml").read_text()
        if complete.exists() and complete.read_text() == wanted:
            return folder
        if not shutil.which("mvn"):
            skip("mvn is not installed")
        fetch = subprocess.run(["mvn", "-q", "-B", "-f", FOLDER / "pom.xml", "dependency:copy-dependencies",
                                "-DincludeScope=runtime", f"-Dkafka.version={version}", f"-DoutputDirectory={folder}"], stdin=subprocess.DEVNULL)
        if fetch.returncode != 0:
            skip("the jars of Kafka cannot be had")
        complete.write_text(wanted)
    return folder


def is_free(port):
    with socket.socket() as s:
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_ports(count):
    """
    Below those that the system gives to outgoing connections: a broker finds its port free after a restart, too. Processes
    begin at different places, so that tests side by side do not meet.
    """
    ports, port = [], 11000 + os.getpid() % 1000 * 20
    while len(ports) < count:
        if is_free(port):
            ports.append(port)
        port += 1
    return ports


class Node:
    """One broker process."""

    def __init__(self, cluster, number, port, controller):
        self.cluster, self.number, self.port, self.controller = cluster, number, port, controller
        self.folder = cluster.folder / f"node{number}"
        self.process = None

    def java(self, *arguments):
        return ["java", "-Xms256m", "-Xmx512m", "-XX:TieredStopAtLevel=1", f"-Dlog4j2.configurationFile={FOLDER}/log4j2.properties",
                "-cp", f"{self.cluster.jars}/*", *arguments]

    def format(self, properties):
        self.folder.mkdir(parents=True)
        file = self.folder / "server.properties"
        file.write_text("".join(f"{name}={value}\n" for name, value in properties.items()))
        subprocess.run(self.java("kafka.tools.StorageTool", "format", "--cluster-id=" + Cluster.ID, "-c", str(file)),
                       check=True, stdout=subprocess.DEVNULL)

    def start(self):
        with open(self.folder / "log", "a") as log:
            self.process = subprocess.Popen(self.java("kafka.Kafka", str(self.folder / "server.properties")), stdout=log,
                                            stderr=log, stdin=subprocess.DEVNULL)

    def is_up(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def wait(self, seconds=240):
        end = time.monotonic() + seconds
        while not self.is_up():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"broker {self.number} does not start: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.1)

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Cluster:
    """Brokers that find each other; `with Cluster() as cluster:`. They end with the test, also where a signal ends it."""

    ID = "Y2xhaW1kLXRlc3RzLWUyZQ"

    def __init__(self, size=1, settings=None, version="4.1.0"):
        self.jars = jars(version)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="claimd-kafka-"))
        ports = free_ports(2 * size)
        self.nodes = [Node(self, i + 1, ports[2 * i], ports[2 * i + 1]) for i in range(size)]
        self.brokers = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        self.settings = settings or {}

    def properties(self, node):
        copies = len(self.nodes)
        enough = 2 if copies > 2 else 1
        return {
            "process.roles": "broker,controller",
            "node.id": node.number,
            "controller.quorum.voters": ",".join(f"{n.number}@127.0.0.1:{n.controller}" for n in self.nodes),
            "listeners": f"PLAINTEXT://127.0.0.1:{node.port},CONTROLLER://127.0.0.1:{node.controller}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{node.port}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "controller.listener.names": "CONTROLLER",
            "log.dirs": node.folder / "data",
            "offsets.topic.replication.factor": copies,
            "offsets.topic.num.partitions": 4,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": enough,
            "transaction.state.log.num.partitions": 4,
            "min.insync.replicas": enough,
            "default.replication.factor": copies,
            "group.initial.rebalance.delay.ms": 0,
            "auto.create.topics.enable": "false",
            **self.settings,
        }

    def __enter__(self):
        signal.signal(signal.SIGTERM, signal.default_int_handler)      # what unittest does not take for a test's failure
        atexit.register(self.__exit__)
        try:
            for node in self.nodes:
                node.format(self.properties(node))
                node.start()
            for node in self.nodes:
                node.wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for node in self.nodes:
            node.stop(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)
