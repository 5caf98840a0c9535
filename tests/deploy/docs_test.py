#!/usr/bin/env python3
"""What the documents show is what the program prints.

    docs_test.py [--update]        writes what is printed now into the documents; read the difference before you commit it

In a block begun by ```console each line "$ COMMAND" is run, in a folder of its own for each document, with claimd on the path;
what follows is what it prints, and perhaps an empty line. "$ cat FILE" gives the file: its lines, joined.
"""
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HOUSE = pathlib.Path(__file__).resolve().parents[2]
DOCUMENTS = [HOUSE / "README.md", *sorted((HOUSE / "deploy/docs").glob("*.md"))]
CLAIMD = pathlib.Path(os.environ.get("CLAIMD", HOUSE / "build/release/claimd")).resolve()


def printed(command, folder):
    path = f"{folder}/bin:{HOUSE}:{os.environ['PATH']}"
    done = subprocess.run(["bash", "-c", command.replace("deploy/answers", f"{HOUSE}/deploy/answers")], cwd=folder, capture_output=True, encoding="utf-8",
                          env={**os.environ, "PATH": path, "CLAIMD": str(CLAIMD)}, timeout=300, check=False)
    if done.returncode != 0 and "cannot be had" in done.stderr:
        print("SKIPPED: DuckDB cannot be had from PyPI; the tutorial's answers have not been looked at")
        return None
    return done.stdout + done.stderr


def block_now(block, folder):
    """The block with what its commands print now."""
    out = ""
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
        given = re.fullmatch(r"cat (\S+)", command)
        if given:
            (pathlib.Path(folder) / given[1]).write_text("".join(shown.splitlines()) + "\n", encoding="utf-8")
            now = shown
        else:
            now = printed(command, folder)
            now = shown if now is None else now + "\n" * (shown.endswith("\n\n") and not now.endswith("\n\n"))
        out += f"$ {command}\n{now}"
    return out


def document_now(text):
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/bin")
        os.symlink(CLAIMD, f"{folder}/bin/claimd")
        return re.sub(r"(?<=^```console\n)(.*?)(?=^```$)", lambda match: block_now(match[1], folder), text, flags=re.M | re.S)


def main():
    if not shutil.which("jq"):
        print("SKIPPED: jq is not here; the examples of the documents have not run")
        return 77
    different = 0
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        now = document_now(text)
        if now == text:
            continue
        different += 1
        name = str(document.relative_to(HOUSE))
        sys.stdout.writelines(difflib.unified_diff(text.splitlines(True), now.splitlines(True), name, "printed now", n=1))
        if "--update" in sys.argv:
            document.write_text(now, encoding="utf-8")
    if different and "--update" not in sys.argv:
        print("tests/deploy/docs_test.py --update writes them anew")
    return different > 0 and "--update" not in sys.argv


sys.exit(main())
