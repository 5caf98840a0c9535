"""What has come of it: the audit, the bytes of each record, and how long articles waited."""
import bisect
import collections
import hashlib
import json
import subprocess
import tempfile

from line import CLAIMD, TOOL, header


def stream(line, topic):
    with subprocess.Popen([TOOL, "consume", line.cluster.brokers, topic], stdout=subprocess.PIPE, text=True) as reader:
        for row in reader.stdout:
            yield json.loads(row)
    if reader.returncode:
        raise RuntimeError(f"cannot read {topic}")


def digest(text):
    return hashlib.sha1(text.encode()).digest()


class Inputs:
    """When each message was sent, and the digest of the record that claimd extract makes of it."""

    def __init__(self, line):
        self.sent, self.records = {}, {}
        good = []
        with tempfile.TemporaryFile("w+", encoding="utf-8") as articles:
            for message in stream(line, line.input):
                source = f"{line.input}:{message['partition']}:{message['offset']}"
                self.sent[source] = message["time"] / 1000
                if (message["value"] or "").startswith('{"id": "'):
                    articles.write(message["value"] + "\n")
                    good.append(source)
            articles.seek(0)
            with subprocess.Popen([CLAIMD, "extract"], stdin=articles, stdout=subprocess.PIPE, text=True, encoding="utf-8") as extract:
                for source, record in zip(good, extract.stdout, strict=True):
                    self.records[source] = digest(record[:-1])


def compare(line, inputs):
    """Outcomes by kind, and those that are not what they should be."""
    kinds, wrong = collections.Counter(), []
    for message in stream(line, line.output):
        source = header(message, "claimd-source")
        kinds["record" if message["value"] is not None else "tombstone"] += 1
        if (digest(message["value"]) if message["value"] is not None else None) != inputs.records.get(source):
            wrong.append(f"other bytes {source}")
    for message in stream(line, line.dead):
        code = header(message, "claimd-error")
        kinds[code] += 1
        if (code == "not-json") == (header(message, "claimd-source") in inputs.records):
            wrong.append(f"{code} {header(message, 'claimd-source')}")
    return kinds, wrong


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def recoveries(faults, inputs, shown):
    """By kind: seconds from each fault's end until all that had been sent by then had its outcome."""
    pairs = sorted((at, shown.get(source, float("inf"))) for source, at in inputs.sent.items())
    starts, latest = [], []
    for at, until in pairs:
        starts.append(at)
        latest.append(max(until, latest[-1] if latest else 0))
    found = collections.defaultdict(list)
    for kind, _, end in faults:
        before = bisect.bisect_right(starts, end)
        found[kind].append(max(0.0, latest[before - 1] - end) if before else 0.0)
    return found


def report(faults, inputs, shown, kinds, copies):
    waits = [shown[source] - at for source, at in inputs.sent.items() if source in shown]
    times = sorted(shown.values())
    gap = max((b - a for a, b in zip(times, times[1:])), default=0.0)
    print(f"\n{'fault':36} {'times':>6} {'recovery p50':>13} {'p99':>8}")
    by_kind = recoveries(faults, inputs, shown)
    for kind in sorted(by_kind):
        print(f"{kind:36} {len(by_kind[kind]):6} {quantile(by_kind[kind], 0.5):11.1f} s {quantile(by_kind[kind], 0.99):6.1f} s")
    every = [value for values in by_kind.values() for value in values]
    print(f"{'all':36} {len(every):6} {quantile(every, 0.5):11.1f} s {quantile(every, 0.99):6.1f} s")
    print("\noutcomes: " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
    print(f"an article waited {quantile(waits, 0.5):.2f} s p50, {quantile(waits, 0.99):.1f} s p99, {max(waits, default=0):.1f} s at the longest; "
          f"nothing came for {gap:.1f} s at the longest")
    notes = copies.notes()
    print(f"transactions aborted {notes['aborted']}, producers made anew {notes['producers']}, partitions given back {notes['given back']} times "
          f"and lost {notes['lost']} times; processes ended {dict(copies.exits) or 'never'} by themselves or asked")
    return notes["sanitizer"]
