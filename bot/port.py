"""Whether a port can be listened on, told before the slow part of a start."""

from __future__ import annotations

import errno
import socket

from corpus.errors import WenceError


class PortNotFree(WenceError):
    """The address cannot be listened on."""


def check_port(host: str, port: int) -> None:
    """Raise PortNotFree where `wence serve` could not listen on the address."""
    try:
        [(family, kind, protocol, _, address), *_] = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        with socket.socket(family, kind, protocol) as probe:
            # As the server sets it: the waiting time after a stop does not make a port taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise PortNotFree(f"There is no address {host}: check --host.") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortNotFree(
                f"Port {port} on {host} is in use: stop what runs there, or choose another "
                "with --port."
            ) from error
        raise PortNotFree(
            f"Port {port} on {host} cannot be listened on ({error.strerror}): choose others "
            "with --host and --port."
        ) from error
