#!/usr/bin/env python3
"""
What an audit costs: COUNT small articles through the daemon on a real broker, then `claimd audit` over all of them.

    tests/bench/audit.py [COUNT]         prints seconds and peak memory of the audit
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
from broker import Cluster                     # noqa: E402
from line import TOOL, Line                    # noqa: E402

PARTITIONS = 8


def produce(line, count):
    with subprocess.Popen([TOOL, "produce", line.cluster.brokers, line.input], stdin=subprocess.PIPE, text=True) as feed:
        for i in range(count):
            article = json.dumps({"id": str(i), "text": f"Article {i}: nobody was at home."})
            feed.stdin.write(json.dumps({"key": str(i % 997), "partition": i % PARTITIONS, "value": article}) + "\n")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
    with Cluster() as cluster:
        line = Line(cluster, "audited", partitions=PARTITIONS, options=["commit.interval=1s"])
        begun = time.monotonic()
        produce(line, count)
        print(f"{count} messages written in {time.monotonic() - begun:.0f} s", flush=True)
        begun = time.monotonic()
        done = subprocess.run(line.arguments("replay"), capture_output=True, text=True, check=False)
        print(f"enriched in {time.monotonic() - begun:.0f} s, status {done.returncode}: {done.stderr.splitlines()[-1]}", flush=True)
        begun = time.monotonic()
        audit = subprocess.Popen(line.arguments("audit"), stdout=subprocess.PIPE, text=True)
        _, status, usage = os.wait4(audit.pid, 0)
        seconds = time.monotonic() - begun
        print(audit.stdout.read(), end="")
        print(f"audited in {seconds:.1f} s, {usage.ru_utime + usage.ru_stime:.1f} s of CPU, {usage.ru_maxrss // 1024} MB at its peak, "
              f"status {os.waitstatus_to_exitcode(status)}")
        line.close()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main()
