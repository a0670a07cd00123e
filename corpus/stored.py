"""One policy on disk: a folder named after its id with its files.

`source.txt` is the text, `clauses.jsonl` its clauses one a line, as the program read them when
the policy was kept. Loading reads the text anew and compares the two, so that neither a
damaged file nor a changed reading can put a citation beside the wrong words. Two more may stand
there: `splits.json` says where the clauses begin where somebody put that right by hand, and
`replaces.txt` names the bundled policy in whose place this one is answered from.

`python -m corpus.stored` writes clauses.jsonl of the bundled policies again, for whoever
changed corpus/parse.py and has looked at the difference.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.errors import BrokenLibrary, NoClauses
from corpus.model import Clause, Item, Policy
from corpus.parse import parse
from corpus.splits import Splits, WrongSplits, parse_with

BUNDLED = Path(__file__).parent / "policies"
SOURCE, CLAUSES, SPLITS, REPLACES = "source.txt", "clauses.jsonl", "splits.json", "replaces.txt"


def load(folder: Path) -> Policy:
    """Read the policy in a folder.

    Raises:
        BrokenLibrary: A file is missing or damaged, or the two do not fit together; the message
            names the file, the line and the way to put it right.
    """
    policy = read_again(folder)
    lines = _text_of(folder / CLAUSES, folder).splitlines()
    for n, line in enumerate(lines, 1):
        problem = _problem(line, policy, n)
        if problem:
            raise BrokenLibrary(f"{folder / CLAUSES}, line {n} {problem}: {_repair(folder)}.")
    if len(lines) != len(policy.clauses):
        raise BrokenLibrary(
            f"{folder / CLAUSES} ends after {len(lines)} of {len(policy.clauses)} clauses: "
            f"{_repair(folder)}."
        )
    return policy


def read_again(folder: Path) -> Policy:
    """Read the text of the policy in a folder, whatever clauses.jsonl says.

    Raises:
        BrokenLibrary: As for `load`.
    """
    source = _text_of(folder / SOURCE, folder)
    splits = splits_in(folder)
    try:
        if splits is not None:
            return parse_with(source, splits, policy_id=folder.name)
        return parse(source, policy_id=folder.name)
    except NoClauses as error:
        raise BrokenLibrary(
            f"{folder / SOURCE} holds no numbered clause: {_repair(folder)}."
        ) from error
    except WrongSplits as error:
        raise _broken_splits(folder) from error


def splits_in(folder: Path) -> Splits | None:
    """Where somebody put by hand that the clauses begin; None where nobody did.

    Raises:
        BrokenLibrary: The file that says so is damaged.
    """
    if not (folder / SPLITS).exists():
        return None
    try:
        row = json.loads(_text_of(folder / SPLITS, folder))
        return Splits(tuple(int(start) for start in row["starts"]), int(row["end"]))
    except (ValueError, KeyError, TypeError) as error:
        raise _broken_splits(folder) from error


def _broken_splits(folder: Path) -> BrokenLibrary:
    return BrokenLibrary(
        f"{folder / SPLITS} does not fit {SOURCE}: delete it and {_repair(folder)}."
    )


def replaced_by(folder: Path) -> str:
    """Id of the bundled policy in whose place the one in a folder stands; "" for none."""
    try:
        return (folder / REPLACES).read_text("utf-8").strip()
    except FileNotFoundError:
        return ""


def _problem(line: str, policy: Policy, n: int) -> str:
    """What is wrong with a line of clauses.jsonl, "" if it is the n-th clause of the policy."""
    try:
        row = json.loads(line)
    except ValueError:
        return "is not JSON"
    if n > len(policy.clauses):
        return f"has no clause in {SOURCE}"
    wanted = clause_json(policy.clauses[n - 1])
    if not isinstance(row, dict):
        return "is not a JSON object"
    missing = [name for name in wanted if name not in row]
    if missing:
        return f"lacks {', '.join(missing)}"
    return "" if row == wanted else f"differs from the clause that {SOURCE} holds"


def _text_of(path: Path, folder: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError as error:
        raise BrokenLibrary(f"{path} is missing: {_repair(folder)}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenLibrary(f"{path} cannot be read as UTF-8: {_repair(folder)}.") from error


def _repair(folder: Path) -> str:
    if folder.parent == BUNDLED:
        return "install the program again, or take the file from its repository"
    if (folder / SOURCE).is_file():
        source = folder / SOURCE
        return f"run `wence add {source}` to write it again, or `wence remove {folder.name}`"
    return f"run `wence remove {folder.name}` and add the document again"


def store(policy: Policy, top: Path, *, splits: Splits | None = None, replaces: str = "") -> None:
    """Write the files of a policy under `top`; a new one appears in one step, whole.

    Args:
        policy: As `read_again` will read it.
        splits: Where its clauses begin, if put by hand.
        replaces: Id of the bundled policy in whose place it stands, "" for none.
    """
    folder = top / policy.id
    top.mkdir(parents=True, exist_ok=True)
    if folder.is_dir():
        _write_files(policy, folder, splits, replaces)
        return
    with tempfile.TemporaryDirectory(prefix=".new-", dir=top) as made:
        whole = Path(made) / policy.id
        whole.mkdir()
        _write_files(policy, whole, splits, replaces)
        os.replace(whole, folder)


def _write_files(policy: Policy, folder: Path, splits: Splits | None, replaces: str) -> None:
    files = {SOURCE: policy.source, CLAUSES: _jsonl(policy), SPLITS: "", REPLACES: replaces}
    if splits is not None:
        files[SPLITS] = json.dumps({"starts": splits.starts, "end": splits.end})
    for name, text in files.items():
        if text:
            write(folder / name, text)
        else:
            (folder / name).unlink(missing_ok=True)


def _jsonl(policy: Policy) -> str:
    rows = (json.dumps(clause_json(clause), ensure_ascii=False) for clause in policy.clauses)
    return "".join(f"{row}\n" for row in rows)


def write(path: Path, text: str) -> None:
    """Replace a file in one step, so that a reader meets the old one or the new one, whole."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def clause_json(clause: Clause) -> dict[str, Any]:
    """A clause as plain JSON data; "items" stands in it only where the clause has parts."""
    row = asdict(clause)
    del row["policy"], row["items"]
    row["lead_agencies"] = list(clause.lead_agencies)
    row["responsible_agencies"] = list(clause.responsible_agencies)
    if clause.items:
        row["items"] = [_item_json(item, clause.text) for item in clause.items]
    return row


def policy_json(policy: Policy) -> dict[str, Any]:
    """A policy as plain JSON data, as `wence clauses --json` prints it."""
    header = policy.header
    return {
        "title": header.title,
        "document_number": header.document_number,
        "issuer": header.issuer,
        "date": header.date.isoformat() if header.date else None,
        "sections": [section.heading for section in policy.sections],
        "clauses": [clause_json(clause) for clause in policy.clauses],
    }


def _item_json(item: Item, text: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "label": item.label,
        "level": item.level,
        "n": item.n,
        "text": text[item.start : item.end],
        "start": item.start,
        "end": item.end,
    }
    if item.items:
        row["items"] = [_item_json(part, text) for part in item.items]
    return row


def _rewrite_bundled() -> None:
    for folder in sorted(path for path in BUNDLED.iterdir() if path.is_dir()):
        policy = parse(_text_of(folder / SOURCE, folder), policy_id=folder.name)
        write(folder / CLAUSES, _jsonl(policy))


if __name__ == "__main__":
    _rewrite_bundled()
