"""What docs/api.md shows of REST and Dify is what the server says to the commands it shows."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from tests.conftest import ROOT

SHOWN = (ROOT / "docs" / "api.md").read_text("utf-8")
# A command with its continued lines, and what stands indented below it.
EXAMPLE = re.compile(
    r"^    \$ (curl (?:.*\\\n)*.*)\n((?:    .*\n|\n(?=    (?!\$)))+)", re.MULTILINE
)
EXAMPLES = EXAMPLE.findall(SHOWN)


def sent(client, command):
    """The text of the response to what curl would send."""
    words = iter(shlex.split(command.replace("\\\n", " ").replace("$HOST", ""))[1:])
    headers, data, query, path = {}, None, [], ""
    for word in words:
        if word == "-H":
            name, value = next(words).split(": ", 1)
            headers[name] = value
        elif word in ("-d", "--data-urlencode"):
            data = next(words)
            query.append(tuple(data.split("=", 1)))
        elif not word.startswith("-"):
            path = word
    if "-G" in command or data is None:
        return client.get(path, params=dict(query), headers=headers).text
    json.loads(data)
    return client.post(path, content=data, headers=headers).text


def test_all_examples_are_found():
    assert len(EXAMPLES) == SHOWN.count("$ curl ") == 7


@pytest.mark.parametrize(("command", "shown"), EXAMPLES)
def test_the_server_says_what_the_docs_show(web, command, shown):
    """The pieces between "…" stand in the response in their order, from its first to its last."""
    said = re.sub(r"\s", "", sent(web.client, command))
    at = 0
    pieces = re.sub(r"\s", "", shown).split("…")
    for piece in pieces:
        found = said.find(piece, at)
        assert found >= 0, f"{piece!r} is not in {said[at:]!r}"
        assert at or found == 0
        at = found + len(piece)
    assert said.endswith(pieces[-1])
