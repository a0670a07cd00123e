"""`wence keys …` and `wence password`: the result on stdout, all else on stderr."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from typing import TYPE_CHECKING, Any, get_args

from bot.access.gate import KEY_PREFIX, Scope
from corpus.errors import WenceError

if TYPE_CHECKING:
    from bot.access.keys import Key, KeyFile

SCOPES: tuple[Scope, ...] = get_args(Scope)


class PasswordsDiffer(WenceError):
    """The password was not typed the same way twice."""


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the commands to the command line."""
    keys = subparsers.add_parser("keys", help="make, list and revoke API keys")
    actions = keys.add_subparsers(metavar="ACTION", required=True)

    add = actions.add_parser("add", help="make a key; it is shown once")
    add.add_argument("name", metavar="NAME", help="who uses it")
    add.add_argument(
        "--scope",
        type=_scopes,
        default=("ask", "feedback"),
        help=f"what for, separated by commas: {', '.join(SCOPES)} (ask,feedback)",
    )
    add.add_argument("--rate", type=int, metavar="N", help="requests a minute (as set for all)")
    add.add_argument("--days", type=int, metavar="N", help="days until it expires (never)")
    add.set_defaults(run=add_key)

    list_ = actions.add_parser("list", help="list the keys, without their secrets")
    list_.add_argument("--json", action="store_true", help="print JSON alone")
    list_.set_defaults(run=list_keys)

    revoke = actions.add_parser("revoke", help="make a key useless, at once")
    revoke.add_argument("name", metavar="NAME")
    revoke.set_defaults(run=revoke_key)

    password = subparsers.add_parser(
        "password", help="print the hash of a password for WENCE_ADMIN_PASSWORD_HASH"
    )
    password.set_defaults(run=hash_password)


def add_key(args: argparse.Namespace) -> None:
    """`wence keys add`: the key on stdout."""
    print(_keys().add(args.name, scopes=args.scope, rate=args.rate, days=args.days))
    print("Keep it now: it cannot be shown again.", file=sys.stderr)


def list_keys(args: argparse.Namespace) -> None:
    """`wence keys list`: a line for each key, revoked and expired ones too."""
    keys = _keys().keys()
    if args.json:
        print(json.dumps([_row(key) for key in keys], ensure_ascii=False))
        return
    for key in keys:
        words = [f"{KEY_PREFIX}{key.id}_…", key.name, ",".join(key.scopes)]
        words += [f"{key.rate}/min"] if key.rate else []
        times = {"made": key.made, "expires": key.expires, "revoked": key.revoked}
        words += [
            f"{what} {time.isoformat(' ', 'minutes')}" for what, time in times.items() if time
        ]
        print("  ".join(words))


def revoke_key(args: argparse.Namespace) -> None:
    """`wence keys revoke`: running servers refuse it from the next request on."""
    _keys().revoke(args.name)


def hash_password(args: argparse.Namespace) -> None:
    """`wence password`: ask for it twice on a terminal, or read a line of stdin."""
    from bot.access import passwords

    if sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if getpass.getpass("Again: ") != password:
            raise PasswordsDiffer("The two differ: run `wence password` again.")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    print(passwords.hash_password(password))


def _keys() -> KeyFile:
    from bot.access.keys import KeyFile
    from bot.settings import load_settings

    return KeyFile(load_settings().home)


def _row(key: Key) -> dict[str, Any]:
    times = {"made": key.made, "expires": key.expires, "revoked": key.revoked}
    return {
        "id": key.id,
        "name": key.name,
        "scopes": key.scopes,
        "rate": key.rate,
        **{what: time and time.isoformat(timespec="seconds") for what, time in times.items()},
    }


def _scopes(words: str) -> tuple[str, ...]:
    scopes = tuple(dict.fromkeys(word.strip() for word in words.split(",")))
    for scope in scopes:
        if scope not in SCOPES:
            raise argparse.ArgumentTypeError(f"{scope!r} is none of {', '.join(SCOPES)}")
    return scopes
