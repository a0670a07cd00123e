"""All settings in one place: defaults that work offline, WENCE_… variables, flags over both.

Only the command line (bot/cli.py) reads them; every other module is given plain values.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from corpus.errors import WenceError

_PREFIX = "WENCE_"
# Read by the tests and by nothing else: fail instead of skipping where no browser is found.
_TEST_VARIABLES = frozenset({"WENCE_REQUIRE_BROWSER", "WENCE_REQUIRE_POSTGRES"})


class WrongSetting(WenceError):
    """A WENCE_… variable that nobody knows, or a value that a setting cannot have."""


def _comma_separated(value: object) -> object:
    if isinstance(value, str):
        return tuple(part for part in (part.strip() for part in value.split(",")) if part)
    return value


def _networks(addresses: tuple[str, ...]) -> tuple[str, ...]:
    for address in addresses:
        ipaddress.ip_network(address, strict=False)
    return addresses


# "a, b" in a variable, any sequence from Python; NoDecode: not read as JSON.
_Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_comma_separated)]
_Networks = Annotated[_Words, AfterValidator(_networks)]
_PublicIds = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")], ...],
    NoDecode,
    BeforeValidator(_comma_separated),
]
_Url = Annotated[str, Field(pattern=r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$")]


class Settings(BaseSettings):
    """The settings of a run; each can be given as WENCE_ and its name in capitals.

    Attributes:
        home: The data folder: weights, indexes, added policies, records.
        encoder: "bundled", or a sentence-transformers model: a folder or a hub name.
        host: Address that `wence serve` listens on; 0.0.0.0 for every interface.
        port: Port that `wence serve` listens on.
        question_limit: Longest question that is answered, in characters.
        refuse_below: Confidence, 0 to 1, below which a question is refused; None: the measured
            one, bot.scope.THRESHOLD (docs/accuracy.md).
        log_level: What is logged to stderr.
        log_questions: Log the text of questions too; they may hold personal data.

    Records:
        database_url: SQLAlchemy URL of the records; "": SQLite in the data folder.
        retention_days: Days that conversations are kept; 0 keeps them for ever.

    Who may do what (bot/access):
        public_url: Address users reach the server at, "https://ask.example.org"; "": unknown.
        allowed_origins: Origins that may embed the chat and call the API from a browser,
            "https://www.example.org", "https://*.example.org"; empty denies every other origin.
        embed_ids: Public ids that pages embedding the chat name; they are no secret.
        secret: Signs embed tokens and sessions; "": made once and kept in the data folder.
        admin_password_hash: argon2 hash that `wence password` prints; "": no operator's page.
        require_keys: Whether callers of the API need a key; None: only where `host` is not
            this machine alone.
        trusted_proxies: Addresses and networks whose X-Forwarded-For is believed.
        rate_per_minute: Requests a minute for each address, and for each key that names none.

    Limits:
        body_limit: Largest request, in bytes.
        upload_limit: Largest uploaded document, in bytes.
        history_limit: Earlier turns of a conversation that are looked at.
        timeout_s: Seconds within which a question must be answered, waiting included.
        at_once: Questions answered at the same time; 0: one for each processor.
        waiting: Questions that may wait beside them; more are turned away.
        workers: Server processes.

    Chatwoot:
        chatwoot_url: Base address of the help desk; "": no webhook.
        chatwoot_token: Token of the agent bot, to reply with.
        chatwoot_secret: Secret that its webhooks are signed with.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,  # load_settings says which; a secret stays out of the log
    )

    home: Path = Field(default_factory=lambda: platformdirs.user_data_path("wence"))
    encoder: str = Field(default="bundled", min_length=1)
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=7860, ge=1, le=65535)
    question_limit: int = Field(default=2000, ge=1)
    refuse_below: float | None = Field(default=None, ge=0, le=1)
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    log_questions: bool = False

    database_url: str = Field(default="", repr=False)  # may hold a password
    retention_days: int = Field(default=180, ge=0)

    public_url: _Url = ""
    allowed_origins: _Words = ()
    embed_ids: _PublicIds = ()
    secret: str = Field(default="", pattern=r"^(.{32,})?$", repr=False)
    admin_password_hash: str = Field(default="", pattern=r"^(\$argon2id\$\S+)?$", repr=False)
    require_keys: bool | None = None
    trusted_proxies: _Networks = ()
    rate_per_minute: int = Field(default=60, ge=1)

    body_limit: int = Field(default=1 << 20, ge=1)
    upload_limit: int = Field(default=20 << 20, ge=1)
    history_limit: int = Field(default=8, ge=0)
    timeout_s: float = Field(default=20, gt=0)
    at_once: int = Field(default=0, ge=0)
    waiting: int = Field(default=64, ge=0)
    workers: int = Field(default=1, ge=1)

    chatwoot_url: _Url = ""
    chatwoot_token: str = Field(default="", repr=False)
    chatwoot_secret: str = Field(default="", repr=False)


def load_settings(flags: Mapping[str, Any] | None = None) -> Settings:
    """The settings of the environment, with flags given on the command line over them.

    Args:
        flags: Values by setting name; None stands for a flag that was not given.

    Raises:
        WrongSetting: A WENCE_… variable is unknown or its value is impossible.
    """
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith(_PREFIX) and name.upper() not in known | _TEST_VARIABLES:
            raise WrongSetting(
                f"{name} is not a setting: unset it, or use one of {', '.join(sorted(known))}."
            )
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        problem = error.errors()[0]
        name = str(problem["loc"][0])
        said = f"--{name}" if name in given else f"{_PREFIX}{name.upper()}"
        # What is left out of repr() is a secret: it is not printed here either.
        value = repr(problem["input"]) if Settings.model_fields[name].repr else "what it is"
        raise WrongSetting(
            f"{said} cannot be {value} ({problem['msg']}): change or unset it."
        ) from error
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})
