"""The command line, as a person meets it."""
import os
import re
import subprocess
import time
import unittest

CLAIMD = os.environ["CLAIMD"]


def claimd(*arguments, **more):
    return subprocess.run([CLAIMD, *arguments], capture_output=True, text=True, timeout=240, stdin=subprocess.DEVNULL, **more)


class Command(unittest.TestCase):
    def wrong(self, status, line, *arguments):
        done = claimd(*arguments)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (status, "", line + "\n"))

    def test_a_wrong_call_is_one_line_that_says_what_to_do(self):
        self.wrong(64, "claimd: what shall it do?; see claimd --help")
        self.wrong(64, "claimd: unknown flag -Z; see claimd check --help", "check", "-Z")
        self.wrong(64, "claimd: unknown flag --zzz; see claimd check --help", "check", "--zzz")
        self.wrong(64, "claimd: -X needs a value; see claimd check --help", "check", "-X")
        self.wrong(64, "claimd: check takes no 'now'; see claimd check --help", "check", "now")
        self.assertIn("unknown verb 'chek': it is one of ", claimd("chek").stderr)

    def test_a_wrong_configuration_has_a_status_of_its_own(self):
        self.wrong(78, "claimd: -X: unknown option 'lane'; did you mean 'lanes'?", "-X", "lane=2", "check")
        self.wrong(78, "claimd: /nowhere.conf: No such file or directory", "check", "-c", "/nowhere.conf")

    def test_common_flags_stand_before_and_after_the_verb(self):
        before = claimd("-X", "group=one", "options", "--in-force").stdout
        after = claimd("options", "-f", "-X", "group=one").stdout
        self.assertIn("group = one   # -X\n", before)
        self.assertEqual(before, after)

    def test_every_verb_helps(self):
        verbs = re.findall(r"^  ([a-z]+) +\S", claimd("--help").stdout, re.M)
        self.assertIn("extract", verbs)
        for verb in verbs:
            done = claimd(verb, "--help")
            self.assertEqual(done.returncode, 0)
            self.assertTrue(done.stdout.startswith(f"usage: claimd {verb} "), verb)

    def test_the_manual_page_is_what_the_program_prints(self):
        with open("deploy/claimd.1") as page:
            self.assertEqual(page.read(), claimd("--page").stdout, "claimd --page > deploy/claimd.1 writes it anew")

    def test_a_password_does_not_show_in_the_list_of_processes(self):
        with subprocess.Popen([CLAIMD, "extract", "-X", "kafka.sasl.password=sesame", "-Xgroup=readers"], stdin=subprocess.PIPE) as process:
            for _ in range(2000):
                with open(f"/proc/{process.pid}/cmdline") as line:
                    shown = line.read()
                if "sesame" not in shown and "claimd" in shown:
                    break
                time.sleep(0.05)
            process.stdin.close()
        self.assertIn("kafka.sasl.password=******", shown)
        self.assertIn("readers", shown)

    def test_check_without_brokers_looks_at_the_rest(self):
        done = claimd("check", "--offline")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, r"^good +configuration\ngood +language pack \S+/en, sha256:[0-9a-f]{64}\n$")
        done = claimd("check", "--offline", "-X", "pack.folder=/nowhere")
        self.assertEqual(done.returncode, 78)
        self.assertIn("error    /nowhere: No such file or directory", done.stdout)

    def test_check_says_when_no_broker_answers(self):
        done = claimd("check", "-X", "brokers=127.0.0.1:1")
        self.assertEqual(done.returncode, 69)
        self.assertIn("error    -X: brokers 127.0.0.1:1: ", done.stdout)

    def test_check_names_the_property_that_was_meant(self):
        done = claimd("check", "-X", "kafka.fetch.mim.bytes=2")
        self.assertEqual(done.returncode, 78)
        self.assertRegex(done.stdout, r"error +-X: librdkafka \S+ knows no 'fetch.mim.bytes'; did you mean kafka.fetch.min.bytes\?")

    def test_check_asks_the_brokers(self):
        done = claimd("check", "--write", "-X", "kafka.test.mock.num.brokers=1")
        self.assertIn("brokers localhost:9092 answer", done.stdout)
        self.assertIn("good     may read 'articles'", done.stdout)
        self.assertIn("good     may write to 'articles.enriched'", done.stdout)


if __name__ == "__main__":
    unittest.main()
