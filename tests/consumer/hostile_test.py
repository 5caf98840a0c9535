#!/usr/bin/env python3
"""Articles made to hurt: each is exactly one record or one reject, and twice the text takes about twice the work.

    tests/consumer/hostile_test.py [SIZE]      with SIZE the cost of each kind is printed, too"""
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
STAGES = os.environ.get("STAGES_TOOL", os.path.join(HERE, "../../build/dev/tests/bench/stages"))
CONFIG = os.path.join(HERE, "../../config/en")
SMALL = 12_500                    # characters; the largest is GROWTH times as long
GROWTH = 8
LARGEST_RATIO = 2.5               # times GROWTH: what is quadratic reaches 8
NOISE = 0.05                      # seconds of processor time that say nothing

SYLLABLES = "ba ko ri ten mu sol ga vi dor lu han pe".split()


def names(count, seed=1):
    """Different names of two words."""
    chance = random.Random(seed)
    def word():
        return "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize()
    return (f"{word()} {word()}" for _ in range(count))


def fill(pattern):
    """A text of one pattern again and again."""
    return lambda size: (pattern * (size // len(pattern) + 1))[:size]


def join(between, words):
    return lambda size: between.join(words(size // 12))[:size]


def numbered(pattern):
    """A text of one pattern with a number that grows: no two alike."""
    return lambda size: "".join(pattern.format(i) for i in range(size // len(pattern) + 1))[:size]


def nested(opening, closing):
    return lambda size: opening * (size // len(opening + closing)) + " said " + closing * (size // len(opening + closing))


def noise(alphabet, seed=7):
    def text(size):
        chance = random.Random(seed)
        return "".join(chance.choice(alphabet) for _ in range(size))
    return text


TEXTS = {
    "one letter": fill("a"),
    "one capital letter": fill("A"),
    "one digit": fill("7"),
    "digits in groups": fill("1,000,"),
    "decimal points": fill("1.1.1."),
    "number words": fill("hundred million thousand "),
    "numbers joined": fill("5 to 6 and 7 or "),
    "per cent": fill("5 per cent of 6 per cent of "),
    "money": fill("$5 million (£6 million) "),
    "dates": fill("Monday, 5 March 2024, "),
    "months": fill("May March May "),
    "days before days": fill("two days before the week after "),
    "ages": fill("Ann, 5, "),
    "quotation marks": fill('"'),
    "quotation marks apart": fill('" '),
    "curly quotation marks": fill("“"),
    "single quotes": fill("'a "),
    "quotes and cues": fill('"a," he said, '),
    "quotes that open": fill('"It is, '),
    "quotes in quotes": nested("“‘", "’”"),
    "cues": fill("said "),
    "he said that": fill("he said that "),
    "that he said he said": fill("Ann Lee said that she said she denied that "),
    "according to": fill("according to "),
    "citing": fill("citing Reuters, which cited "),
    "told": fill("Ann told Bob that "),
    "two speakers": fill('"Yes," Ann Lee said. "No," Bob Roe said. '),
    "pronouns": fill("He said she told him that they said it. "),
    "names": join(", ", names),
    "names with and": join(" and ", names),
    "a name a sentence": join(". ", names),
    "names without end": join(" ", names),
    "one surname, many first names": numbered("Ann{} Stone said no. "),
    "acronyms": numbered("The Union of Bakers (UB{}) met. "),
    "titles": fill("Mr President Prime Minister Dr "),
    "initials": fill("J. R. R. "),
    "capitals": fill("THE PRIME MINISTER OF FRANCE "),
    "possessives": fill("Ann's Bob's "),
    "hyphens": fill("a-b-"),
    "a-long-name": fill("Ann-Marie-"),
    "full stops": fill("."),
    "full stops apart": fill(". "),
    "one sentence": fill("word and "),
    "commas": fill("word, "),
    "brackets": fill("("),
    "brackets nested": nested("(", ")"),
    "lines": fill("a\n"),
    "paragraphs": fill("Read more\n\n"),
    "furniture": fill("READ MORE: Sign up for our newsletter\n"),
    "bylines": fill("By Ann Lee and Bob Roe\n\n"),
    "links": fill("https://a.b/"),
    "addresses": fill("a@b.c "),
    "spaces": lambda size: "a" + " " * size + "b",
    "no-break spaces": fill("a\u00a0"),
    "zero width": fill("a\u200b\u200d\u2060"),
    "right to left": fill("\u202eAnn said \u202c\u200f"),
    "joined marks": fill("e\u0301\u0302"),
    "marks alone": fill("\u0301"),
    "emoji": fill("\U0001f469\u200d\U0001f4bb"),
    "other letters": fill("字 "),
    "broken words": fill("Ann\u00adLee "),
    "tags": fill("<b>"),
    "comments": fill("<!--"),
    "entities": fill("&amp;"),
    "ellipses": fill("… said "),
    "dashes": fill("— said Ann — "),
    "colons": fill("Ann: "),
    "letters at random": noise("ab \n\"'.,()-AB19$%“”é字\u200b"),
    "words at random": lambda size: " ".join(random.Random(3).choices(
        'Ann Lee Reuters France said denied that "No "Yes" he she they $5 million Monday May 2024 according to the minister . , ( ) and of'.split(),
        k=size // 5)),
}

MARKUP = {
    "tags nested": nested("<div>", "</div>"),
    "tags left open": fill("<div>a"),
    "formatting left open": fill("<b><i>a"),
    "attributes": lambda size: "<p " + fill("a=b ")(size) + ">text</p>",
    "tables": fill("<table><tr><td>"),
    "unknown entities": fill("&nosuch;"),
    "links": fill("<a href='x'>a</a> "),
    "lists": fill("<ul><li>a"),
}

# Messages that are wrong as JSON or nearly so.
MESSAGES = {
    "arrays nested": lambda size: b'{"text": ' + b"[" * size + b"]" * size + b"}",
    "arrays left open": lambda size: b"[" * size,
    "objects nested": lambda size: b'{"a":' * (size // 5),
    "members": lambda size: json.dumps(dict({str(i): i for i in range(size // 12)}, text="It held.")).encode(),
    "one name again": lambda size: b'{"text":"It held."' + b',"text":"It held."' * (size // 18) + b"}",
    "escapes": lambda size: b'{"text":"' + b"\\u0041" * (size // 6) + b'"}',
    "halves of pairs": lambda size: b'{"text":"' + b"\\ud800" * (size // 6) + b'"}',
    "a number without end": lambda size: b'{"text":"It held.","x":' + b"9" * size + b"}",
    "an exponent without end": lambda size: b'{"text":"It held.","x":1e' + b"9" * size + b"}",
    "a string left open": lambda size: b'{"text":"' + b"a" * size,
    "a broken character": lambda size: b'{"text":"' + b"a" * size + b'\xc3"}',
    "continuations": lambda size: b'{"text":"' + b"\x80" * size + b'"}',
    "overlong forms": lambda size: b'{"text":"' + b"\xc0\xaf" * (size // 2) + b'"}',
    "zero bytes": lambda size: b'{"text":"' + b"\x00" * size + b'"}',
    "many authors": lambda size: json.dumps({"text": "It held.", "authors": ["Ann Lee"] * (size // 11)}).encode(),
    "a long title": lambda size: json.dumps({"text": "It held.", "title": "Ann " * (size // 4)}).encode(),
    "a long id": lambda size: json.dumps({"text": "It held.", "id": "x" * size}).encode(),
}


def text_message(make):
    return lambda size: json.dumps({"id": "1", "text": make(size), "published_at": "2024-05-06"}, ensure_ascii=False).encode()


def html_message(make):
    return lambda size: json.dumps({"id": "1", "html": "<p>It held.</p>" + make(size)}).encode()


def kinds():
    for group, makers, wrap in (("text", TEXTS, text_message), ("html", MARKUP, html_message), ("message", MESSAGES, lambda make: make)):
        for name, make in makers.items():
            yield f"{group}: {name}", wrap(make)


def costs(messages):
    """Seconds of processor time and outcome of each message, all in one process."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"\n".join(messages) + b"\n")
        file.flush()
        done = subprocess.run([STAGES, CONFIG, file.name, "each"], capture_output=True, timeout=500, check=False)
    if done.returncode:
        raise AssertionError(f"exit status {done.returncode}: {done.stderr[-2000:].decode(errors='replace')}")
    lines = [line.split() for line in done.stdout.decode().splitlines()]
    return [(float(nanoseconds) / 1e9, outcome) for nanoseconds, outcome in lines]


def is_sanitized():
    """A program that is watched at each step is tried on less, and its times say nothing."""
    with open(STAGES, "rb") as file:
        return b"__asan_init" in file.read()


class Hostile(unittest.TestCase):
    size = SMALL // 10 if is_sanitized() else SMALL
    is_printed = False

    def test_each_has_one_outcome_and_costs_in_proportion(self):
        makers = dict(kinds())
        messages = [make(size) for make in makers.values() for size in [self.size] * GROWTH + [self.size * GROWTH]]
        outcomes = costs(messages)
        self.assertEqual(len(outcomes), len(messages))
        for i, name in enumerate(makers):
            with self.subTest(name):
                # As many characters in one article as in GROWTH of them: it may cost a little more, never GROWTH times as much.
                of_kind = [seconds for seconds, _ in outcomes[i * (GROWTH + 1):(i + 1) * (GROWTH + 1)]]
                small, large = sum(of_kind[:-1]), of_kind[-1]
                if not is_sanitized():
                    self.assertLess(large, small * LARGEST_RATIO + NOISE)
                if self.is_printed:
                    nanoseconds = 1e9 * large / (self.size * GROWTH)
                    print(f"{name:40} {small:8.3f} s {large:8.3f} s {large / small:6.1f} {nanoseconds:8.0f} ns/byte {outcomes[(i + 1) * (GROWTH + 1) - 1][1]}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Hostile.size, Hostile.is_printed = int(sys.argv.pop(1)), True
    unittest.main()
