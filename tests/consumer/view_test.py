#!/usr/bin/env python3
"""claimd view: the page says what the records say, and nothing in them can become markup."""
import base64
import hashlib
import html.parser
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CLAIMD = os.environ.get("CLAIMD", os.path.join(HERE, "../../build/dev/claimd"))
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&lt;b&gt;</style></script><!--"


def claim(number, speaker, start, end, text, **other):
    return {"id": f"{number:016x}", "key": "0" * 16, "form": "direct", "kind": "denial", "content": [{"start": start, "end": end}], "text": text,
            "cue": None, "speaker": speaker and {"entity": None, "name": speaker}, "via": [], "stance": "deny", "polarity": "negated",
            "modality": "none", "entities": [], "values": [], "check_worthiness": 0.5, "confidence": 0.25, "rule": "r", **other}


def value(place, start, end, text, **other):
    return {"id": f"v{place}", "type": "CARDINAL", "start": start, "end": end, "text": text, "comparator": "=", "unit": None, **other}


def record(number, text, **other):
    return {"schema": "claimd/1", "id": f"a{number}",
            "article": {"title": f"Title {number}", "url": "https://d.example/1", "publisher": "Dale Post", "authors": ["Ann Lee"],
                        "published_at": "2025-02-05", "language": "en", "truncated": False},
            "text": text, "parts": [{"role": "body", "start": 0, "end": len(text)}], "entities": [], "values": [], "claims": [],
            "fingerprint": {"simhash": None}, "claimd": {"version": "0", "rules": "r"}, **other}


def view(*records):
    return subprocess.run([CLAIMD, "view"], input="".join(json.dumps(r) + "\n" for r in records), capture_output=True, encoding="utf-8",
                          timeout=240, check=False)


class Page(html.parser.HTMLParser):
    """Elements with their attributes, and the text of each article."""

    def __init__(self, source):
        super().__init__()
        self.elements, self.text, self.stack = [], "", []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "input"):
            self.stack.append((tag, dict(attrs).get("class", "")))

    def handle_endtag(self, tag):
        assert self.stack.pop()[0] == tag, tag

    def handle_data(self, data):
        if any(c == "text" for _, c in self.stack) and not any(c == "ref" for _, c in self.stack):
            self.text += data

    def of(self, tag, **wanted):
        return [a for t, a in self.elements if t == tag and all(a.get(k.rstrip("_")) == v for k, v in wanted.items())]


