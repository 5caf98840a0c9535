#!/usr/bin/env python3
"""Writes the lists of config/en/gazetteer that come from public data, config/en/names.tsv and config/en/nicknames.tsv.

    config/make/gazetteer.py FACTS NEWS.ndjson...

FACTS is a folder of name lists as tab-separated files: countries, parties and leaders of the CIA World Factbook, territories
and company forms of opensanctions/rigour, cities and provinces of GeoNames (CC BY 4.0), names of the US census, members of
parliaments (legislatoR, unitedstates/congress-legislators), companies listed in the US, universities, US media, football
clubs. NEWS are articles as JSON lines with a "text": only the number of times that a word stands there in small letters and
capitalised inside a sentence is taken from them, to tell names that are words as well ("Reading", "Target").

Lists written by hand (all files of the folder whose first line does not say "Written by") are left alone, and what they hold
is not written again, so a line there corrects a line here. Equal input gives equal output.
"""
import collections
import csv
import json
import pathlib
import re
import sys
import unicodedata

PACK = pathlib.Path(__file__).resolve().parent.parent / "en"
LISTS = PACK / "gazetteer"
MARK = "# Written by config/make/gazetteer.py from "
NOISE = re.compile(r"[|\t\n\"“”()\[\]<>]")
TOKENS_MOST = 10


