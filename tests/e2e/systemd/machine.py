"""A real systemd in a container, to be asked and watched from outside."""
import json
import os
import select
import signal
import socket
import subprocess
import tempfile
import time

PATIENCE = 60  # seconds; what takes longer has failed


class Machine:
    """Boots `root` (a Debian tree with systemd) by systemd-nspawn, with a network of its own."""

    def __init__(self, root):
        self.folder = tempfile.TemporaryDirectory()
        address = os.path.join(self.folder.name, "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            ready.bind(address)
            ready.settimeout(PATIENCE)
            self.log = open(os.path.join(self.folder.name, "console"), "w+b")
            self.nspawn = subprocess.Popen(
                ["systemd-nspawn", "--quiet", "-D", root, "--register=no", "--keep-unit", "--private-network",
                 "--link-journal=no", "--console=pipe", "--notify-ready=yes", "--boot"],
                stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env={**os.environ, "NOTIFY_SOCKET": address})
            self.leader = self._wait_for_boot(ready)

    def _wait_for_boot(self, ready):
        leader, booted = None, False
        while leader is None or not booted:
            try:
                words = ready.recv(4096).decode().split("\n")
            except TimeoutError:
                self.log.seek(0)
                raise RuntimeError("systemd did not boot:\n" + self.log.read().decode(errors="replace")) from None
            booted = booted or "READY=1" in words
            for word in words:
                if word.startswith("X_NSPAWN_LEADER_PID="):
                    leader = word.split("=")[1]
        return leader

    def enter(self, *argv):
        return ["nsenter", "-t", self.leader, "-a", "--", *argv]

    def enter_network(self, *argv):
        """The machine's network, but this side's files: for test programs that the machine does not have."""
        return ["nsenter", "-t", self.leader, "-n", "--", *argv]

    def try_run(self, *argv):
        return subprocess.run(self.enter(*argv), capture_output=True, text=True, timeout=PATIENCE, check=False)

    def run(self, *argv):
        done = self.try_run(*argv)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(argv)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def show(self, unit, key):
        return self.run("systemctl", "show", unit, "--value", "-p", key).strip()

    def write(self, path, text):
        """A file of the machine."""
        done = subprocess.run(self.enter("sh", "-c", 'mkdir -p "${0%/*}" && cat >"$0"', path), input=text, text=True,
                              timeout=PATIENCE, check=True)
        return done

    def power_off(self):
        self.nspawn.send_signal(signal.SIGTERM)  # an orderly shutdown of the machine
        try:
            self.nspawn.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.nspawn.kill()
            self.nspawn.wait()
        self.log.close()
        self.folder.cleanup()


def fits(entry, fields):
    return all(value in str(entry.get(key)) if key == "MESSAGE" else entry.get(key) == value for key, value in fields.items())


class Journal:
    """Entries of the machine's journal from now on, as they come."""

    def __init__(self, machine, *matches):
        cursor = json.loads(machine.run("journalctl", "-n", "1", "-o", "json").splitlines()[-1])["__CURSOR"]
        self.reader = subprocess.Popen(
            machine.enter("journalctl", "--follow", "-o", "json", "--no-tail", f"--after-cursor={cursor}", *matches),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.rest = b""
        self.seen = []

    def wait_or_recall(self, what, **fields):
        """As wait(), or an entry that has been seen: of two things that may come in either order the second."""
        for entry in self.seen:
            if fits(entry, fields):
                return entry
        return self.wait(what, **fields)

    def wait(self, what, **fields):
        """The next entry whose fields have these values (or contain them, for MESSAGE)."""
        deadline = time.monotonic() + PATIENCE
        while True:
            while b"\n" in self.rest:
                line, self.rest = self.rest.split(b"\n", 1)
                entry = json.loads(line)
                self.seen.append(entry)
                if fits(entry, fields):
                    return entry
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.reader.stdout], [], [], left)[0]:
                lines = "\n".join(str(entry.get("MESSAGE")) for entry in self.seen)
                raise AssertionError(f"the journal does not say: {what}; it says:\n{lines}")
            self.rest += os.read(self.reader.stdout.fileno(), 65536)

    def close(self):
        self.reader.kill()
        self.reader.wait()
        self.reader.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
