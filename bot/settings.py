"""All settings in one place: defaults that work offline, WENCE_… variables, flags over both.

Only the command line (bot/cli.py) reads them; every other module is given plain values.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import WenceError

_PREFIX = "WENCE_"
# Read by the tests and by nothing else: fail instead of skipping where no browser is found.
_TEST_VARIABLES = frozenset({"WENCE_REQUIRE_BROWSER"})


class WrongSetting(WenceError):
    """A WENCE_… variable that nobody knows, or a value that a setting cannot have."""


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
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, extra="forbid", frozen=True, env_ignore_empty=True
    )

    home: Path = Field(default_factory=lambda: platformdirs.user_data_path("wence"))
    encoder: str = Field(default="bundled", min_length=1)
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=7860, ge=1, le=65535)
    question_limit: int = Field(default=2000, ge=1)
    refuse_below: float | None = Field(default=None, ge=0, le=1)
    log_level: Literal["debug", "info", "warning", "error"] = "warning"


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
        raise WrongSetting(
            f"{said} cannot be {problem['input']!r} ({problem['msg']}): change or unset it."
        ) from error
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})
