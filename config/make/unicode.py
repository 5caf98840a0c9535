#!/usr/bin/env python3
"""Writes extract/unicode_table.h from Python's Unicode data: what kind each character is and what it folds to.

    config/make/unicode.py > extract/unicode_table.h

Folding is for look-ups: lower case, no diacritics, ligatures apart, full-width forms narrow, quotation marks and
dashes of one kind, nothing of what has no width. Characters beyond U+FFFF are classified by range in unicode.c.
"""
import sys
import unicodedata

KINDS = ["OTHER", "SPACE", "IGNORED", "LOWER", "UPPER", "DIGIT", "MARK", "APOSTROPHE", "PUNCTUATION", "SYMBOL"]
SPECIAL = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n",
           "ŧ": "t", "ĸ": "k", "ə": "a", "ɑ": "a"}
QUOTES = dict.fromkeys("‘’‚‛′ʼʹ`´＇", "'") | dict.fromkeys("“”„‟″«»＂", '"') | dict.fromkeys("‐‑‒–—―−﹣－", "-")
IGNORED = set("\u00ad\u061c\u180e\ufeff") | {chr(c) for c in [*range(0x200b, 0x2010), *range(0x202a, 0x202f), *range(0x2060, 0x2070)]}
IGNORED |= {chr(c) for c in range(0xfe00, 0xfe10)}


def kind(c):
    category = unicodedata.category(c)
    if c in IGNORED:
        return "IGNORED"
    if c in "'’ʼ＇‘‛`´′":
        return "APOSTROPHE"
    if c.isspace() or category in ("Zs", "Zl", "Zp", "Cc"):
        return "SPACE"
    if category in ("Lu", "Lt"):
        return "UPPER"
    if category[0] == "L":
        return "LOWER"
    if category == "Nd":
        return "DIGIT"
    if category[0] == "M":
        return "MARK"
    if category[0] == "P":
        return "PUNCTUATION"
    if category[0] in "SN":
        return "SYMBOL"
    return "OTHER"


def fold(c):
    if c in IGNORED:
        return ""
    if c in QUOTES:
        return QUOTES[c]
    if unicodedata.category(c) == "Nd":
        return str(unicodedata.digit(c))
    out = []
    for d in unicodedata.normalize("NFKD", c).lower():
        if unicodedata.category(d)[0] == "M":
            continue
        out.append(SPECIAL.get(d, d))
    folded = "".join(out)
    return folded if folded.strip() and len(folded.encode()) <= 7 and not any(f.isspace() for f in folded) else ("" if kind(c) == "MARK" else c.lower()[:1])


def main():
    pages, page_of, folds, fold_at = [], [], [], {}
    for high in range(256):
        page = []
        for low in range(256):
            code = high << 8 | low
            c = chr(code)
            if 0xd800 <= code < 0xe000:
                page.append((0, 0))
                continue
            f = fold(c)
            if f == c:
                index = 0
            else:
                if f not in fold_at:
                    fold_at[f] = len(folds) + 1
                    folds.append(f)
                index = fold_at[f]
            page.append((KINDS.index(kind(c)), index))
        page = tuple(page)
        if page not in pages:
            pages.append(page)
        page_of.append(pages.index(page))
    assert len(folds) < 4096 and len(pages) < 256
    out = sys.stdout
    out.write("/* Written by config/make/unicode.py (Unicode %s). */\n" % unicodedata.unidata_version)
    out.write("/* clang-format off */\n")
    out.write("static const unsigned char page_of[256] = {%s};\n" % ",".join(map(str, page_of)))
    out.write("/* kind << 12 | index of the folded form (0: itself) */\n")
    out.write("static const unsigned short pages[%d][256] = {\n" % len(pages))
    for page in pages:
        out.write("{%s},\n" % ",".join(str(k << 12 | f) for k, f in page))
    out.write("};\nstatic const struct { unsigned char length; char bytes[7]; } folds[%d] = {{0, \"\"},\n" % (len(folds) + 1))
    for i in range(0, len(folds), 12):
        out.write("".join('{%d, {%s}},' % (len(f.encode()), ",".join(str(b if b < 128 else b - 256) for b in f.encode()) or "0") for f in folds[i:i + 12]) + "\n")
    out.write("};\n")


main()
