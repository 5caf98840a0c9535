"""
What goes wrong. Four worlds, each with a thread and a random sequence of its own that the seed determines, so that faults of
different kinds meet: processes, brokers, the network, and what an administrator does.
"""
import random
import signal
import sys
import threading
import time
import traceback

import admin
from cluster import USER
from line import tool
from line_up import LIMIT, NAMES

GROWTH_MOST = 3                 # partitions
SESSION = 6                     # s
PAUSE = (3, 20)                 # s between two faults of a world


class World:
    def __init__(self, chaos, seed):
        self.chaos, self.cluster, self.line, self.copies = chaos, chaos.cluster, chaos.line, chaos.copies
        self.random = random.Random(f"{seed}/{type(self).__name__}")
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def rest(self, least, most):
        """A while, also where the end of all faults comes meanwhile: what was broken stays so for as long as was meant."""
        time.sleep(self.random.uniform(least, most))

    def run(self):
        kinds = [getattr(self, name) for name in sorted(vars(type(self))) if not name.startswith("_")]
        while not self.chaos.ending.wait(self.random.uniform(*PAUSE)):
            kind = self.random.choice(kinds)
            begin = time.time()
            try:
                if kind() is not False:
                    self.chaos.note(kind.__name__.replace("_", " "), begin, time.time())
            except Exception:
                self.chaos.broken.append(traceback.format_exc())
                print(f"chaos: {kind.__name__} failed\n{traceback.format_exc()}", file=sys.stderr)


class Processes(World):
    def kill_a_copy(self):
        name = self.random.choice(NAMES)
        self.copies.down(name, signal.SIGKILL)
        self.rest(0, 3)
        self.copies.up(name)

    def kill_a_copy_and_wait(self):
        name = self.random.choice(NAMES)
        self.copies.down(name, signal.SIGKILL)
        self.rest(SESSION + 1, SESSION + 6)
        self.copies.up(name)

    def kill_all_copies(self):
        for name in NAMES:
            self.copies.down(name, signal.SIGKILL)
        for name in NAMES:
            self.copies.up(name)

    def stop_a_copy(self):
        name = self.random.choice(NAMES)
        self.copies.down(name, signal.SIGTERM)
        self.rest(0, 2)
        self.copies.up(name)

    def freeze_a_copy(self):
        name = self.random.choice(NAMES)
        self.copies.signal(name, signal.SIGSTOP)
        self.rest(0.5, 3)
        self.copies.signal(name, signal.SIGCONT)

    def freeze_a_copy_beyond_its_session(self):
        name = self.random.choice(NAMES)
        self.copies.signal(name, signal.SIGSTOP)
        self.rest(SESSION + 3, SESSION + 12)
        self.copies.signal(name, signal.SIGCONT)


class Machines(World):
    """One broker at a time: what min ISR 2 of 3 copies is said to endure."""

    def _restart(self, node, how, least, most):
        node.stop(how)
        self.rest(least, most)
        node.start()
        node.wait()
        self.rest(2, 4)

    def kill_a_broker(self):
        self._restart(self.random.choice(self.cluster.nodes), signal.SIGKILL, 0.5, 5)

    def kill_the_transaction_coordinator(self):
        copy = self.random.choice(NAMES)
        number = admin.coordinator_of(self.cluster.port(), f"chaos-{copy}-0")
        if number not in [node.number for node in self.cluster.nodes]:
            return False
        self._restart(self.cluster.nodes[number - 1], signal.SIGKILL, 0.5, 5)
        return True

    def restart_a_broker(self):
        self._restart(self.random.choice(self.cluster.nodes), signal.SIGTERM, 0, 1)

    def restart_all_brokers_in_turn(self):
        for node in self.cluster.nodes:
            self._restart(node, signal.SIGTERM, 0, 0.5)

    def freeze_a_broker(self):
        node = self.random.choice(self.cluster.nodes)
        node.process.send_signal(signal.SIGSTOP)
        self.rest(1, 8)
        node.process.send_signal(signal.SIGCONT)


class Network(World):
    """Between claimd and the brokers."""

    def _meanwhile(self, least, most, **state):
        proxies = self.cluster.proxies
        some = proxies.at if self.random.random() < 0.3 else [self.random.choice(proxies.at)]
        before = {"is_cut": False, "is_frozen": False, "delay": 0.0}
        for proxy in some:
            proxies.change(proxy, **state)
        self.rest(least, most)
        for proxy in some:
            proxies.change(proxy, **before)

    def cut_connections(self):
        self._meanwhile(0, 8, is_cut=True)

    def freeze_connections(self):
        self._meanwhile(1, 10, is_frozen=True)

    def slow_connections(self):
        self._meanwhile(3, 10, delay=self.random.uniform(0.02, 0.3))

    def tear_messages(self):
        for proxy in self.cluster.proxies.at:
            self.cluster.proxies.change(proxy, tear_after=self.random.randrange(1, 50000))
        self.rest(1, 3)
        for proxy in self.cluster.proxies.at:
            self.cluster.proxies.change(proxy, tear_after=None)


class Administrator(World):
    def add_a_partition(self):
        feeder = self.chaos.feeder
        if feeder.partitions >= self.line.partitions + GROWTH_MOST:
            return False
        tool("grow", self.cluster.brokers, self.line.input, feeder.partitions + 1)
        feeder.partitions += 1
        feeder.renew.set()
        return True

    def move_leaders(self):
        replicas = [node.number for node in self.cluster.nodes]
        for topic in (self.line.input, self.line.output):
            self.random.shuffle(replicas)
            admin.move_leader(self.cluster.port(), topic, self.random.randrange(self.line.partitions), replicas)

    def take_a_right(self):
        topic = self.random.choice((self.line.input, self.line.output, self.line.dead))
        admin.deny(self.cluster.port(), topic, USER)
        self.rest(1, 6)
        admin.deny_no_more(self.cluster.port(), topic, USER)

    def lower_a_limit(self):
        topic = self.random.choice((self.line.output, self.line.dead))
        tool("alter", self.cluster.brokers, topic, f"max.message.bytes={self.random.choice((3000, 20000))}")
        self.rest(1, 6)
        tool("alter", self.cluster.brokers, topic, f"max.message.bytes={LIMIT}")


WORLDS = (Processes, Machines, Network, Administrator)
