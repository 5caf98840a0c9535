#!/usr/bin/env python3
"""Writes annotated corpora in the form that train-names reads.

    names.py [--held-out N] [--tokens FILE.tsv...] [--articles FILE.jsonl...] [--records FILE.jsonl...] > documents

--articles: one article a line, {"id", "text", "entities": [{"type", "mentions": [[start, end], …]}], "furniture": [[start, end], …]}
in code points, the text beginning with its title and an empty line. Every N-th is held out: scored, not trained.
--tokens: `token<TAB>tag` (IOB2), an empty line behind each sentence, a line "-DOCSTART-" before each document. The name of the
file up to the first "_" or "." is that of its corpus below.

A document is a line `document CORPUS WEIGHT HIDDEN HELD TITLE BYTES SPANS`, BYTES bytes of text and a line end, and SPANS lines
`begin end types`. Offsets and TITLE (the length of the title) are in bytes; types are bits by their order in TYPES, and NONE
is the bit of "no name". HIDDEN are the types that the corpus may have left without a mark.
"""
import argparse
import json
import re
import sys

TYPES = "PERSON NORP FAC ORG GPE LOC PRODUCT EVENT WORK_OF_ART LAW".split()
BIT = {name: 1 << i for i, name in enumerate(TYPES)}
NONE = 1 << len(TYPES)
ANY = NONE * 2 - 1


def bits(names):
    return sum(NONE if name == "-" else BIT[name] for name in names.split())


# What a label of each corpus may be in our types, "-" none of them; and the weight of the corpus.
PLACE = "GPE LOC FAC"
REST = "NORP EVENT PRODUCT WORK_OF_ART LAW -"
FOUR = {"PER": "PERSON", "ORG": "ORG", "LOC": PLACE, "MISC": REST}
CORPORA = {
    "uner": (0.5, FOUR),
    "gum": (0.5, FOUR),
    "wikigold": (0.5, FOUR),
    "redocred": (0.5, {"PER": "PERSON", "ORG": "ORG", "LOC": "GPE LOC FAC NORP", "MISC": REST, "TIME": "-", "NUM": "-"}),
    "wnut17": (0.3, {"person": "PERSON", "location": PLACE, "group": "ORG", "creative-work": "WORK_OF_ART", "product": "PRODUCT",
                     "corporation": "ORG"}),
    "btc": (0.3, {"PER": "PERSON", "ORG": "ORG", "LOC": PLACE}),
    "grobidner": (0.5, {
        "LOCATION": PLACE, "NATIONAL": "NORP", "PERIOD": "-", "EVENT": "EVENT", "ORGANISATION": "ORG", "PERSON": "PERSON",
        "PERSON_TYPE": "NORP -", "CONCEPT": "-", "MEASURE": "-", "TITLE": "-", "CONCEPTUAL": "-", "ARTIFACT": "PRODUCT -",
        "WEBSITE": "ORG", "BUSINESS": "ORG", "MEDIA": "WORK_OF_ART ORG", "CREATION": "WORK_OF_ART", "INSTALLATION": "FAC",
        "INSTITUTION": "ORG"}),
    "crossner": (0.4, {
        "misc": REST, "organisation": "ORG", "location": PLACE, "politicalparty": "ORG", "person": "PERSON", "country": "GPE",
        "politician": "PERSON", "writer": "PERSON", "award": "EVENT WORK_OF_ART", "musicalartist": "PERSON", "election": "EVENT -",
        "band": "ORG", "scientist": "PERSON", "book": "WORK_OF_ART", "astronomicalobject": "LOC", "event": "EVENT",
        "album": "WORK_OF_ART", "university": "ORG", "song": "WORK_OF_ART", "product": "PRODUCT", "academicjournal": "ORG WORK_OF_ART",
        "researcher": "PERSON", "poem": "WORK_OF_ART", "conference": "EVENT", "magazine": "ORG WORK_OF_ART"}),
}
# Types that a corpus does not annotate at all, so that its O says nothing of them.
HIDDEN = {
    "wnut17": "NORP EVENT LAW", "btc": "NORP EVENT PRODUCT WORK_OF_ART LAW", "crossner": "NORP PRODUCT WORK_OF_ART LAW",
    "uner_dev": "NORP EVENT PRODUCT WORK_OF_ART LAW",
}
IN_HOUSE = 1.0
SELF = 0.3
CAPITALS = 12              # every twelfth article is shown once more in capitals


def write(corpus, weight, hidden, held, title, text, spans):
    data = text.encode()
    at = [0]
    for c in text:
        at.append(at[-1] + len(c.encode()))
    out = sys.stdout.buffer
    out.write(b"document %s %g %x %d %d %d %d\n" % (corpus.encode(), weight, hidden, held, at[title], len(data), len(spans)))
    out.write(data + b"\n")
    for begin, end, types in spans:
        out.write(b"%d %d %x\n" % (at[begin], at[end], types))