class View(unittest.TestCase):
    def test_the_text_stays_as_it_is(self):
        text = "Café Dale & Sons <held>.\nIt “did” 😀."
        page = Page(view(record(1, text, entities=[{"id": "e1", "type": "ORG", "name": "Café Dale", "mentions": [
            {"start": 0, "end": 9, "text": "Café Dale", "kind": "name"}]}], claims=[claim(1, "Ann Lee", 5, 30, "…")])).stdout)
        self.assertEqual([line for line in page.text.split("\n") if line], text.split("\n"))
        self.assertEqual(page.stack, [])

    def test_marks_stand_where_the_record_says(self):
        out = view(record(1, "Café said no 😀 ok.", claims=[claim(1, "Ann Lee", 10, 14, "no 😀")],
                          entities=[{"id": "e1", "type": "ORG", "name": "Café", "wikidata": "Q1", "mentions": [
                              {"start": 0, "end": 4, "text": "Café", "kind": "name"}]}])).stdout
        self.assertIn('<span class="e ORG " title="ORG Café (Q1)">Café</span>', out)
        self.assertRegex(out, r'<span class="claim deny" data-claim="a1-c1">no 😀</span> ok\.')
        self.assertIn('<li id="a1-c1" class="deny" data-speaker="Ann Lee" data-kind="denial" data-stance="deny" data-worth="0.50">', out)
        self.assertIn("direct · denial · deny · negated · none · check-worthiness 0.50 · confidence 0.25 · rule r", out)

    def test_hostile_text_cannot_inject_markup(self):
        hostile = record(1, HOSTILE, id=HOSTILE, claims=[claim(1, HOSTILE, 0, 20, HOSTILE, rule=HOSTILE, kind=HOSTILE, stance=HOSTILE,
                         via=[{"entity": None, "name": HOSTILE}], cue={"start": 3, "end": 9, "text": HOSTILE, "lemma": None})],
                         values=[value(1, 0, 3, HOSTILE, number=1, object=HOSTILE), value(2, 4, 7, HOSTILE, number=2, object=HOSTILE)],
                         entities=[{"id": "e1", "type": HOSTILE, "name": HOSTILE, "wikidata": HOSTILE, "mentions": [{"start": 20, "end": 30}]}])
        hostile["article"] = {"title": HOSTILE, "url": "javascript:alert(1)", "publisher": HOSTILE, "authors": [HOSTILE], "published_at": HOSTILE}
        calm = record(1, "x" * len(HOSTILE), claims=hostile["claims"], values=hostile["values"], entities=hostile["entities"])
        page, other = Page(view(hostile, hostile).stdout), Page(view(calm, calm).stdout)
        self.assertEqual(len(page.of("script")), 1)
        self.assertEqual(page.of("img"), [])
        self.assertEqual({t for t, _ in page.elements}, {t for t, _ in other.elements})
        for _, attributes in page.elements:
            self.assertFalse([name for name in attributes if name.startswith("on") or name in ("src", "style")])
            self.assertTrue(attributes.get("href", "#").startswith(("#", "https://d.example/")))

    def test_the_policy_allows_what_is_there_and_nothing_else(self):
        out = view(record(1, "It held.")).stdout
        policy = Page(out).of("meta", http_equiv_="x") or [a for t, a in Page(out).elements if a.get("http-equiv")]
        content = policy[0]["content"]
        self.assertTrue(content.startswith("default-src 'none'; base-uri 'none'; form-action 'none'; "))
        for tag in ("style", "script"):
            body = re.search(f"<{tag}>(.*?)</{tag}>", out, re.S).group(1)
            digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
            self.assertIn(f"{tag}-src 'sha256-{digest}'", content)
        self.assertNotIn("unsafe", content)
        self.assertNotIn("http://", out.replace("https://d.example", ""))

    def test_several_articles_have_an_index(self):
        self.assertNotIn("<nav", view(record(1, "It held.")).stdout)
        page = Page(view(record(1, "It held."), record(2, "It did.")).stdout)
        self.assertEqual([a["href"] for a in page.of("a") if re.fullmatch("#a[0-9]+", a["href"])][-2:], ["#a1", "#a2"])
        self.assertEqual([a["id"] for a in page.of("article")], ["a1", "a2"])

    def test_different_figures_on_one_thing_stand_side_by_side(self):
        first = record(1, "40 flats burnt.", values=[value(1, 0, 8, "40 flats", number=40, object="flats")],
                       claims=[claim(1, "Ann Lee", 0, 8, "40 flats", values=["v1"])])
        second = record(2, "12 flats, 7 cars.", values=[value(1, 0, 8, "12 flats", number=12, object="flats"),
                                                       value(2, 10, 16, "7 cars", number=7, object="cars")])
        table = re.search("Figures side by side(.*?)</details>", view(first, second).stdout, re.S).group(1)
        self.assertRegex(table.replace("\n", " "), r"flats.*>12<.*12 flats.*article 2.*>40<.*40 flats.*Ann Lee.*article 1")
        self.assertNotIn("cars", table)

    def test_what_is_no_record_is_told_and_passed_over(self):
        done = view(record(1, "It held."), ["no"], record(2, "It did."))
        self.assertEqual(done.returncode, 65)
        self.assertIn("-:2: not a record", done.stderr)
        self.assertEqual(len(Page(done.stdout).of("article")), 2)

    def test_offsets_outside_the_text_do_no_harm(self):
        done = view(record(1, "It held.", claims=[claim(1, "Ann Lee", 5, 99, "x"), claim(2, "Ann Lee", -5, 2, "x"), claim(3, None, 4, 4, "x")],
                           parts=[{"role": "furniture", "start": "a", "end": 1e300}]))
        self.assertEqual(done.returncode, 0)

    def test_it_shows_the_last_records_of_the_output_topic(self):
        with subprocess.Popen([CLAIMD, "demo", "--stay", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as demo:
            broker = re.search(r"127\.0\.0\.1:\d+", demo.stderr.readline()).group()
            titles = [json.loads(demo.stdout.readline())["article"]["title"] for _ in range(14)]
            pages = [subprocess.run([CLAIMD, "-X", "brokers=" + broker, "view", "--topic", "--last", last], capture_output=True, encoding="utf-8",
                                    timeout=240, check=False) for last in ("99", "3", "0", "x")]
            ranges = [subprocess.run([CLAIMD, "-X", "brokers=" + broker, "view", "--topic", "--from", place], capture_output=True, encoding="utf-8",
                                     timeout=240, check=False) for place in ("earliest", "1:0", "0:0,1:0,2:0,3:0", "1:999999", "noon")]
            demo.send_signal(signal.SIGINT)
        self.assertEqual([page.returncode for page in pages], [0, 0, 0, 64])
        shown = [len(Page(page.stdout).of("article")) for page in pages]
        self.assertGreaterEqual(shown[0], len(titles))       # the broker in the process shows work of aborted transactions, too
        self.assertEqual(shown[1:], [3, 0, 0])
        self.assertEqual([page.returncode for page in ranges], [0, 0, 0, 0, 69], [page.stderr for page in ranges])
        everything, one, named, none = [len(Page(page.stdout).of("article")) for page in ranges[:4]]
        self.assertEqual((everything, none), (named, 0))
        self.assertGreaterEqual(everything, len(titles))
        self.assertLess(one, everything)

    def test_flags_that_do_not_go_together_are_told(self):
        for flags in (["--last", "3"], ["--from", "earliest"], ["--topic", "--last", "3", "--from", "earliest"], ["--topic", "file"]):
            self.assertEqual(subprocess.run([CLAIMD, "view", *flags], capture_output=True, check=False).returncode, 64, flags)

    @unittest.skipUnless(shutil.which("chromium"), "no chromium here")
    def test_a_browser_runs_the_script_under_the_policy(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "page.html")
            with open(path, "w", encoding="utf-8") as file:
                file.write(view(record(1, HOSTILE, claims=[claim(1, HOSTILE, 0, 20, HOSTILE)])).stdout)
            done = subprocess.run(["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000",
                                   f"--user-data-dir={folder}/profile", "--enable-logging=stderr", "--dump-dom", "file://" + path],
                                  capture_output=True, encoding="utf-8", timeout=240, check=False)
        self.assertIn('<html lang="en" class="scripted">', done.stdout)
        self.assertIn("1 of 1 claims</output>", done.stdout)
        self.assertNotIn("Content Security Policy", done.stderr)


if __name__ == "__main__":
    unittest.main()
