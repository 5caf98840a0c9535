#!/usr/bin/env python3
"""The program as it is delivered: hardened by compiler and linker, with a list of what it is made of, and without the builder's paths."""
import json
import os
import subprocess
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.realpath(os.path.join(HERE, "../.."))
CLAIMD = os.environ.get("CLAIMD", os.path.join(SOURCE, "build/release/claimd"))


def readelf(*arguments):
    return subprocess.run(["readelf", "-W", *arguments, CLAIMD], capture_output=True, text=True, errors="replace", check=True).stdout


def is_sanitized():
    return "__asan_init" in readelf("--dyn-syms") or "__tsan_init" in readelf("--dyn-syms")


class Supply(unittest.TestCase):
    def test_the_program_is_hardened(self):
        if is_sanitized():
            self.assertIn("san_init", readelf("--dyn-syms"))         # this one is for finding faults, not for delivery
            return
        headers, dynamic, symbols = readelf("--program-headers"), readelf("--dynamic"), readelf("--dyn-syms")
        self.assertIn("DYN (Position-Independent Executable file)", readelf("--file-header"))
        self.assertIn("BIND_NOW", dynamic)
        self.assertIn("GNU_RELRO", headers)
        self.assertRegex(headers, r"GNU_STACK .* RW +0x")
        self.assertNotRegex(headers, r"LOAD.* RWE ")
        self.assertIn("__stack_chk_fail", symbols)
        self.assertRegex(symbols, r"__\w+_chk@")

    def test_the_bill_of_materials_names_what_the_program_loads(self):
        done = subprocess.run([os.path.join(SOURCE, "deploy/sbom"), CLAIMD], capture_output=True, text=True, check=True)
        bill = json.loads(done.stdout)
        names = {package["name"] for package in bill["packages"]}
        self.assertTrue({"claimd", "librdkafka1", "libpcre2-8-0", "config/en/entities.model"} <= names, names)
        ids = {package["SPDXID"] for package in bill["packages"]} | {"SPDXRef-DOCUMENT"}
        for relation in bill["relationships"]:
            self.assertTrue({relation["spdxElementId"], relation["relatedSpdxElement"]} <= ids)

    def test_no_path_of_the_machine_is_in_the_code(self):
        if is_sanitized():
            return
        for section in (".rodata", ".data"):
            self.assertNotIn(SOURCE, readelf("--string-dump", section))


if __name__ == "__main__":
    unittest.main()
