#!/usr/bin/env python3
"""How fast `claimd extract` is, beside `jq -c .` on the same file in the same run.

    tests/bench/extract.py [FILE.ndjson] [--build build/release] [--rounds 3]

Without a file, 3,000 invented articles (seeded: the same each time). Prints MB/s and articles/s on one core and on all,
the ratio to jq (1.0: enriching costs as much as re-printing), peak memory, and what each stage costs a byte. The commands
take turns, and the fastest round of each counts.
"""
import argparse
import json
import os
import pathlib
import random
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEOPLE = ["Ann Lee", "Bo Marsh", "Carl Moor", "Dora Finn", "Emil Roth", "Greta Hahn", "Hugo Lind", "Ida Berg", "Jon Okafor", "Lena Sato"]
PLACES = ["Tarnow", "Zarvik", "Morania", "London", "Nairobi", "Ohio", "the Olm valley", "Brussels", "Lima", "Harvek"]
BODIES = ["Grid Office", "Central Bank", "Ministry of Transport", "Tarnow Courier", "Reuters", "United Nations", "Olm Water Ltd."]
SAID = ["said", "told reporters", "warned", "claimed", "denied", "added", "confirmed", "wrote on Monday", "told the {body}"]
CLAUSES = ["the bridge would open in {month}", "prices rose by {n} percent last year", "about {big} people had left {place}",
           "the repair would cost ${n} million", "talks with {place} could fail", "nobody had been hurt in the storm",
           "the offer was fair and final", "more than {big} homes were without power on {day}"]
PLAIN = ["Rain fell over {place} for {n} days, and the river rose {n} metres.", "The {body} is to publish its figures on {day}.",
         "Shares of the {body} fell {n}.{n}% to ${big} in early trading.", "In {month} {year} the council of {place} voted {n} to 3 for the plan.",
         "Advertisement", "READ MORE: What the storm did to {place}", "{person}, {n}, has led the {body} since {year}."]


def fill(chance, pattern):
    while "{" in pattern:
        pattern = pattern.format(
            person=chance.choice(PEOPLE), place=chance.choice(PLACES), body=chance.choice(BODIES), n=chance.randint(2, 90),
            big=f"{chance.randint(1000, 99000):,}", day=chance.choice(["Monday", "Tuesday", "Friday"]), year=chance.randint(1995, 2025),
            month=chance.choice(["March", "June", "October"]))
    return pattern


def paragraph(chance):
    kind = chance.random()
    clause, person = fill(chance, chance.choice(CLAUSES)), chance.choice(PEOPLE)
    said = fill(chance, chance.choice(SAID))
    if kind < .3:
        return f"“{clause[0].upper()}{clause[1:]},” {person} {said}. “We will see what {fill(chance, '{place}')} does.”"
    if kind < .6:
        return f"{person}, who leads the {fill(chance, '{body}')}, {said} that {clause}. {fill(chance, chance.choice(PLAIN[:4]))}"
    return " ".join(fill(chance, chance.choice(PLAIN)) for _ in range(chance.randint(1, 3)))


def articles(count):
    chance = random.Random(1)
    for number in range(count):
        body = [f"{chance.choice(PLACES).upper()} (Dale Press) — {fill(chance, PLAIN[0])}"]
        body += [paragraph(chance) for _ in range(int(chance.lognormvariate(2.9, .6)))]
        yield {"id": f"urn:bench:{number}", "title": fill(chance, "{place} waits for the {body}"), "text": "\n\n".join(body),
               "published_at": f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}", "source": "Dale Press"}


def timed(command, path):
    """Seconds and peak memory in MB of a command that reads the file."""
    begin = time.monotonic()
    process = subprocess.Popen([*command, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return time.monotonic() - begin, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?")
    parser.add_argument("--build", default=ROOT / "build/release", type=pathlib.Path)
    parser.add_argument("--rounds", default=3, type=int)
    given = parser.parse_args()
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson", encoding="utf-8") as made:
        if not given.file:
            made.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in articles(3000))
            made.flush()
        path = pathlib.Path(given.file or made.name)
        size = path.stat().st_size / 1e6
        with open(path, "rb") as lines:
            count = sum(1 for _ in lines)
        claimd = str(given.build / "claimd")
        commands = {"one core": [claimd, "extract", "--jobs", "1"], "all cores": [claimd, "extract"], "jq -c .": ["jq", "-c", "."]}
        best = {name: min(timed(command, path) for _ in range(given.rounds)) for name, command in commands.items()}
        print(f"{count} articles, {size:.1f} MB, {os.cpu_count()} cores")
        for name, (seconds, memory) in best.items():
            print(f"{name:10} {size / seconds:7.1f} MB/s {count / seconds:9.0f} articles/s  {best['jq -c .'][0] / seconds:5.2f} of jq  {memory:6.0f} MB peak")
        print(flush=True)
        subprocess.run([given.build / "tests/bench/stages", ROOT / "config/en", path], check=True)


main()
