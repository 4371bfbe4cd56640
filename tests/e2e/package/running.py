#!/usr/bin/env python3
"""The package on a machine that runs: started when installed, restarted when upgraded, stopped when removed.
Usage: running.py ROOT, a system in which /older.deb and /newer.deb lie and what they depend on is installed."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "systemd"))
from machine import Machine  # noqa: E402


def expect(what, found, wanted):
    if found != wanted:
        raise SystemExit(f"test_package: {what} is {found!r} instead of {wanted!r}")


def check(machine):
    def daemon(key):
        return machine.show("framewake.service", key)

    machine.try_run("systemctl", "is-system-running", "--wait")
    machine.run("dpkg", "--install", "/older.deb")
    expect("the installed service", daemon("ActiveState"), "active")
    expect("its health", machine.run("framewake", "health"), "ok\n")
    before = daemon("MainPID")
    machine.run("dpkg", "--install", "/newer.deb")
    expect("the upgraded service", daemon("ActiveState"), "active")
    expect("that it is the same process", daemon("MainPID") == before, False)
    machine.run("systemctl", "stop", "framewake.service")
    machine.run("systemctl", "disable", "framewake.service")
    machine.run("dpkg", "--install", "/older.deb")
    expect("the service that the operator disabled and stopped", daemon("ActiveState"), "inactive")
    machine.run("systemctl", "start", "framewake.service")
    machine.run("dpkg", "--remove", "framewake")
    expect("the removed service", daemon("ActiveState"), "inactive")
    expect("the removed unit", daemon("LoadState"), "not-found")
    machine.run("dpkg", "--purge", "framewake")
    expect("its folders", machine.try_run("ls", "/etc/framewake", "/var/lib/framewake").stdout, "")


os.environ.update(DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8")
guest = Machine(sys.argv[1])
try:
    check(guest)
finally:
    guest.power_off()
print("── on a running machine: started, restarted, left alone, stopped")
