"""What must be set before others are served, and the gate that the settings make."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from access_parts import HOST, PORTAL, bearer, request

from bot.access.errors import Forbidden, Unauthorized
from bot.access.exposed import NotSecured, check_exposed, is_exposed, keys_needed
from bot.access.keys import KeyFile
from bot.access.origins import WrongOrigin
from bot.access.secret import load_secret
from bot.access.setup import open_access
from bot.access.shared_file import DamagedFile
from bot.service import Caller
from bot.settings import Settings, load_settings

HASH = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$aGFzaA"
EMBED = {"embed_ids": ["portal"], "allowed_origins": [PORTAL]}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("WENCE_")]:
        monkeypatch.delenv(name)
    return tmp_path


def settings(home: Path, **given: Any) -> Settings:
    return load_settings({"home": home, **given})


def test_on_this_machine_alone_nothing_is_demanded(home: Path) -> None:
    for host in ("127.0.0.1", "localhost", "::1"):
        check_exposed(settings(home, host=host), KeyFile(home))


@pytest.mark.parametrize(
    "given",
    [
        {"host": "0.0.0.0"},
        {"host": "::"},
        {"host": "10.1.2.3"},
        {"host": "ask.intranet"},
        {"public_url": HOST},
        {"trusted_proxies": ["127.0.0.1"]},
    ],
)
def test_a_server_that_others_reach_demands_a_key_or_an_embedded_chat(
    home: Path, given: dict[str, Any]
) -> None:
    exposed = settings(home, **given)
    assert is_exposed(exposed) and keys_needed(exposed)
    with pytest.raises(NotSecured, match="wence keys add NAME"):
        check_exposed(exposed, KeyFile(home))
    check_exposed(settings(home, **given, **EMBED), KeyFile(home))
    KeyFile(home).add("portal", scopes=("ask",), rate=None, days=None)
    check_exposed(exposed, KeyFile(home))


def test_a_key_that_was_revoked_or_is_for_something_else_does_not_count(home: Path) -> None:
    keys = KeyFile(home)
    keys.add("portal", scopes=("ask",), rate=None, days=None)
    keys.add("metrics", scopes=("admin",), rate=None, days=None)
    keys.revoke("portal")
    with pytest.raises(NotSecured):
        check_exposed(settings(home, host="0.0.0.0"), keys)


def test_the_api_is_opened_to_all_only_in_so_many_words(home: Path) -> None:
    opened = settings(home, host="0.0.0.0", require_keys=False)
    check_exposed(opened, KeyFile(home))
    assert not keys_needed(opened)
    assert keys_needed(settings(home, require_keys=True))


@pytest.mark.parametrize(
    "given, missing",
    [
        ({"embed_ids": ["portal"]}, "WENCE_ALLOWED_ORIGINS"),
        ({**EMBED, "admin_password_hash": HASH}, "WENCE_PUBLIC_URL"),
        ({**EMBED, "admin_password_hash": HASH, "public_url": "http://a.cn"}, "WENCE_PUBLIC_URL"),
    ],
)
def test_the_missing_setting_is_named_in_one_sentence(
    home: Path, given: dict[str, Any], missing: str
) -> None:
    with pytest.raises(NotSecured, match=missing) as raised:
        check_exposed(settings(home, host="0.0.0.0", **given), KeyFile(home))
    assert str(raised.value).endswith(".") and ". " not in str(raised.value)


def test_an_operators_page_over_https_is_served(home: Path) -> None:
    given = {**EMBED, "admin_password_hash": HASH, "public_url": HOST}
    access = open_access(settings(home, host="0.0.0.0", **given))
    assert access.sessions is not None
    assert PORTAL in access.origins.frame_ancestors


def test_access_is_not_opened_while_something_is_missing_or_wrong(home: Path) -> None:
    with pytest.raises(NotSecured):
        open_access(settings(home, host="0.0.0.0"))
    with pytest.raises(WrongOrigin):
        open_access(settings(home, allowed_origins=["*"]))
    (home / "keys.json").write_text("[")
    with pytest.raises(DamagedFile):
        open_access(settings(home, host="0.0.0.0"))


def test_the_gate_of_a_local_server_is_open_to_this_machine(home: Path) -> None:
    access = open_access(settings(home))
    check = access.gate.needs("ask", "api")
    assert access.sessions is None
    assert asyncio.run(check(request(host="127.0.0.1:7860", scheme="http"))) == Caller("api")
    with pytest.raises(Forbidden):
        asyncio.run(check(request(host="ask.example.org")))


def test_the_gate_of_a_served_chat_lets_in_keys_and_embedded_pages(home: Path) -> None:
    gate = open_access(settings(home, host="0.0.0.0", public_url=HOST, **EMBED)).gate
    check = gate.needs("ask", "api")
    with pytest.raises(Unauthorized):
        asyncio.run(check(request()))
    key = KeyFile(home).add("portal", scopes=("ask",), rate=None, days=None)
    assert asyncio.run(check(request(bearer(key)))).key == "portal"
    token = gate.embed_token(request(("Origin", PORTAL)), "portal")
    sent = request(bearer(token), ("Origin", PORTAL))
    assert asyncio.run(check(sent)) == Caller("embed")


def test_workers_sign_with_one_secret_so_that_tokens_hold_in_all(home: Path) -> None:
    one, two = (open_access(settings(home, **EMBED, public_url=HOST)).gate for _ in range(2))
    token = one.embed_token(request(("Origin", PORTAL)), "portal")
    assert asyncio.run(two.needs("ask", "api")(request(bearer(token), ("Origin", PORTAL))))


# --- the secret --------------------------------------------------------------------------------


def test_the_secret_is_made_once_and_only_its_owner_reads_it(home: Path) -> None:
    secret = load_secret("", home / "new")
    assert len(secret) == 32
    assert load_secret("", home / "new") == secret
    assert load_secret("", home) != secret
    assert stat.S_IMODE((home / "new" / "secret").stat().st_mode) == 0o600


def test_a_secret_of_the_settings_is_used_and_nothing_written(home: Path) -> None:
    assert load_secret("s" * 40, home) == b"s" * 40
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("damaged", ["", "ab", "zz" * 32, "秘密"])
def test_a_damaged_secret_is_not_used(home: Path, damaged: str) -> None:
    (home / "secret").write_text(damaged, "utf-8")
    with pytest.raises(DamagedFile, match="delete it"):
        load_secret("", home)
