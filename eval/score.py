"""Judge one answer: is it correct, what is amiss, where did retrieval put the gold clause?

Correct means:
- where an answer is expected: the status is "answered", every `must` and no `forbid` stands in
  the summary, every gold clause is cited and at most one clause more;
- elsewhere: the status is the expected one ("refused" unless the question says otherwise).

Adding judgements up is eval/metrics.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.answer import Answer
from corpus.model import Policy
from eval.proof import Ground, unproved
from eval.question import Question
from eval.words import stands_in

MAX_SURPLUS = 1  # clauses that a correct answer may cite beyond the gold ones


@dataclass(frozen=True)
class Judgement:
    """One answer, judged.

    Attributes:
        question, answer: What was asked and what came.
        policy: Id of the policy it was asked of; a clause of another policy is never gold.
        elapsed_ms: Time of the whole call, measured by the caller.
        confidence: How sure the engine was that the policy answers, if it says.
        missing: Groups of `must` of which no alternative stands in the summary.
        forbidden: Words of `forbid` that stand in it.
        uncited: Gold clauses that are not cited.
        surplus: Clauses cited that are not gold, as (policy, n).
        rank: Place of the gold clause in `retrieved`, from 1; None where it is not there or the
            question does not test retrieval.
        unproved: Figures and agencies of the summary found in no cited text (eval/proof.py).
    """

    question: Question
    answer: Answer
    policy: str
    elapsed_ms: float
    confidence: float | None
    missing: tuple[tuple[str, ...], ...]
    forbidden: tuple[str, ...]
    uncited: tuple[int, ...]
    surplus: tuple[tuple[str, int], ...]
    rank: int | None
    unproved: tuple[str, ...]

    @property
    def status_right(self) -> bool:
        """Whether the status is the expected one."""
        return self.answer.status == self.question.expected

    @property
    def correct(self) -> bool:
        """Whether the answer is right in every respect that the question states."""
        if self.question.expected != "answered":
            return self.status_right
        amiss = self.missing or self.forbidden or self.uncited or len(self.surplus) > MAX_SURPLUS
        return self.status_right and not amiss

    @property
    def reasons(self) -> tuple[str, ...]:
        """What is wrong with it, a phrase each; empty where it is correct."""
        if self.correct:
            return ()
        if not self.status_right:
            return (f"status {self.answer.status}, expected {self.question.expected}",)
        reasons = [f"missing {' or '.join(group)}" for group in self.missing]
        reasons += [f"forbidden {words}" for words in self.forbidden]
        reasons += [f"clause {n} not cited" for n in self.uncited]
        if len(self.surplus) > MAX_SURPLUS:
            cited = ", ".join(f"{policy} {n}" for policy, n in self.surplus)
            reasons.append(f"{len(self.surplus)} clauses too many: {cited}")
        return tuple(reasons)


def judge(
    question: Question,
    answer: Answer,
    *,
    policy: str,
    policies: Mapping[str, Policy],
    today: date,
    elapsed_ms: float = 0.0,
    confidence: float | None = None,
) -> Judgement:
    """Judge an answer against what the question expects.

    Args:
        question: With its gold clauses, all of the policy `policy`.
        answer: As the engine gave it.
        policy: Id of the policy the question was asked of.
        policies: Every policy the answer may cite, by id.
        today: The day the question was asked on.
        elapsed_ms, confidence: Kept in the judgement.
    """
    cited = cited_clauses(answer)
    gold = [(policy, n) for n in question.clauses]
    return Judgement(
        question=question,
        answer=answer,
        policy=policy,
        elapsed_ms=elapsed_ms,
        confidence=confidence,
        missing=tuple(
            group
            for group in question.must
            if not any(stands_in(words, answer.summary) for words in group)
        ),
        forbidden=tuple(words for words in question.forbid if stands_in(words, answer.summary)),
        uncited=tuple(n for n in question.clauses if (policy, n) not in cited),
        surplus=tuple(clause for clause in cited if clause not in gold),
        rank=_rank(question, answer, policy),
        unproved=unproved(answer.summary, _ground(question, answer, policies, today)),
    )


def cited_clauses(answer: Answer) -> tuple[tuple[str, int], ...]:
    """(policy, n) of every clause cited, each once, in order; header and closing are no clauses."""
    return tuple(dict.fromkeys((c.policy, c.clause) for c in answer.citations if c.clause))


def _rank(question: Question, answer: Answer, policy: str) -> int | None:
    """Place of the one gold clause among the clauses retrieved, each counted once."""
    if not question.tests_retrieval:
        return None
    order = list(dict.fromkeys((hit.policy, hit.clause) for hit in answer.retrieved))
    gold = (policy, question.clauses[0])
    return order.index(gold) + 1 if gold in order else None


def _ground(
    question: Question, answer: Answer, policies: Mapping[str, Policy], today: date
) -> Ground:
    """The texts a summary may rest on.

    An answer rests on what it cites. A refusal cites nothing, but may name the agency of the
    nearest clause, and a clarification offers clauses to choose from: they may also rest on the
    clauses they point at.
    """
    clauses = dict.fromkeys(cited_clauses(answer))
    if answer.status != "answered":
        clauses |= dict.fromkeys((ref.policy, ref.clause) for ref in answer.related)
        clauses |= dict.fromkeys((hit.policy, hit.clause) for hit in answer.retrieved)
    texts = [policies[policy].clause(n).text for policy, n in clauses]
    texts += [policies[c.policy].part_text(c.part) for c in answer.citations if c.part]
    # A policy is named by its title, and some titles begin with who issued it.
    texts += [policy.title for policy in policies.values()]
    # "以下3条", "共28条": counting what is shown, or the clauses there are, invents nothing.
    counts = {len(clauses), len(answer.table.rows) if answer.table else 0}
    counts |= {len(policy.clauses) for policy in policies.values()}
    counts |= {sum(s.level == 1 for s in policy.sections) for policy in policies.values()}
    names = {
        name
        for policy in policies.values()
        for clause in policy.clauses
        for name in (*clause.lead_agencies, *clause.responsible_agencies)
    }
    return Ground(
        texts=tuple(texts),
        question="\n".join((*question.turns, question.question)),
        agencies=frozenset(names),
        clauses=frozenset(n for _, n in clauses),
        counts=frozenset(counts),
        today=today,
        compares=question.type == "compare"
        or (answer.table is not None and answer.table.kind == "compare"),
    )
