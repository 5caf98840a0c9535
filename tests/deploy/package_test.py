#!/usr/bin/env python3
"""The Debian package of a release build: installed into a folder, run there, upgraded, removed."""
import gzip
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CLAIMD = pathlib.Path(os.environ.get("CLAIMD", ROOT / "build/release/claimd"))
BUILD = CLAIMD.parent
LONGEST = 600                      # s

ARTICLE = {"id": "1", "text": "The bridge will open on Friday, Mayor Gloria Tran told reporters."}


def run(*command, **more):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=LONGEST, check=False, **more)


def is_release():
    return "CMAKE_BUILD_TYPE:STRING=RelWithDebInfo" in (BUILD / "CMakeCache.txt").read_text(encoding="utf-8")


@unittest.skipUnless(is_release() and shutil.which("dpkg"), "only a release build is packed, and only by dpkg")
class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="claimd-package-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        done = run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", cls.folder)
        assert done.returncode == 0, done.stdout + done.stderr
        cls.package, = cls.folder.glob("claimd_*.deb")

    def dpkg(self, root, *arguments):
        """In a root of its own: the machine stays as it is. Maintainer scripts run outside, and see that no systemd is there."""
        environment = {**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}
        done = run("dpkg", f"--root={root}", "--force-depends", "--force-script-chrootless", "--log=/dev/null", *arguments, env=environment,
                   stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    @unittest.skipUnless(os.geteuid() == 0, "dpkg wants root")
    def test_it_installs_runs_keeps_its_configuration_and_goes(self):
        root = self.folder / "root"
        for name in ("info", "updates", "triggers"):
            (root / "var/lib/dpkg" / name).mkdir(parents=True)
        (root / "var/lib/dpkg/status").touch()
        self.dpkg(root, "-i", self.package)
        program, configuration = root / "usr/bin/claimd", root / "etc/claimd/claimd.conf"
        done = run(program, "extract", input=json.dumps(ARTICLE))
        self.assertEqual([claim["speaker"]["name"] for claim in json.loads(done.stdout)["claims"]], ["Gloria Tran"])
        done = run(program, "-c", configuration, "check", "--offline")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(f"language pack {root}/usr/share/claimd/en", done.stdout)
        self.assertIn("claimd.conf", gzip.open(root / "usr/share/man/man5/claimd.conf.5.gz", "rt", encoding="utf-8").read())

        configuration.write_text("lanes = 3\n", encoding="utf-8")
        self.dpkg(root, "-i", self.package)
        self.assertEqual(configuration.read_text(encoding="utf-8"), "lanes = 3\n")
        self.dpkg(root, "--remove", "claimd")
        self.assertTrue(configuration.exists() and not program.exists())
        self.dpkg(root, "--purge", "claimd")
        left = [path for path in root.rglob("*") if path.is_file() and "var/lib/dpkg" not in str(path)]
        self.assertEqual(left, [])

    def test_it_says_what_it_needs(self):
        fields = run("dpkg-deb", "--field", self.package).stdout
        for library in ("librdkafka1", "libpcre2-8-0", "libmicrohttpd12", "libc6"):
            self.assertIn(library, fields)

    @unittest.skipUnless(shutil.which("lintian"), "lintian is not installed")
    def test_lintian_finds_no_error(self):
        done = run("lintian", "--allow-root", "--fail-on", "error", self.package)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd is not installed")
    def test_the_unit_is_right_and_hardened(self):
        unit = self.folder / "claimd.service"
        unit.write_text((ROOT / "deploy/claimd.service").read_text(encoding="utf-8").replace("/usr/bin/claimd", str(CLAIMD)), encoding="utf-8")
        done = run("systemd-analyze", "verify", "--man=no", unit)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        done = run("systemd-analyze", "security", "--offline=yes", "--threshold=20", unit)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
