"""What stands for a process that is a fork of another one: `client.py SOCKET ARGUMENT...`.

It starts with few imports, and then is as if it were the fork: the fork has its files, folder and environment, gets its
signals, ends when it is killed, and ends it with its own exit code. The other end is `server.py`.
"""

from __future__ import annotations

# `socket` without what it adds in Python, which would take longer to import than all else here.
import _socket as socket
import os
import signal
import sys

SEPARATOR = b"\0"
STANDARD_FILES = b"".join(number.to_bytes(4, sys.byteorder) for number in range(3))


def main(address: str, *arguments: str) -> int:
    environment = [f"{name}={value}" for name, value in os.environ.items()]
    order = [os.getcwd(), str(len(arguments)), *arguments, *environment]  # noqa: PTH109 - an import less
    server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server.connect(address)
    files = (socket.SOL_SOCKET, socket.SCM_RIGHTS, STANDARD_FILES)
    server.sendmsg([SEPARATOR.join(map(os.fsencode, order))], [files])
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda heard, _: server.send(bytes([heard])))
    status = int(server.recv(100))
    if os.WIFSIGNALED(status):
        signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    return os.WEXITSTATUS(status)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
