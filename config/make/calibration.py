#!/usr/bin/env python3
"""Prints how far `confidence` can be believed: of the claims that claimd is so sure of, how many are right.

    calibration.py COMMAND GOLD...      COMMAND such as "build/release/claimd extract"

GOLD is a file of annotated articles, one a line (text, and claims with their content as pairs of character offsets), or the
annotation of one article (NNN.json, with content in words) that has its text beside it (NNN.txt). A claim is right if its content and that of a gold claim have at least 60 % of their letters in common. Numbers in the article's own voice are
left out. The error is the mean distance of confidence and share of right ones over ten steps, weighted by their claims.
"""
import json
import subprocess
import sys

LEAST_SHARED = 0.6


def articles_of(path):
    """Texts, each with the pieces of its claims' contents."""
    if path.endswith(".jsonl"):
        with open(path, encoding="utf-8") as f:
            for d in map(json.loads, f):
                yield d["text"], [c["content"] for c in d["claims"]]
        return
    with open(path, encoding="utf-8") as gold, open(path[:-5] + ".txt", encoding="utf-8") as f:
        text = f.read()
        contents = [[p for p in c["content"] if p in text] for c in json.load(gold)["claims"]]
        yield text, [[(text.index(p), text.index(p) + len(p)) for p in content] for content in contents]


def letters(pieces, text):
    return {i for begin, end in pieces for i in range(begin, end) if text[i].isalnum()}


def judged(text, contents, record):
    """(confidence, is right) of each claim with a cue or in quotation marks; each gold claim counts once."""
    gold = [letters(content, text) for content in contents]
    for claim in sorted(record["claims"], key=lambda c: -c["confidence"]):
        if claim["form"] == "statement":
            continue
        own = letters([(p["start"], p["end"]) for p in claim["content"]], text)
        shares = [len(own & other) / (len(own | other) or 1) for other in gold]
        best = max(range(len(gold)), key=shares.__getitem__, default=None)
        is_right = best is not None and shares[best] >= LEAST_SHARED
        if is_right:
            del gold[best]
        yield claim["confidence"], is_right


def main():
    command, paths = sys.argv[1], sys.argv[2:]
    articles = [article for path in paths for article in articles_of(path)]
    lines = "".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, (text, _) in enumerate(articles))
    out = subprocess.run(command.split(), input=lines, capture_output=True, text=True, check=True).stdout
    records = {int(r["id"]): r for r in map(json.loads, out.splitlines())}
    steps = [[] for _ in range(10)]
    for n, (text, contents) in enumerate(articles):
        if records[n]["text"] == text:
            for confidence, is_right in judged(text, contents, records[n]):
                steps[min(int(confidence * 10), 9)].append((confidence, is_right))
    total, error = sum(map(len, steps)), 0.0
    print("confidence  claims  mean  right")
    for step, found in enumerate(steps):
        if found:
            mean, right = (sum(x[i] for x in found) / len(found) for i in (0, 1))
            error += abs(mean - right) * len(found) / total
            print(f"{step / 10:.1f} to {step / 10 + .1:.1f}  {len(found):6d}  {mean:.2f}  {right:.2f}")
    print(f"expected calibration error {error:.3f} of {total} claims")


if __name__ == "__main__":
    main()
