"""The commands: each takes its parsed arguments, calls plain functions and prints.

What a command needs is imported when it runs: only those that answer questions pay for the
encoder, and `wence --help` pays for nothing.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.batch import BatchQuestion
    from bot.engine import Engine
    from bot.settings import Settings
    from corpus.library import Library
    from corpus.model import Policy


def serve(args: argparse.Namespace) -> None:
    """`wence serve`: listen until interrupted. A taken port is told before the slow start."""
    from bot.port import check_port

    settings = _settings(host=args.host, port=args.port)
    check_port(settings.host, settings.port)
    from bot.web.listen import serve as listen

    print(f"问策 is at http://{settings.host}:{settings.port}/", file=sys.stderr)
    listen(settings)


def ask(args: argparse.Namespace) -> None:
    """`wence ask`: answer one question."""
    from bot.batch import check_question

    settings = _settings()
    check_question(args.question, limit=settings.question_limit)
    _check_policy(settings, args.policy)
    engine = _engine(settings)
    answer = engine.ask(args.question, (), today=args.today, policy=args.policy)
    if args.json:
        print(json.dumps(answer.to_json(), ensure_ascii=False))
    else:
        print(rendered(answer, {policy.id: policy.title for policy in engine.policies}))


def batch(args: argparse.Namespace) -> None:
    """`wence batch`: answer a file of questions with one engine."""
    from bot.batch import check_writable, read_questions, write_answers

    settings = _settings()
    questions = read_questions(args.questions, limit=settings.question_limit)
    check_writable(args.out)
    _check_policy(settings, args.policy)
    from tqdm import tqdm

    engine = _engine(settings)

    def answer(question: BatchQuestion) -> Answer:
        turns = question.turns
        return engine.ask(question.question, turns, today=args.today, policy=args.policy)

    write_answers(args.out, tqdm(questions, desc="answering", file=sys.stderr), answer)


def clauses(args: argparse.Namespace) -> None:
    """`wence clauses`: parse a document and show its clauses."""
    from corpus.library import policy_json, read_policy

    policy = read_policy(args.file)
    if args.json:
        print(json.dumps(policy_json(policy), ensure_ascii=False))
        return
    print(_headline(policy))
    section = ""
    for clause in policy.clauses:
        if clause.section != section:
            section = clause.section
            print(f"\n{section}")
        print(f"  {clause.label} {clause.title}")


def add(args: argparse.Namespace) -> None:
    """`wence add`: keep documents; the ids on stdout, what was read on stderr."""
    library = _library(_settings())
    for file in args.files:
        policy = library.add(file)
        print(json.dumps({"id": policy.id}) if args.json else policy.id)
        print(_headline(policy), file=sys.stderr)


def list_policies(args: argparse.Namespace) -> None:
    """`wence list`: the policies in the library, a line each."""
    library = _library(_settings())
    policies = library.policies()
    if not args.json:
        print("\n".join(f"{policy.id}  {_headline(policy)}" for policy in policies))
        return
    rows = [
        {
            "id": policy.id,
            "title": policy.title,
            "document_number": policy.header.document_number,
            "clauses": len(policy.clauses),
            "bundled": library.is_bundled(policy.id),
        }
        for policy in policies
    ]
    print(json.dumps(rows, ensure_ascii=False))


def remove(args: argparse.Namespace) -> None:
    """`wence remove`: delete a policy that was added."""
    _library(_settings()).remove(args.id)


def index(args: argparse.Namespace) -> None:
    """`wence index`: bring weights and index up to date, as the next start would."""
    engine = _engine(_settings())
    print(f"Policies indexed: {len(engine.policies)}.", file=sys.stderr)


def rendered(answer: Answer, titles: dict[str, str]) -> str:
    """An answer as text: summary, rows, citations with their quotes, related clauses, notices.

    Args:
        answer: What the engine said.
        titles: Title of each policy by id.
    """
    parts = [answer.summary]
    if answer.table is not None:
        rows = [answer.table.columns, *answer.table.rows]
        parts.append("\n".join(" | ".join(row) for row in rows))
    for cited in answer.citations:
        name = f"《{titles[cited.policy]}》{cited.label}"
        if cited.clause is not None:  # header and closing have the policy's title for theirs
            name = f"{name} {cited.title}"
        parts.append(f"〔{name}〕\n    “{cited.quote}”")
    if answer.related:
        # Where there are several policies, a label alone does not say whose it is.
        books = {id_: f"《{title}》" if len(titles) > 1 else "" for id_, title in titles.items()}
        names = [f"{books[r.policy]}{r.label} {r.title}" for r in answer.related]
        parts.append("\n  ".join(["相关条款：", *names]))
    parts.extend(f"提示：{notice}" for notice in answer.notices)
    return "\n\n".join(parts)


def _headline(policy: Policy) -> str:
    header = policy.header
    day = header.date.isoformat() if header.date else ""
    known = [f"《{header.title}》", header.document_number, header.issuer, day]
    return " ".join(filter(None, known)) + f" ({len(policy.clauses)} clauses)"


def _settings(**flags: Any) -> Settings:
    from bot.settings import load_settings

    settings = load_settings(flags)
    logging.basicConfig(level=settings.log_level.upper(), stream=sys.stderr, format="%(message)s")
    return settings


def _library(settings: Settings) -> Library:
    from corpus.library import Library

    return Library(settings.home)


def _check_policy(settings: Settings, policy_id: str | None) -> None:
    """Raise UnknownPolicy for an id that nobody has, before the encoder is loaded."""
    if policy_id is not None:
        _library(settings).get(policy_id)


def _engine(settings: Settings) -> Engine:
    from bot.engine import load_engine

    return load_engine(settings, progress=True)
