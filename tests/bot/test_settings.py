"""Settings: defaults, WENCE_… variables, flags over both, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
import pytest

from bot.settings import Settings, WrongSetting, load_settings
from corpus.errors import WenceError


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without settings."""
    for name in [name for name in os.environ if name.upper().startswith("WENCE_")]:
        monkeypatch.delenv(name)


def test_without_variables_or_flags_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.home == platformdirs.user_data_path("wence")
    assert settings.encoder == "bundled"
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)
    assert settings.question_limit == 2000
    assert settings.log_level == "warning"


@pytest.mark.parametrize(
    "variable, value, name, expected",
    [
        ("WENCE_HOME", "/srv/wence", "home", Path("/srv/wence")),
        ("WENCE_ENCODER", "BAAI/bge-small-zh-v1.5", "encoder", "BAAI/bge-small-zh-v1.5"),
        ("WENCE_HOST", "0.0.0.0", "host", "0.0.0.0"),
        ("WENCE_PORT", "8000", "port", 8000),
        ("WENCE_QUESTION_LIMIT", "50", "question_limit", 50),
        ("WENCE_LOG_LEVEL", "debug", "log_level", "debug"),
        (
            "WENCE_ALLOWED_ORIGINS",
            "https://a.cn, https://b.cn,",
            "allowed_origins",
            ("https://a.cn", "https://b.cn"),
        ),
        ("WENCE_EMBED_IDS", "portal,hall-2", "embed_ids", ("portal", "hall-2")),
        (
            "WENCE_TRUSTED_PROXIES",
            "127.0.0.1, 10.0.0.0/8",
            "trusted_proxies",
            ("127.0.0.1", "10.0.0.0/8"),
        ),
        ("WENCE_REQUIRE_KEYS", "false", "require_keys", False),
        (
            "WENCE_PUBLIC_URL",
            "https://ask.example.org/wence",
            "public_url",
            "https://ask.example.org/wence",
        ),
        (
            "WENCE_ADMIN_PASSWORD_HASH",
            "$argon2id$v=19$x",
            "admin_password_hash",
            "$argon2id$v=19$x",
        ),
    ],
)
def test_every_setting_can_be_given_as_a_variable(
    variable: str, value: str, name: str, expected: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    assert getattr(load_settings(), name) == expected


def test_a_flag_counts_more_than_a_variable_and_one_not_given_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WENCE_PORT", "8000")
    monkeypatch.setenv("WENCE_HOST", "0.0.0.0")
    settings = load_settings({"port": 9000, "host": None})
    assert (settings.port, settings.host) == (9000, "0.0.0.0")


def test_an_empty_variable_counts_as_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENCE_PORT", "")
    assert load_settings().port == 7860


def test_the_data_folder_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    assert load_settings({"home": "data"}).home == tmp_path / "data"
    assert load_settings({"home": "~/data"}).home == tmp_path / "me" / "data"


def test_an_unknown_variable_is_an_error_that_names_the_known_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WENCE_PROT", "8000")
    with pytest.raises(WrongSetting) as raised:
        load_settings()
    assert "WENCE_PROT" in str(raised.value)
    for name in Settings.model_fields:
        assert f"WENCE_{name.upper()}" in str(raised.value)


@pytest.mark.parametrize(
    "variable, value",
    [
        ("WENCE_PORT", "0"),
        ("WENCE_PORT", "65536"),
        ("WENCE_PORT", "http"),
        ("WENCE_QUESTION_LIMIT", "0"),
        ("WENCE_LOG_LEVEL", "loud"),
        ("WENCE_EMBED_IDS", "two words"),
        ("WENCE_PUBLIC_URL", "ask.example.org"),
        ("WENCE_PUBLIC_URL", "javascript:alert(1)"),
        ("WENCE_RETENTION_DAYS", "-1"),
        ("WENCE_BODY_LIMIT", "0"),
        ("WENCE_TIMEOUT_S", "0"),
    ],
)
def test_an_impossible_value_is_an_error_that_names_the_variable_and_the_value(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(WrongSetting, match=variable) as raised:
        load_settings()
    assert repr(value) in str(raised.value)
    assert isinstance(raised.value, WenceError)


@pytest.mark.parametrize(
    "variable, value",
    [("WENCE_SECRET", "hunter2"), ("WENCE_ADMIN_PASSWORD_HASH", "hunter2")],
)
def test_a_secret_is_repeated_neither_in_an_error_nor_when_settings_are_shown(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(WrongSetting, match=variable) as raised:
        load_settings()
    assert value not in str(raised.value) and value not in str(raised.value.__cause__)
    monkeypatch.delenv(variable)
    shown = load_settings(
        {"secret": "s" * 40, "chatwoot_token": "t" * 40, "database_url": "u" * 40}
    )
    assert not any(letter * 40 in repr(shown) for letter in "stu")


def test_every_setting_stands_in_the_table_of_the_documentation() -> None:
    table = (Path(__file__).parents[2] / "docs" / "install.md").read_text("utf-8")
    for name in Settings.model_fields:
        assert f"| `WENCE_{name.upper()}` |" in table


def test_an_impossible_flag_is_called_by_the_name_of_the_flag() -> None:
    with pytest.raises(WrongSetting, match="--port"):
        load_settings({"port": 70000})


def test_settings_cannot_be_changed_afterwards() -> None:
    settings = load_settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1
