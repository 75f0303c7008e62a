# SPDX-License-Identifier: MIT
"""A mail server in the root that scripts/test-servers installed for it, and what arrived there.

Runs in namespaces of its own, see `alone`. What the server writes lies in memory over its root and
is gone with the namespaces, and so are its processes. `python3 server.py NAME COMMAND...` runs a
command beside a server, for a person who wants to look.
"""
import collections
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOTS = HERE.parents[1] / "build" / "servers"
NAMESPACES = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--uts", "--net", "--pid",
              "--fork", "--kill-child", "--mount-proc"]
HOST, ADDRESS = "mx.test.example", "192.0.2.25"
CLIENT, CLIENT_ADDRESS = "client.example", "192.0.2.1"


def alone(*command):
    """The command that runs another where no process, mount and packet leaves or enters."""
    return [*NAMESPACES, *map(str, command)]


def system(*command):
    subprocess.run([str(word) for word in command], check=True)


class Server:
    """One server. Made within `alone`."""

    def __init__(self, name):
        self.name = name
        self.folder = HERE / name
        self.root = ROOTS / name / "root"
        self.log = ROOTS / name / "log"
        self.hosts = ROOTS / name / "hosts"
        self.ports = self.read_ports()
        self.process = None
        self.seen, self.messages = set(), collections.defaultdict(list)
        self.log.unlink(missing_ok=True)
        self.make_network()
        self.mount_root()

    def read_ports(self):
        recipe = (self.folder / "recipe").read_text()
        return [int(port) for port in re.search(r"^ports (.*)$", recipe, re.MULTILINE)[1].split()]

    def make_network(self):
        """The client has an address of its own, so that no server trusts it as a part of itself."""
        system("ip", "link", "set", "lo", "up")
        for address in (ADDRESS, CLIENT_ADDRESS):
            system("ip", "address", "add", address, "dev", "lo")
        system("ip", "route", "change", "table", "local", "local", ADDRESS, "dev", "lo",
               "src", CLIENT_ADDRESS)
        system("hostname", HOST)
        self.hosts.write_text(
            f"127.0.0.1 localhost\n{ADDRESS} {HOST}\n{CLIENT_ADDRESS} {CLIENT}\n")
        system("mount", "--bind", self.hosts, "/etc/hosts")

    def mount_root(self):
        memory = ROOTS / self.name / "memory"
        system("mount", "-t", "tmpfs", "tmpfs", memory)
        for folder in ("upper", "work"):
            (memory / folder).mkdir()
        system("mount", "-t", "overlay", "overlay", self.root, "-o",
               f"lowerdir={ROOTS / self.name / 'layer'}:{ROOTS / 'base'},"
               f"upperdir={memory}/upper,workdir={memory}/work")
        (self.root / "etc/hosts").write_text(self.hosts.read_text())
        (self.root / "etc/resolv.conf").write_text("")
        for source, target in ((self.folder, "server"), (ROOTS / "tls", "tls")):
            (self.root / "srv" / target).mkdir()
            system("mount", "--bind", source, self.root / "srv" / target)
        self.make_mailboxes()

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                ["unshare", "--pid", "--fork", "--kill-child", f"--mount-proc={self.root}/proc",
                 "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                 "chroot", self.root, "/srv/server/start"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        for port in self.ports:
            self.wait_for(port)

    def wait_for(self, port):
        """Waits for a greeting."""
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with socket.create_connection((HOST, port), timeout=5) as connection:
                    if connection.recv(1):
                        connection.sendall(b"QUIT\r\n")
                        return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"{self.name} does not answer on port {port}, see {self.log}")

    def kill(self):
        """Kills the server and all its children, as a power cut would."""
        self.signal(signal.SIGKILL)
        self.process.wait()

    def freeze(self):
        """Stops every process of the server; the kernel goes on accepting connections."""
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)

    def signal(self, number):
        """Parents first, so that none begets a process that is missed."""
        for process in sorted(self.processes()):
            try:
                os.kill(process, number)
            except ProcessLookupError:
                pass

    def processes(self):
        """All but ours: what runs in another space of process numbers."""
        ours = os.readlink("/proc/self/ns/pid")
        for path in pathlib.Path("/proc").glob("[0-9]*/ns/pid"):
            try:
                if os.readlink(path) != ours:
                    yield int(path.parts[2])
            except FileNotFoundError:
                pass

    def make_mailboxes(self):
        mail = self.root / "srv/mail"
        mail.mkdir()
        os.chown(mail, 8, 8)  # mail, on every Debian

    def collect(self):
        """Reads what arrived since the last time into `messages`: by the number in X-Case, pairs of a
        mailbox and a message, its line ends as LF."""
        for path in (self.root / "srv/mail").glob("*/new/*"):
            if path not in self.seen:
                self.seen.add(path)
                content = path.read_bytes().replace(b"\r\n", b"\n")
                number = re.search(rb"^X-Case: ([0-9]+)$", content, re.MULTILINE)
                self.messages[int(number.group(1)) if number else 0].append(
                    (path.parts[-3], content))


def main():
    name, *command = sys.argv[1:]
    if os.environ.get("ALONE") != name:
        os.execvpe(NAMESPACES[0], alone(sys.executable, __file__, *sys.argv[1:]),
                   {**os.environ, "ALONE": name})
    server = Server(name)
    server.start()
    status = subprocess.run(command, check=False).returncode
    server.kill()
    return status


if __name__ == "__main__":
    sys.exit(main())
