#!/usr/bin/env python3
"""Writes annotated articles in the form that claims-train reads.

    claims.py KIND FILE... > gold.tsv

KIND is `inhouse` (claims with all their fields), `polnear` (source, cue and content of attributions) or `sentences` (a text
and whether it is worth checking). One record a line, cells apart by tabs; offsets are bytes of the text after its line ends
became LF:

    A  kind  day                                                      a new article
    T  text, with \\\\, \\n and \\t for what would break the line
    C  form kind stance polarity modality  cue  speaker  content...   a claim; a place is "begin end", or "-"
    N  speaker  via...                                                whose the claim above is; "-" where nobody is known
    W  0 or 1                                                         worth checking
"""
import json
import sys


def offsets(text):
    """The text with LF line ends, and the byte offset of each of its characters before."""
    out, at, table = [], 0, []
    for i, c in enumerate(text):
        table.append(at)
        if c == "\r":
            if text[i + 1:i + 2] == "\n":
                continue
            c = "\n"
        elif ord(c) < 32 and c not in "\n\t" or ord(c) == 127:
            c = " "
        out.append(c)
        at += len(c.encode())
    return "".join(out), table + [at]


def place(span, table):
    return f"{table[span[0]]} {table[span[1]]}" if span else "-"


def write(kind, day, text, claims, worth=None):
    clean, table = offsets(text)
    print("A", kind, day or "-", sep="\t")
    print("T", clean.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t"), sep="\t")
    for fields, cue, speaker, content, names in claims:
        print("C", *fields, place(cue, table), place(speaker, table), *(place(c, table) for c in content), sep="\t")
        if names:
            print("N", *(" ".join(name.split()) for name in names), sep="\t")
    if worth is not None:
        print("W", worth, sep="\t")


def inhouse(d):
    claims = [([c["form"], c["kind"], c["stance"], c["polarity"], c["modality"]], c["cue"], c["speaker_text"], c["content"],
               [c["speaker"] or "-", *c["via"]]) for c in d["claims"]]
    write("inhouse", d.get("published_at"), d["text"], claims)


def polnear(d):
    claims = []
    for a in d["attributions"]:
        if a.get("content") and a["type"] not in ("Discuss", "Discard"):
            source = max(a.get("source") or [None], key=lambda s: s[1] - s[0] if s else 0)
            claims.append((["-"] * 5, (a.get("cue") or [None])[0], source, sorted(a["content"]), []))
    write("polnear", d.get("date"), d["text"], claims)


def main():
    kind, paths = sys.argv[1], sys.argv[2:]
    for path in paths:
        with open(path, encoding="utf-8") as f:
            for line in f:
                d = json.loads(line)
                if kind == "inhouse":
                    inhouse(d)
                elif kind == "polnear":
                    polnear(d)
                else:
                    write("sentences", None, d["text"], [], d["label"])


if __name__ == "__main__":
    main()