def fold(name):
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("ı", "i"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return " ".join(re.sub(r"[‘’ʻʼ`]", "'", plain).replace("-", " ").split())


def is_latin(name):
    return all(ord(c) < 0x250 or 0x1e00 <= ord(c) < 0x1f00 or c in "’‘ʻʼ" for c in name)


def is_good(name):
    return bool(name) and is_latin(name) and not NOISE.search(name) and len(re.findall(r"\w+|[^\w\s]", name)) <= TOKENS_MOST and len(name) > 1


class Facts:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def __call__(self, name):
        with open(self.folder / (name + ".tsv"), encoding="utf-8", newline="") as f:
            return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


class Words:
    """How often words stand in small letters, and capitalised inside a sentence."""

    def __init__(self, paths):
        self.small, self.capital = collections.Counter(), collections.Counter()
        for path in paths:
            with open(path, encoding="utf-8") as f:
                for line in f:
                    text = json.loads(line).get("text") or ""
                    for m in re.finditer(r"(?<=[a-z,] )([A-Z]?)([a-z]{2,})\b", text):
                        (self.capital if m[1] else self.small)[fold(m[1] + m[2])] += 1

    def is_word(self, name, least=3):
        """A name whose words are all words of the language that are written small now and then."""
        return all(self.small[w] >= least and self.small[w] * 20 >= self.capital[w] for w in fold(name).split())

    def is_mostly_word(self, name):
        return self.small[fold(name)] > 50 and self.small[fold(name)] > 5 * self.capital[fold(name)]


class List:
    """One file on its way out. Aliases that a better list holds are left out."""
    taken = {}                                        # folded alias: type of the list that holds it

    def __init__(self, name, source):
        self.path, self.source, self.rows = LISTS / name, source, []

    @classmethod
    def take_hand_lists(cls):
        for path in sorted(LISTS.glob("*.tsv")):
            lines = path.read_text(encoding="utf-8").splitlines()
            if lines and lines[0].startswith(MARK):
                continue
            for line in lines:
                if line and line[0] != "#":
                    kind, name, aliases, *_ = line.split("\t") + [""]
                    for alias in [name] + aliases.split("|"):
                        if alias and alias[0] != "~":
                            cls.taken[fold(alias)] = kind

    def add(self, kind, name, aliases=(), wikidata="", tags=""):
        if not is_good(name) or fold(name) in self.taken:
            return
        self.taken[fold(name)] = kind
        kept = []
        for alias in aliases:
            plain = alias.lstrip("~")
            if not is_good(plain) or plain == name or alias in kept or (alias[0] != "~" and fold(plain) in self.taken):
                continue
            if alias[0] != "~":
                self.taken[fold(plain)] = kind
            kept.append(alias)
        self.rows.append((kind, name, "|".join(kept), wikidata, tags))

    def write(self):
        with open(self.path, "w", encoding="utf-8") as f:
            f.write(MARK + self.source + ".\n# type\tname\taliases\twikidata\ttags\n")
            for row in self.rows:
                f.write("\t".join(row).rstrip("\t") + "\n")
        print(f"{self.path.name}: {len(self.rows)} lines, {self.path.stat().st_size} bytes")


def without_country(name):
    return re.sub(r"^(the|state of|republic of) ", "", name, flags=re.I)


def countries(facts):
    out = List("countries.tsv", "the CIA World Factbook and opensanctions/rigour")
    ids = {}
    rows = {}
    for t in facts("territories"):
        rows[fold(t["name"])] = t
        for alias in t["names_strong"].split("|"):
            rows.setdefault(fold(alias), t)
    for c in facts("factbook_countries"):
        name = c["country"]
        t = rows.get(fold(name)) or rows.get(fold(c["long_name"]))
        if not t and fold(name) not in List.taken:
            continue
        former = [n.strip() for n in re.split("[,;]", c["former_names"]) if "(" not in n]
        aliases = [c["long_name"], *([t["full_name"], t["name"]] if t else []), *[n for n in former if len(n.split()) > 1]]
        out.add("GPE", name, [a for a in aliases if "(" not in a], t["wikidata"] if t else "")
    for t in facts("territories"):
        if t["is_country"] == "1":
            out.add("GPE", t["name"], [a for a in [t["full_name"]] if "(" not in a], t["wikidata"])
    out.write()


def demonyms(facts):
    out = List("demonyms.tsv", "the CIA World Factbook")
    by_country = collections.defaultdict(list)
    for d in facts("factbook_demonyms"):
        if d["form"] and not d["form"].islower() and d["form"] != d["country"]:
            by_country[d["country"]].append((d["kind"] != "adjective", d["form"].strip()))
    for country, forms in by_country.items():
        forms = [f for _, f in sorted(forms, key=lambda f: f[0]) if re.fullmatch(r"[\w' -]+", f) and len(f) > 2]
        if forms:
            out.add("NORP", forms[0], [*forms[1:], *(f + "s" for f in forms if f[-2:] in ("an", "ni", "ti", "qi", "li", "ri"))])
    out.write()


def places(facts, words, people):
    out = List("places.tsv", "opensanctions/rigour and GeoNames (CC BY 4.0)")

    def is_weak(name):
        return words.is_word(name) or fold(name) in people or len(name) < 4

    for t in facts("territories"):
        if t["is_country"] != "1" and t["is_historical"] != "1" and t["parent"]:
            out.add("GPE", t["name"], (), t["wikidata"], "weak" if is_weak(t["name"]) else "")
    for c in facts("factbook_countries"):
        for capital in re.split("[;,(]", c["capital"])[:1]:
            out.add("GPE", capital.strip())
    for city in facts("world_cities"):
        if not words.is_mostly_word(city["name"]):
            out.add("GPE", city["name"], (), "", "weak" if is_weak(city["name"]) else "")
    for region in facts("admin1"):
        name = region["name"]
        if len(name.split()) < 4 and not words.is_word(name):
            out.add("GPE", name, (), "", "weak" if is_weak(name) else "")
    out.write()


def plain_person(name):
    """Without initials in the middle and without a suffix: what news write."""
    words = re.sub(r",? (Jr|Sr|II|III|IV)\.?$", "", name).split()
    return " ".join([words[0]] + [w for w in words[1:-1] if not re.fullmatch(r"\w\.?", w)] + words[-1:]) if words else name


def people(facts):
    out = List("people.tsv", "the CIA World Factbook, unitedstates/congress-legislators and legislatoR")
    for e in facts("us_executive"):
        common = f"{e['nickname'] or e['first']} {e['last']}"
        out.add("PERSON", common, [e["name"], f"{e['first']} {e['last']}"], e["wikidata"], "male" if e["last"] != "Harris" else "female")
    for m in facts("us_congress"):
        last = m["last"]
        common = f"{m['nickname'] or m['first']} {last}"
        aliases = [f"{m['first']} {last}", f"{m['first']} {m['middle']} {last}" if m["middle"] else "", m["name"], plain_person(m["name"])]
        out.add("PERSON", common, [a for a in aliases if a], m["wikidata"])
    for leader in facts("factbook_leaders"):
        name = re.sub(r"\s+", " ", leader["name"]).strip()
        if len(name.split()) > 1 and len(name.split()) < 6:
            words = name.split()
            short = f"{words[0]} {words[-1]}"
            is_patronymic = len(words) == 3 and re.search(r"(ich|vna)$", words[1])
            out.add("PERSON", short if is_patronymic else plain_person(name), [name, short])
    counts = collections.Counter(fold(plain_person(m["name"])) for m in facts("legislators"))
    for m in facts("legislators"):
        name = plain_person(m["name"])
        if int(m["birth_year"] or 0) >= 1938 and len(name.split()) > 1 and counts[fold(name)] == 1:
            out.add("PERSON", name, [m["name"]], m["wikidata"])
    out.write()


def parties(facts, words):
    out = List("parties.tsv", "the CIA World Factbook")
    pattern = re.compile(r"party|parti|front|union|movement|alliance|coalition|democrat|league|congress|people|national|liberal|social|green|labou?r|"
                         r"republic|conservative|communist|rally|bloc", re.I)
    for p in facts("factbook_parties"):
        name = re.sub(r"\s*\(.*", "", p["party"]).strip()
        if len(name.split()) < 2 or words.is_word(name, 50):
            if len(name.split()) < 2 or not pattern.search(name):
                continue
        out.add("ORG", name)
    out.write()


def company_plain(name):
    name = re.sub(r"\s*(\(.*?\)|/.*$)", "", name)
    name = re.sub(r"^The ", "", name)
    form = re.compile(r",? (Inc|Incorporated|Corp|Corporation|Co|Company|Companies|Ltd|Limited|plc|PLC|N\.?V|S\.?A|S\.?E|AG|AB|ASA|LLC|L\.?P|LP|& Co|Group|"
                      r"Holdings?|Holding|Trust|Bancorp|Bancshares|Partners|International|Technologies|Platforms)\.?( [IVX]+)?$")
    while form.search(name):
        shorter = form.sub("", name).strip(" ,&")
        if not shorter:
            break
        yield shorter
        name = shorter


def companies(facts, words, people):
    out = List("companies.tsv", "the lists of the S&P 500 and of companies listed on US exchanges (PDDL)")
    def ambiguous(n):
        return words.is_word(n) or all(w in people for w in fold(n).split()) or len(n) < 4 or fold(n) in List.taken
    for c in [*facts("companies_sp500"), *facts("companies_listed")]:
        name = c["name"].strip()
        if re.search(r"\b(Acquisition|Fund|ETF|Trust|Unit|Warrant|Notes|SPAC|Municipal|Income)\b", name) or name.endswith("."):
            name = name if not re.search(r"\b(Acquisition|Fund|ETF|Unit|Warrant|Notes|SPAC|Municipal|Income)\b", name) else ""
        if not name:
            continue
        if name.isupper() and len(name) > 5:
            name = name.title()
        shorter = [n for n in company_plain(name) if len(n) > 2]
        if any(List.taken.get(fold(n)) for n in shorter):
            continue
        canonical = shorter[0] if shorter else re.sub(r"^The ", "", name)
        aliases = [name] + [("~" if ambiguous(n) else "") + n for n in shorter[1:]]
        if ambiguous(canonical):
            out.add("ORG", name if name != canonical else canonical, ["~" + canonical], "", "weak" if name == canonical else "")
        else:
            out.add("ORG", canonical, aliases)
    out.write()


def universities(facts):
    out = List("universities.tsv", "Hipo/university-domains-list (MIT)")
    for u in facts("universities"):
        name = re.sub(r"\s*[,(].*", "", re.sub(r"^The ", "", u["name"].strip())).strip()
        if len(name.split()) > 1 and re.search(r"Universi|Universit|Institute|College|School|Academy|Polytechni|Hochschule|Ecole|École", name):
            out.add("ORG", name)
    out.write()


def media(facts, words):
    out = List("media.tsv", "yinleon/LocalNewsDataset (MIT)")
    for m in facts("us_local_news"):
        name = re.sub(r"^The ", "", m["name"].strip())
        if m["medium"] == "TV station":
            name = re.sub(r"-(TV|DT|LD|CD|LP)$", "", name)
            if re.fullmatch(r"[KW][A-Z]{3}", name):
                out.add("ORG", name, [name + "-TV"])
        elif len(name.split()) > 1 and not words.is_word(name) and not re.search(r"\d", name):
            out.add("ORG", name)
    out.write()


def clubs(facts, words):
    out = List("clubs.tsv", "openfootball/clubs (CC0)")
    for c in facts("football_clubs"):
        name = c["club"].strip()
        others = [o.strip() for o in (c["other_names"] or "").split("|") if o.strip()]
        many = [o for o in others if len(o.split()) > 1 and not words.is_word(o)]
        if len(name.split()) > 1 and not words.is_word(name):
            out.add("ORG", name, [o for o in many if len(o) > 5])
    out.write()


def shared_names(facts, words):
    """Classes of words: first names by gender, surnames. Also what places and companies must not be taken for."""
    male, female, last = {}, {}, {}
    for n in facts("census_first_names"):
        (male if n["gender"] == "M" else female)[fold(n["name"])] = float(n["percent"])
    for n in facts("popular_forenames"):
        for form in {n["romanized"], n["localized"]}:
            if form and is_latin(form) and len(fold(form)) > 2 and " " not in fold(form):
                for names, gender in ((male, "M"), (female, "F")):
                    if n["gender"] == gender:
                        names.setdefault(fold(form), 0.02)
    for n in facts("census_surnames"):
        if float(n["percent"]) >= 0.001:
            last[fold(n["name"])] = float(n["percent"])
    for n in facts("popular_surnames"):
        if n["romanized"] and " " not in fold(n["romanized"]) and len(n["romanized"]) > 2:
            last.setdefault(fold(n["romanized"]), 0.002)
    for m in facts("legislators"):
        if int(m["birth_year"] or 0) >= 1938:
            last.setdefault(fold(m["name"]).split()[-1], 0.001)
    for m in facts("us_congress"):
        last.setdefault(fold(m["last"]).split()[-1], 0.001)
    for name in sorted(set(male) & set(female)):
        if male[name] >= 4 * female[name]:
            del female[name]
        elif female[name] >= 4 * male[name]:
            del male[name]
    keep = lambda names: {n: p for n, p in names.items() if re.fullmatch(r"[a-z']{2,}", n) and not words.is_mostly_word(n)}
    return keep(male), keep(female), keep(last)


def write_names(male, female, last):
    with open(PACK / "names.tsv", "w", encoding="utf-8") as f:
        f.write(MARK + "the US census of 1990, popular names by country (CC0) and names of legislators.\n")
        for kind, names in (("first-name-male", male), ("first-name-female", female), ("surname", last)):
            names = sorted(names)
            for i in range(0, len(names), 20):
                f.write(kind + "\t" + " ".join(names[i:i + 20]) + "\n")


def write_nicknames(facts):
    pairs = collections.defaultdict(set)
    for n in facts("nicknames"):
        a, b = fold(n["name"]), fold(n["nickname"])
        if re.fullmatch(r"[a-z]+", a) and re.fullmatch(r"[a-z]+", b) and a != b:
            pairs[a].add(b)
    with open(PACK / "nicknames.tsv", "w", encoding="utf-8") as f:
        f.write(MARK + "carltonnorthern/nicknames (Apache-2.0).\n# name\tnicknames\n")
        for a in sorted(pairs):
            f.write(a + "\t" + " ".join(sorted(pairs[a])) + "\n")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    facts, words = Facts(sys.argv[1]), Words(sys.argv[2:])
    LISTS.mkdir(exist_ok=True)
    List.take_hand_lists()
    male, female, last = shared_names(facts, words)
    frequent = {n for names, least in ((male, .01), (female, .01), (last, .003)) for n, p in names.items() if p >= least}
    write_names(male, female, last)
    write_nicknames(facts)
    countries(facts)
    demonyms(facts)
    people(facts)
    parties(facts, words)
    places(facts, words, frequent)
    universities(facts)
    clubs(facts, words)
    companies(facts, words, frequent)
    media(facts, words)


main()
