"""What an operator confirms: this question is answered by these clauses, or by none.

The texts of the clauses are fingerprinted, so that a confirmation is not held against a policy
that reads otherwise by now. What becomes of it is questions.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.records.errors import NotConfirmed, UnknownAnswer
from bot.records.records import Records
from bot.records.sessions import find_answer
from bot.records.tables import AnswerRow, CorrectionRow
from corpus.model import Policy


def confirm(
    records: Records,
    answer: str,
    policies: Mapping[str, Policy],
    *,
    clauses: Sequence[int] = (),
    policy: str | None = None,
    unanswerable: bool = False,
) -> None:
    """Confirm what the right answer to a kept question is, in place of an earlier confirmation.

    Args:
        answer: Id of the answer.
        policies: The library by id: the clauses are looked up in it.
        clauses: Ordinals of the right clauses. Where none are given and the question is not
            unanswerable, the clause the user named is confirmed; without one, and unless the
            user disliked it, the answer as it was given.
        policy: The policy of the clauses; by default the one the user or the answer named.
        unanswerable: The policy does not say: to refuse is right.

    Raises:
        UnknownAnswer: No answer has that id.
        NotConfirmed: It is not said what is right, or there is no such policy or clause.
    """
    with records.writing() as session:
        row = find_answer(session, AnswerRow.id, answer, lock=True)
        if row is None:
            raise UnknownAnswer(
                f"No answer is kept under the id {answer}: `wence records export` shows the ids."
            )
        right = _right(row, tuple(clauses), policy, unanswerable)
        session.merge(
            CorrectionRow(
                answer_number=row.number,
                policy=right.policy,
                clauses=list(right.clauses),
                answerable=right.answerable,
                fingerprint=_fingerprint(_named(policies, right.policy), right.clauses),
                time=datetime.now(UTC),
            )
        )


def _right(
    row: AnswerRow, clauses: tuple[int, ...], policy: str | None, unanswerable: bool
) -> CorrectionRow:
    """What is confirmed, as far as it is known without the library."""
    said = row.feedback
    if unanswerable and clauses:
        raise NotConfirmed("Give either the right clauses or --unanswerable, not both.")
    if unanswerable:
        return CorrectionRow(policy=policy or row.policy, clauses=[], answerable=False)
    if clauses:
        named = policy or (said.policy if said else "") or row.policy
        return CorrectionRow(policy=named, clauses=list(clauses), answerable=True)
    if said and said.clause is not None:
        return CorrectionRow(policy=policy or said.policy, clauses=[said.clause], answerable=True)
    if (said and said.vote == "dislike") or row.status not in ("answered", "refused"):
        raise NotConfirmed(
            "Nobody said what the right answer is: name its clause with --clause N, or give "
            "--unanswerable."
        )
    if len({cited.policy for cited in row.citations}) > 1:
        raise NotConfirmed(
            "The answer cites several policies: name one with --policy ID, and its clauses with "
            "--clause N."
        )
    cited = [cited.clause for cited in row.citations if cited.clause is not None]
    return CorrectionRow(
        policy=policy or row.policy,
        clauses=list(dict.fromkeys(cited)),
        answerable=row.status == "answered",
    )


def _named(policies: Mapping[str, Policy], id_: str) -> Policy:
    if id_ not in policies:
        known = ", ".join(policies)
        raise NotConfirmed(
            f"There is no policy {id_ or 'named'}: name one of {known} with --policy ID."
        )
    return policies[id_]


def _fingerprint(policy: Policy, clauses: Sequence[int]) -> str:
    for n in clauses:
        if not 1 <= n <= len(policy.clauses):
            raise NotConfirmed(
                f"{policy.id} has clauses 1 to {len(policy.clauses)}, not {n}: "
                "give another with --clause N."
            )
    texts = [policy.clause(n).text for n in clauses] if clauses else [policy.source]
    return hashlib.sha256("\0".join(texts).encode("utf-8", "backslashreplace")).hexdigest()


def stands(policy: Policy, right: CorrectionRow) -> bool:
    """Whether the policy still reads as it did when this was confirmed."""
    if any(n > len(policy.clauses) for n in right.clauses):
        return False
    return _fingerprint(policy, right.clauses) == right.fingerprint
