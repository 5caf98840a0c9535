#!/usr/bin/env python3
"""What stands in deploy/ fits the program and itself: no engine for it is needed here."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
import urllib.request

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
CLAIMD = os.environ.get("CLAIMD", str(ROOT / "build/release/claimd"))
LONGEST = 240                      # s

METRIC = re.compile(r"\b(?:claimd|process)_[a-z_]+")


def read(name):
    return (DEPLOY / name).read_text(encoding="utf-8")


def check(configuration=None, environment=None):
    """Are these options in order?"""
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith("CLAIMD")}, **(environment or {})}
    with tempfile.NamedTemporaryFile("w", suffix=".conf", encoding="utf-8") as file:
        file.write(configuration or "")
        file.flush()
        return subprocess.run([CLAIMD, "-c", file.name, "check", "--offline"], env=environment, capture_output=True, text=True, timeout=LONGEST, check=False)


def known_metrics():
    """What a copy that waits for its brokers tells of: all families."""
    command = [CLAIMD, "run", "-X", "brokers=127.0.0.1:1", "-X", "http.listen=127.0.0.1:0", "-X", "log.level=info"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as copy:
        try:
            port = next(found.group(1) for line in copy.stderr if (found := re.search(r"event=answering.* port=(\d+)", line)))
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=LONGEST) as answer:
                text = answer.read().decode()
        finally:
            copy.send_signal(signal.SIGKILL)
    types = dict(re.findall(r"# TYPE (\S+) (\S+)", text))
    return {name + suffix for name, kind in types.items() for suffix in (("_bucket", "_sum", "_count") if kind == "histogram" else ("",))}


def dashboard_queries():
    dashboard = json.loads(read("dashboard.json"))
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    queries += [annotation["expr"] for annotation in dashboard["annotations"]["list"]]
    return [query.replace("$__rate_interval", "5m").replace("$job", "claimd") for query in queries]


def alerts():
    return [rule for group in yaml.safe_load(read("alerts.yaml"))["groups"] for rule in group["rules"]]


class Watching(unittest.TestCase):
    def test_queries_ask_for_metrics_that_there_are(self):
        known = known_metrics()
        for query in dashboard_queries() + [rule["expr"] for rule in alerts()]:
            asked = set(METRIC.findall(query))
            self.assertEqual(asked - known, set(), query)
            self.assertTrue(asked or "up{" in query, query)

    @unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
    def test_alerts_come_when_they_should(self):
        done = subprocess.run(["promtool", "test", "rules", "alerts.yaml"], cwd=ROOT / "tests/deploy", capture_output=True, text=True, timeout=LONGEST, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        tested = (ROOT / "tests/deploy/alerts.yaml").read_text(encoding="utf-8")
        for rule in alerts():
            self.assertGreater(tested.count(rule["alert"]), 1, f"{rule['alert']} is never fired by a test")

    @unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
    def test_queries_of_the_dashboard_are_well_formed(self):
        rules = [{"record": f"query:{i}", "expr": query} for i, query in enumerate(dashboard_queries())]
        with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
            yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}, file)
            done = subprocess.run(["promtool", "check", "rules", file.name], capture_output=True, text=True, timeout=LONGEST, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_panels_do_not_overlap(self):
        taken = set()
        for panel in json.loads(read("dashboard.json"))["panels"]:
            place = panel["gridPos"]
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
            self.assertLessEqual(place["x"] + place["w"], 24)
            self.assertFalse(cells & taken, panel["title"])
            taken |= cells

    def test_the_guide_tells_of_each_alert_and_of_no_other(self):
        self.assertEqual(re.findall(r"^\*\*(Claimd\w+)\*\*", read("OPERATING.md"), re.M), [rule["alert"] for rule in alerts()])


class Containers(unittest.TestCase):
    def setUp(self):
        self.compose = yaml.safe_load(read("compose.yaml"))
        self.manifests = {(m["kind"], m["metadata"]["name"]): m for m in yaml.safe_load_all(read("kubernetes.yaml"))}
        self.set = self.manifests["StatefulSet", "claimd"]["spec"]
        self.pod = self.set["template"]["spec"]
        self.container, = self.pod["containers"]
        self.configuration = self.manifests["ConfigMap", "claimd"]["data"]["claimd.conf"]

    def test_compose_names_what_there_is(self):
        services, configs = self.compose["services"], self.compose["configs"]
        self.assertEqual(set(services), {"kafka", "topics", "claimd", "prometheus", "grafana"})
        for name, service in services.items():
            self.assertTrue(("image" in service) != ("build" in service), name)
            self.assertLessEqual(set(service.get("depends_on", {})), set(services))
            for config in service.get("configs", []):
                self.assertIn(config["source"], configs)
            for port in service.get("ports", []):
                self.assertRegex(port, r"^127\.0\.0\.1:\d+:\d+$")
        for config in configs.values():
            self.assertTrue("content" in config or (DEPLOY / config["file"]).exists())
            yaml.safe_load(config.get("content", ""))
        self.assertTrue((DEPLOY / services["claimd"]["build"]["context"] / services["claimd"]["build"]["dockerfile"]).exists())

    def test_the_options_in_compose_image_and_manifests_are_options(self):
        image = dict(re.findall(r"^ENV (CLAIMD_\w+)=(\S+)", read("Dockerfile"), re.M))
        for environment in (image, self.compose["services"]["claimd"]["environment"]):
            self.assertTrue(environment)
            done = check(environment=environment)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        done = check(self.configuration, {entry["name"]: "claimd-0" for entry in self.container["env"]})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_image_is_built_by_presets_that_there_are_and_runs_as_nobody(self):
        presets = json.loads((ROOT / "CMakePresets.json").read_text(encoding="utf-8"))
        names = {kind: {preset["name"] for preset in presets[kind]} for kind in ("configurePresets", "buildPresets", "packagePresets")}
        text = read("Dockerfile")
        for pattern, kind in ((r"cmake --preset (\w+)", "configurePresets"), (r"--build --preset (\w+)", "buildPresets"), (r"cpack --preset (\w+)", "packagePresets")):
            self.assertLessEqual(set(re.findall(pattern, text)), names[kind])
        self.assertRegex(text, r"(?m)^USER [1-9]\d*:[1-9]\d*$")
        self.assertRegex(text, r'(?m)^ENTRYPOINT \["')

    def test_selectors_select_the_pods(self):
        labels = self.set["template"]["metadata"]["labels"].items()
        for selector in (self.set["selector"]["matchLabels"], self.manifests["Service", self.set["serviceName"]]["spec"]["selector"],
                         self.manifests["PodDisruptionBudget", "claimd"]["spec"]["selector"]["matchLabels"]):
            self.assertTrue(selector)
            self.assertLessEqual(set(selector.items()), set(labels))

    def test_a_pod_is_probed_where_it_listens_named_and_given_time_to_leave(self):
        ports = {port["name"]: port["containerPort"] for port in self.container["ports"]}
        for probe, path in (("startupProbe", "/livez"), ("livenessProbe", "/livez"), ("readinessProbe", "/readyz")):
            self.assertEqual(self.container[probe]["httpGet"], {"path": path, "port": "http"})
        self.assertIn(f"http.listen = 0.0.0.0:{ports['http']}", self.configuration)
        self.assertEqual({e["name"]: e["valueFrom"]["fieldRef"]["fieldPath"] for e in self.container["env"]}, {"CLAIMD_INSTANCE": "metadata.name"})
        self.assertGreater(self.pod["terminationGracePeriodSeconds"], 10)
        mounted = {mount["name"]: mount["mountPath"] for mount in self.container["volumeMounts"]}
        volume, = self.pod["volumes"]
        self.assertEqual(volume["configMap"]["name"], "claimd")
        self.assertEqual(self.container["args"], ["-c", f"{mounted[volume['name']]}/claimd.conf", "run"])
        self.assertTrue(self.pod["securityContext"]["runAsNonRoot"] and self.container["securityContext"]["readOnlyRootFilesystem"])

    @unittest.skipUnless(shutil.which("kubernetes-validate"), "kubernetes-validate is not installed")
    def test_manifests_hold_to_the_schemas_of_kubernetes(self):
        done = subprocess.run(["kubernetes-validate", "--strict", DEPLOY / "kubernetes.yaml"], capture_output=True, text=True, timeout=LONGEST, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_what_scales_looks_at_the_same_topic_and_group(self):
        scaled = yaml.safe_load(read("kubernetes-autoscaling.yaml"))["spec"]
        options = dict(re.split(r"\s*=\s*", line, maxsplit=1) for line in self.configuration.splitlines())
        trigger, = scaled["triggers"]
        self.assertEqual(scaled["scaleTargetRef"], {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "claimd"})
        self.assertEqual((trigger["metadata"]["topic"], trigger["metadata"]["bootstrapServers"]), (options["input.topic"], options["brokers"]))
        self.assertEqual(trigger["metadata"]["consumerGroup"], options.get("group", "claimd"))
        self.assertGreaterEqual(scaled["minReplicaCount"], 1)


class Sizing(unittest.TestCase):
    def test_the_page_is_what_its_figures_make(self):
        done = subprocess.run([DEPLOY / "sizing"], capture_output=True, text=True, timeout=LONGEST, check=True)
        self.assertEqual(read("SIZING.md"), done.stdout, "run deploy/sizing > deploy/SIZING.md")


if __name__ == "__main__":
    unittest.main()
