#!/usr/bin/env python3
"""The cases of extraction, texts with what is expected of them, by claimd test.

    corpus_test.py [--update] [CASE.txt ...]        all of them unless some are named

`claimd test --help` and consumer/case.h tell how a case is written. The program is $CLAIMD, else build/dev/claimd.
"""
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = os.environ.get("CLAIMD", str(HERE.parents[1] / "build/dev/claimd"))

cases = [a for a in sys.argv[1:] if a != "--update"] or sorted(str(path) for path in HERE.glob("**/*.txt"))
os.execv(PROGRAM, [PROGRAM, "test", *[a for a in sys.argv[1:] if a == "--update"], *cases])
