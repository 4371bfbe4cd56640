#!/usr/bin/env python3
"""Whether monitoring/ and docs/operations.md speak of what the daemon really exports: its metrics, their labels, and the
labels' values. Usage: check.py FRAMEWAKE [PROMTOOL]

Starts the daemon on free ports, sends it frames, reads /metrics. With promtool, the rules' own tests run, too."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
RULES = ROOT / "monitoring/alerts.yml"
DASHBOARD = ROOT / "monitoring/grafana-dashboard.json"
OPERATIONS = ROOT / "docs/operations.md"
FROM_PROMETHEUS = {"instance", "job"}  # labels that the scrape adds
FREE_VALUES = {"camera", "stage", "version", "le", "instance", "job"}
METRIC = re.compile(r"\b(?:framewake|process)_[a-z0-9_]+\b")
SELECTOR = re.compile(r"\b((?:framewake|process)_[a-z0-9_]+)\{([^}]*)\}")
MATCHER = re.compile(r'(\w+)\s*(=~|=|!=|!~)\s*"([^"]*)"')


class Daemon:
    def __init__(self, program):
        self.home = tempfile.TemporaryDirectory()
        empty = pathlib.Path(self.home.name) / "empty.toml"
        empty.touch()
        self.process = subprocess.Popen(
            [program, "serve", "--config", str(empty), "--set", "ingest.listen=127.0.0.1:0", "--set",
             "http.listen=127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
        self.log = []
        while not any("is ready" in line for line in self.log):
            line = self.process.stderr.readline()
            if not line:
                raise SystemExit("the daemon has ended:\n" + "".join(self.log))
            self.log.append(line)
        # What it says from here on is read and forgotten, so that it never waits for a reader.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.home.cleanup()


def listeners(log):
    """The ports of the two listeners, from the lines that name them."""
    text = "".join(log)
    ports = dict(re.findall(r"(cameras|operators)\D+127\.0\.0\.1:(\d+)", text))
    if set(ports) != {"cameras", "operators"}:
        raise SystemExit("the daemon does not say where it listens:\n" + text)
    return int(ports["cameras"]), int(ports["operators"])


def read_metrics(program):
    daemon = Daemon(program)
    try:
        cameras, operators = listeners(daemon.log)
        subprocess.run([program, "camera", f"ws://127.0.0.1:{cameras}/camera/front", "--source", "test", "--frames", "5",
                        "--fps", "100", "--reply"], check=True, capture_output=True, timeout=60)
        with urllib.request.urlopen(f"http://127.0.0.1:{operators}/metrics", timeout=30) as answer:
            return answer.read().decode()
    finally:
        daemon.stop()


def exported(text):
    """{name: {label: values}} of everything in /metrics; histograms by their three names, too."""
    metrics = {}
    for name, labels in re.findall(r"^([a-z0-9_]+)(?:\{(.*)\})? ", text, re.M):
        known = metrics.setdefault(name, {})
        for label, value in re.findall(r'(\w+)="([^"]*)"', labels):
            known.setdefault(label, set()).add(value)
    return metrics


def expressions():
    """(where, expression) of every rule and every query of the dashboard."""
    found = []
    text = RULES.read_text()
    for alert in re.split(r"\n\s+- alert: ", text)[1:]:
        name = alert.split("\n", 1)[0]
        expression = re.search(r"expr:(.*?)\n\s+(?:for|labels):", alert, re.S).group(1)
        found.append((f"alert {name}", expression))
    board = json.loads(DASHBOARD.read_text())
    for panel in board["panels"]:
        found += [(f"panel {panel['title']!r}", target["expr"]) for target in panel["targets"]]
    found += [(f"variable {v['name']}", v["query"]["query"]) for v in board["templating"]["list"] if v["type"] == "query"]
    return found


def problems_of(where, expression, metrics):
    names = METRIC.findall(expression)
    if not names and "up{" not in expression:
        yield f"{where}: names no metric: {expression.strip()}"
    for name in names:
        if name not in metrics and plain(name) not in in_source():
            yield f"{where}: the daemon exports no {name}"
    for name, matchers in SELECTOR.findall(expression):
        if name not in metrics:
            continue
        for label, _, value in MATCHER.findall(matchers):
            known = metrics[name]
            if label not in known and label not in FROM_PROMETHEUS:
                yield f"{where}: {name} has no label {label}"
            elif label not in FREE_VALUES:
                yield from (f"{where}: {label} is never {one!r}" for one in value.split("|") if one not in known[label])


def plain(name):
    """A metric's own name, without what a histogram adds."""
    return re.sub(r"_(bucket|sum|count)$", "", name)


def in_source():
    """Metrics that the code names; some are exported only for pipelines, or with certificates, that this test's daemon does not
    have."""
    files = [path.read_text() for folder in ("output", "app") for path in (ROOT / "src" / folder).rglob("*.cpp")]
    return {name for text in files for name in re.findall(r'"((?:framewake|process)_[a-z0-9_]+)"', text)}


def undocumented(metrics):
    """What is exported and is in no table of docs/operations.md, and the other way round."""
    known = {plain(name) for name in metrics} | in_source()
    told = set(re.findall(r"^\| `((?:framewake|process)_[a-z0-9_]+)", OPERATIONS.read_text(), re.M))
    yield from (f"docs/operations.md does not explain {name}" for name in sorted(known - told))
    yield from (f"docs/operations.md explains {name}, which no daemon exports" for name in sorted(told - known))
    alerts = set(re.findall(r"- alert: (\w+)", RULES.read_text()))
    explained = set(re.findall(r"^\| `(Framewake\w+)`", OPERATIONS.read_text(), re.M))
    yield from (f"docs/operations.md does not say what to do about {name}" for name in sorted(alerts - explained))
    yield from (f"docs/operations.md speaks of {name}, which is no alert" for name in sorted(explained - alerts))


def main():
    metrics = exported(read_metrics(sys.argv[1]))
    found = [p for where, expression in expressions() for p in problems_of(where, expression, metrics)]
    found += undocumented(metrics)
    for line in found:
        print(line)
    print(f"monitoring: {len(expressions())} expressions, {len(metrics)} series, {len(found)} problems")
    if len(sys.argv) > 2:
        for argv in (["check", "rules", RULES], ["test", "rules", ROOT / "monitoring/alerts_test.yml"]):
            found += [1] if subprocess.run([sys.argv[2], *argv], check=False).returncode else []
    else:
        print("promtool: PASSED OVER: it is not installed; the rules' own tests have not run (scripts/test_monitoring)")
    return 1 if found else 0


sys.exit(main())
