"""The units as an operator meets them, under a real systemd. Run by scripts/test_systemd."""
import json
import os
import subprocess
import sys
import time
import unittest

from machine import Journal, Machine

HERE = os.path.dirname(__file__)
READY = "3021889d041b427699bb3ce31a0fc24e"  # src/base/message_ids.hpp
CONFIG_REFUSED = "721a6a6f96ec4dbaa96963d40afa3573"
LISTEN_NOT_USED = "cab200fccc2c4f28a05bf8f051396d39"
RELOADED = "8668424972cd4db5b56bd62074e3f293"
RELOAD_REFUSED = "9ba6aab03aad4c5fbf76f63da2c2d5b0"
STAGE_WEDGED = "84521689626a408dbe701a7576e1b25d"
CAMERA_CONNECTED = "d0d32d3e8d00464e92d3b97a340237d7"
DROP_IN = "/etc/systemd/system/framewake.service.d/test.conf"
CAMERA_DROP_IN = "/etc/systemd/system/framewake-camera@front.service.d/test.conf"
SECRETS = "/etc/framewake/secrets"
SOCKETS = ["framewake.socket", "framewake-http.socket"]


class ServiceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = Machine(os.environ["FRAMEWAKE_MACHINE_ROOT"])
        cls.addClassCleanup(cls.machine.power_off)
        cls.machine.run("systemctl", "is-system-running", "--wait")

    def setUp(self):
        self.addCleanup(self.back_to_the_start)

    def back_to_the_start(self):
        self.machine.run("systemctl", "stop", *SOCKETS, "framewake.service", "framewake-camera@front.service")
        self.machine.run("rm", "-rf", os.path.dirname(DROP_IN), os.path.dirname(CAMERA_DROP_IN), SECRETS,
                         "/etc/framewake/framewake.d")
        self.machine.run("systemctl", "daemon-reload")
        self.machine.try_run("systemctl", "reset-failed")

    def drop_in(self, *lines):
        self.machine.write(DROP_IN, "[Service]\n" + "\n".join(lines) + "\n")
        self.machine.run("systemctl", "daemon-reload")

    def start_camera(self, journal):
        self.machine.write("/etc/framewake/camera-front.env", "SOURCE=test\nOPTIONS=--fps 20 --size 320x240\n")
        self.machine.run("systemctl", "start", "framewake-camera@front.service")
        return journal.wait("the camera is there", MESSAGE_ID=CAMERA_CONNECTED, CAMERA="front")

    def daemon(self, key):
        return self.machine.show("framewake.service", key)

    def http(self, path):
        """The operators' listener, asked from inside: status line and body."""
        script = ("import sys, http.client\nc = http.client.HTTPConnection('127.0.0.1', 8990, timeout=30)\n"
                  "c.request('GET', sys.argv[1]); r = c.getresponse(); print(r.status); print(r.read().decode())")
        done = subprocess.run(self.machine.enter_network(sys.executable, "-c", script, path), capture_output=True,
                              text=True, timeout=60, check=True)
        status, body = done.stdout.split("\n", 1)
        return int(status), body

    def test_started_means_ready(self):
        self.machine.run("systemctl", "start", "framewake.service")  # comes back with READY=1
        self.assertEqual(self.http("/healthz")[0], 200)
        self.assertEqual(self.daemon("User"), "framewake")
        self.assertEqual(self.machine.run("stat", "-c", "%U %a", "/var/lib/framewake").strip(), "framewake 750")

    def test_a_start_gives_no_reason_to_worry(self):
        with Journal(self.machine) as journal:
            self.machine.run("systemctl", "start", *SOCKETS, "framewake.service")
            journal.wait("it is ready", MESSAGE_ID=READY)
            self.machine.run("systemctl", "stop", "framewake.service")
            journal.wait("it has stopped", MESSAGE="Stopped framewake.service")
            worries = [e["MESSAGE"] for e in journal.seen
                       if e.get("SYSLOG_IDENTIFIER") == "framewake" and int(e["PRIORITY"]) <= 4]
            self.assertEqual(worries, [])

    def test_status_as_an_operator_sees_it(self):
        with Journal(self.machine) as journal:
            self.machine.run("systemctl", "start", "framewake.service")
            connected = self.start_camera(journal)
            self.assertEqual((connected["PRIORITY"], connected["SYSLOG_IDENTIFIER"], connected["THREAD"]),
                             ("6", "framewake", "fw-net"))
        text = self.wait_for_status("1 of 1 camera live")
        self.assertRegex(text, r"^1 of 1 camera live, [0-9.]+ frames/s, age p50 [0-9.]+ ms p99 [0-9.]+ ms \(front\)$")
        shown = self.machine.run("systemctl", "status", "framewake.service")
        self.assertIn('Status: "1 of 1 camera live', shown)
        self.assertEqual(json.loads(self.http("/api/v1/status")[1])["cameras"]["front"]["state"], "live")
        explained = self.machine.run("journalctl", "-x", "-b", f"MESSAGE_ID={CAMERA_CONNECTED}", "CAMERA=front")
        self.assertIn("Subject: Camera front connected", explained)

    def wait_for_status(self, text):
        deadline = time.monotonic() + 30
        while text not in (now := self.daemon("StatusText")):
            self.assertLess(time.monotonic(), deadline, f"the status stays: {now}")
            time.sleep(0.2)  # systemd tells nobody that a status text has changed
        return now

    def test_reload(self):
        drop_in = "/etc/framewake/framewake.d/test.toml"
        with Journal(self.machine) as journal:
            self.machine.run("systemctl", "start", *SOCKETS, "framewake.service")
            self.start_camera(journal)
            before = self.daemon("MainPID")
            self.machine.write(drop_in, "[defaults]\nmax_age = \"900 ms\"\n")
            self.machine.run("systemctl", "reload", "framewake.service")
            journal.wait("it has reloaded", MESSAGE_ID=RELOADED)
            self.machine.write(drop_in, "[defaults]\nmax_agee = 1\n")
            refused = self.machine.try_run("systemctl", "reload", "framewake.service")
            self.assertNotEqual(refused.returncode, 0, "whoever asks is told")
            mistake = journal.wait("each mistake", MESSAGE_ID=RELOAD_REFUSED)
            self.assertIn("test.toml:2:", mistake["MESSAGE"])
            self.assertIn("test.toml:2:", self.wait_for_status("reload was refused: "))
            self.machine.run("rm", drop_in)
            self.machine.run("systemctl", "reload", "framewake.service")
            journal.wait("the mistake is mended", MESSAGE_ID=RELOADED)
            self.assertEqual((self.daemon("ActiveState"), self.daemon("MainPID")), ("active", before))
            again = [e for e in journal.seen if e.get("MESSAGE_ID") == CAMERA_CONNECTED]
            self.assertEqual(len(again), 1, "the camera has stayed connected")
        self.assertTrue(self.wait_for_status("1 of 1 camera live").startswith("1 of 1"))

    def test_a_wedged_stage_is_named_and_the_watchdog_restarts(self):
        self.drop_in("ExecStart=", "ExecStart=/usr/bin/framewake-test-daemon serve --set processing.stall_timeout=300ms "
                     "--set pipelines.default.stages=[{use=\\\"wedge\\\"}]", "WatchdogSec=2s", "RestartSec=100ms")
        with Journal(self.machine) as journal:
            self.machine.run("systemctl", "start", "framewake.service")
            before = self.daemon("MainPID")
            self.start_camera(journal)
            named = journal.wait("what is wedged", MESSAGE_ID=STAGE_WEDGED)
            self.assertEqual((named["CAMERA"], named["STAGE"], named["PRIORITY"]), ("front", "wedge", "2"))
            journal.wait("the watchdog strikes", MESSAGE="Watchdog timeout")
            journal.wait("it is ready again", MESSAGE_ID=READY)
            once = [e for e in journal.seen if e.get("MESSAGE_ID") == STAGE_WEDGED and e["_PID"] == before]
            self.assertEqual(len(once), 1, "said once")
        self.assertGreaterEqual(int(self.daemon("NRestarts")), 1)

    def test_a_well_daemon_is_left_alone(self):
        self.drop_in("WatchdogSec=1s")
        self.machine.run("systemctl", "start", "framewake.service")
        before = self.daemon("MainPID")
        time.sleep(5)  # the time itself is the point: several times the watchdog's limit
        self.assertEqual((self.daemon("MainPID"), self.daemon("NRestarts")), (before, "0"))

    def test_a_restart_under_socket_activation_loses_no_camera(self):
        self.machine.write("/etc/framewake/framewake.d/test.toml", "[ingest]\nmax_connections = 500\n")
        self.machine.run("systemctl", "start", *SOCKETS)
        self.assertEqual(self.daemon("ActiveState"), "inactive")
        image = os.path.join(HERE, "..", "..", "fuzz", "corpus", "decode", "baseline_420.jpg")
        cameras = subprocess.Popen(
            self.machine.enter_network(sys.executable, os.path.join(HERE, "cameras.py"), "100", "8999", image),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(cameras.kill)
        restarts = 5
        for _ in range(restarts):
            self.assertEqual(cameras.stdout.readline(), "all connected\n")  # the first of them started the daemon
            self.machine.run("systemctl", "restart", "framewake.service")
        self.assertEqual(cameras.stdout.readline(), "all connected\n")
        account = json.loads(cameras.communicate(timeout=60)[0].splitlines()[-1])
        self.assertEqual(account["lost"], [])
        print(f"{account['answered']} handshakes, {restarts} restarts ...", file=sys.stderr, end=" ")
        self.assertGreater(account["answered"], 400 * (restarts + 1), "cameras came and went all the time")

    def keep_secret(self, name, secret):
        """A file that only root can read."""
        self.machine.write(f"{SECRETS}/{name}", secret + "\n")
        self.machine.run("chmod", "600", f"{SECRETS}/{name}")

    def test_secrets_come_as_credentials(self):
        self.keep_secret("front.token", self.machine.run("framewake", "token", "new", "front").splitlines()[1])
        printed = self.machine.run("sh", "-c", "echo the password | framewake passwd")
        self.keep_secret("password_hash", printed.splitlines()[-1].split('"')[1])
        self.machine.write("/etc/framewake/framewake.d/test.toml",
                           '[ingest]\nlisten = "0.0.0.0:8999"\nunknown_cameras = "reject"\n[cameras.front]\n'
                           '[http]\nlisten = "0.0.0.0:8990"\n')
        self.assertNotEqual(self.machine.try_run("systemctl", "start", "framewake.service").returncode, 0)
        self.assertEqual(self.daemon("ExecMainStatus"), "78", "without tokens it does not listen there")

        self.drop_in(f"LoadCredential=token.front:{SECRETS}/front.token",
                     f"LoadCredential=http.password_hash:{SECRETS}/password_hash")
        self.machine.run("systemctl", "start", "framewake.service")
        self.assertEqual((self.http("/healthz")[0], self.http("/api/v1/status")[0]), (200, 401))
        stranger = self.machine.try_run("framewake", "camera", "ws://127.0.0.1:8999/camera/front", "--source", "test",
                                        "--frames", "1")
        self.assertNotEqual(stranger.returncode, 0)

        self.machine.write("/etc/framewake/camera-front.env", "SOURCE=test\n")
        self.machine.write(CAMERA_DROP_IN, f"[Service]\nLoadCredential=token:{SECRETS}/front.token\n"
                           'Environment="OPTIONS=--token-file %d/token --fps 20"\n')
        self.machine.run("systemctl", "daemon-reload")
        with Journal(self.machine) as journal:
            self.machine.run("systemctl", "start", "framewake-camera@front.service")
            journal.wait("the camera is there", MESSAGE_ID=CAMERA_CONNECTED, CAMERA="front")

    def test_the_socket_unit_says_where(self):
        self.machine.write("/etc/framewake/framewake.d/test.toml", '[ingest]\nlisten = "127.0.0.1:7777"\n')
        with Journal(self.machine) as journal:
            self.machine.run("systemctl", "start", *SOCKETS, "framewake.service")
            line = journal.wait("which address is not used", MESSAGE_ID=LISTEN_NOT_USED)
            self.assertIn("127.0.0.1:7777", line["MESSAGE"])
            self.assertIn("127.0.0.1:8999", line["MESSAGE"])
            self.start_camera(journal)  # on 8999

    def test_a_configuration_with_mistakes_is_told_and_not_tried_again(self):
        self.machine.write("/etc/framewake/framewake.d/test.toml", "[processing]\nthreads = -1\nthreds = 2\n")
        with Journal(self.machine) as journal:
            self.assertNotEqual(self.machine.try_run("systemctl", "start", "framewake.service").returncode, 0)
            for mistake in ("test.toml:2:", "test.toml:3:"):
                line = journal.wait("each mistake", MESSAGE_ID=CONFIG_REFUSED)
                self.assertIn(mistake, line["MESSAGE"])
                self.assertEqual(line["PRIORITY"], "3")
        self.assertEqual((self.daemon("ActiveState"), self.daemon("ExecMainStatus"), self.daemon("NRestarts")),
                         ("failed", "78", "0"))

    def test_under_a_socket_a_mistake_is_no_storm_of_starts_and_is_mended_in_place(self):
        mistake = "/etc/framewake/framewake.d/test.toml"
        self.machine.write(mistake, "[processing]\nthreads = -1\n")
        self.machine.run("systemctl", "start", *SOCKETS)
        self.machine.write("/etc/framewake/camera-front.env", "SOURCE=test\nOPTIONS=--fps 20 --size 320x240\n")
        with Journal(self.machine) as journal:
            self.machine.run("systemctl", "start", "framewake-camera@front.service")  # knocks, and starts the daemon
            journal.wait("the mistake", MESSAGE_ID=CONFIG_REFUSED)
            time.sleep(5)  # the time itself is the point: half of the pause
            self.assertIn("the configuration was refused", self.daemon("StatusText"))
            self.machine.run("rm", mistake)
            journal.wait("the camera is let in", MESSAGE_ID=CAMERA_CONNECTED, CAMERA="front")
            journal.wait_or_recall("it has started by itself", MESSAGE_ID=READY)
            told = [e for e in journal.seen if e.get("MESSAGE_ID") == CONFIG_REFUSED]
            self.assertEqual(len(told), 1, "said once")

    def test_stops_within_its_time_also_with_a_stage_that_does_not_come_back(self):
        self.drop_in("ExecStart=", "ExecStart=/usr/bin/framewake-test-daemon serve "
                     "--set pipelines.default.stages=[{use=\\\"wedge\\\"}]")
        with Journal(self.machine) as journal:
            self.machine.run("systemctl", "start", "framewake.service")
            self.start_camera(journal)
        began = time.monotonic()
        self.machine.run("systemctl", "stop", "framewake.service")
        self.assertLess(time.monotonic() - began, 7, "processing.stop_timeout is 5 s, and systemd need not kill")
        self.assertEqual((self.daemon("Result"), self.daemon("ExecMainStatus")), ("exit-code", "1"))

    def test_stops_at_once_when_well(self):
        with Journal(self.machine) as journal:
            self.machine.run("systemctl", "start", "framewake.service")
            self.start_camera(journal)
            began = time.monotonic()
            self.machine.run("systemctl", "stop", "framewake.service")
            self.assertLess(time.monotonic() - began, 3)
            account = journal.wait("the camera's account", MESSAGE="camera front: received", CAMERA="front")
            self.assertIn("+ in flight 0", account["MESSAGE"])
        self.assertEqual(self.daemon("Result"), "success")


if __name__ == "__main__":
    unittest.main()
