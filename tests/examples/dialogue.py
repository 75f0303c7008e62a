# SPDX-License-Identifier: MIT
"""The server's side of a short dialogue, for examples that say one command at a time."""
import socket
import threading

CLOSE = object()    # ends the connection
SILENCE = object()  # says nothing more, and waits for the client to leave


class Dialogue(threading.Thread):
    """Sends parts, the first at once and each other one when the client has said something: a line,
    or behind a part with 354 a message. What the client said is in `said`, when it has left."""

    def __init__(self, connect, parts, cut=None):
        super().__init__(daemon=True)
        self.connect, self.parts, self.cut = connect, parts, cut
        self.said, self.rest = [], b""

    def run(self):
        with self.connect() as self.connection:
            try:
                for part in self.parts:
                    if part is CLOSE:
                        return
                    if part is not SILENCE:
                        self.send(part)
                    if not self.hear(part is not SILENCE and b"354" in part):
                        return
                self.connection.shutdown(socket.SHUT_WR)
                while self.hear(False):
                    pass
            except OSError:
                pass  # the client has left

    def send(self, part):
        step = self.cut or max(1, len(part))
        for at in range(0, len(part), step):
            self.connection.sendall(part[at:at + step])

    def hear(self, is_message):
        """Waits for what the client says; false when it has left."""
        end = b"\r\n.\r\n" if is_message else b"\r\n"
        while end not in self.rest:
            if not (piece := self.connection.recv(65536)):
                return False
            self.rest += piece
        said, _, self.rest = self.rest.partition(end)
        self.said.append(said)
        return True