def capitals(text):
    """As in a headline in capitals, every character in its place."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def articles(path, every):
    for number, line in enumerate(open(path, encoding="utf-8")):
        a = json.loads(line)
        spans = [(s, e, BIT[x["type"]]) for x in a["entities"] for s, e in x["mentions"]]
        furniture = [(s, e) for s, e in a["furniture"]]
        spans = [x for x in spans if not any(s < x[1] and x[0] < e for s, e in furniture)]
        spans += [(s, e, ANY) for s, e in furniture]
        title = a["text"].find("\n\n")
        is_held_out = bool(every and number % every == every - 1)
        write("in-house", IN_HOUSE, 0, is_held_out, max(title, 0), a["text"], sorted(spans))
        if number % CAPITALS == 0 and not is_held_out:
            write("in-house", IN_HOUSE / 2, 0, False, max(title, 0), capitals(a["text"]), sorted(spans))


def records(path):
    """What claimd itself found in unlabelled articles (self-training), its furniture left out."""
    for line in open(path, encoding="utf-8"):
        a = json.loads(line)
        spans = [(m["start"], m["end"], BIT[e["type"]]) for e in a["entities"] for m in e["mentions"] if m["kind"] == "name"]
        furniture = [(p["start"], p["end"]) for p in a["parts"] if p["role"] == "furniture"]
        spans = [x for x in spans if not any(s < x[1] and x[0] < e for s, e in furniture)]
        title = next((p["end"] for p in a["parts"] if p["role"] == "title"), 0)
        write("self", SELF, 0, False, title, a["text"], sorted(spans + [(s, e, ANY) for s, e in furniture]))


GLUED = set(",.;:!?)]}%…") | {"'s", "’s", "n't", "n’t", "'re", "'ve", "'ll", "'d", "'m", "...", "''"}
OPENING = set("([{$£€#@")


def joined(tokens):
    """Tokens as a text with white space where a writer puts it; the text and the place of each token."""
    text, places, is_open, glue = "", [], {}, True
    for k, token in enumerate(tokens):
        plain = {"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"'}.get(token, token)
        before = tokens[k - 1] if k else ""
        if plain in ('"', "'") :
            closing = is_open.get(plain, False)
            space = not closing and not glue
            is_open[plain] = not closing
            glue_next = not closing
        elif plain == "-" or plain == "/" or plain == "–":
            space = glue_next = False
        else:
            space = not glue and plain not in GLUED
            glue_next = plain in OPENING
        if before in ("n", "ca", "wo") and plain == "n't":
            space = False
        text += " " if space else ""
        places.append((len(text), len(text) + len(plain)))
        text += plain
        glue = glue_next
    return text, places


def sentences(path):
    """(is_document_start, [(token, tag)])"""
    start, rows = False, []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("-DOCSTART-"):
            start = True
        elif line:
            rows.append(line.split("\t"))
        elif rows:
            yield start, rows
            start, rows = False, []
    if rows:
        yield start, rows


def spans_of(tags):
    spans, begin = [], None
    for i, tag in enumerate(tags + ["O"]):
        if begin is not None and not tag.startswith("I-"):
            spans.append((begin, i, tags[begin][2:]))
            begin = None
        if tag.startswith("B-") or tag.startswith("I-") and begin is None:
            begin = i
    return spans


def tokens(path):
    name = path.rsplit("/", 1)[-1]
    corpus = re.split(r"[_.]", name)[0]
    weight, labels = CORPORA[corpus]
    hidden = bits(HIDDEN.get("uner_dev" if name.startswith("uner_ewt_dev") else corpus, ""))
    groups = []
    read = list(sentences(path))
    has_documents = sum(start for start, _ in read) > 1
    for start, rows in read:
        if start or not has_documents or not groups:
            groups.append([])
        groups[-1].append(rows)
    for group in groups:
        text, spans = "", []
        for rows in group:
            text += " " if text else ""
            sentence, places = joined([row[0] for row in rows])
            for begin, end, label in spans_of([row[1] for row in rows]):
                types = bits(labels.get(label, "-"))
                if types != NONE:
                    spans.append((len(text) + places[begin][0], len(text) + places[end - 1][1], types))
            text += sentence
        write(corpus, weight, hidden, False, 0, text, spans)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--held-out", type=int, default=0, metavar="N")
    arguments.add_argument("--tokens", nargs="*", default=[])
    arguments.add_argument("--articles", nargs="*", default=[])
    arguments.add_argument("--records", nargs="*", default=[])
    options = arguments.parse_args()
    for path in options.articles:
        articles(path, options.held_out)
    for path in options.tokens:
        tokens(path)
    for path in options.records:
        records(path)


if __name__ == "__main__":
    main()
