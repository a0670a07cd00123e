"""The proof of an answer: nothing leaves the engine that its citations do not bear out.

Each quote must equal the source at its offsets, and each figure and agency that the summary
states must stand in a cited clause (or header, or closing). What a composer worked out itself
(a difference, a count, days left) it names as derived; what the question itself says may be
repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.answer import Citation
from bot.draft import Draft
from corpus.figures import Figure, figures
from corpus.model import Policy
from corpus.text import fold


def faults(
    draft: Draft,
    policies: Mapping[str, Policy],
    *,
    agencies: Iterable[str] = (),
    allowed: Iterable[str] = (),
) -> list[str]:
    """What is wrong with an answered draft, a sentence each; empty when all is proved.

    Args:
        draft: The draft; only its summary and citations are looked at.
        policies: By id, all that may be cited.
        agencies: Names of agencies that may not be stated without proof.
        allowed: Texts whose figures may be repeated without proof: the question, the turns
            before it, figures worked out from proved ones.
    """
    found = [fault for c in draft.citations if (fault := _quote_fault(c, policies))]
    if found or draft.status != "answered":
        return found
    proof = [cited_text(c, policies) for c in draft.citations]
    known = {_key(f) for text in (*proof, *allowed) for f in figures(text, spoken=True)}
    for figure in figures(draft.summary):
        if _key(figure) not in known:
            found.append(f"the figure {figure.text} stands in no cited clause")
    printed = fold("\n".join(proof))
    said = "\n".join(draft.derived)
    for name in agencies:
        if name in draft.summary and fold(name) not in printed and name not in said:
            found.append(f"{name} stands in no cited clause")
    if not draft.citations:
        found.append("nothing is cited")
    return found


def cited_text(citation: Citation, policies: Mapping[str, Policy]) -> str:
    """The whole text of the clause or part a citation points at, with the clause's headings."""
    policy = policies[citation.policy]
    if citation.clause is None:
        return policy.part_text(citation.part or "header")
    clause = policy.clause(citation.clause)
    return f"{clause.section}\n{clause.text}"


def _quote_fault(citation: Citation, policies: Mapping[str, Policy]) -> str:
    policy = policies.get(citation.policy)
    if policy is None:
        return f"there is no policy {citation.policy}"
    if citation.clause is None:
        text = policy.part_text(citation.part or "header")
    elif 1 <= citation.clause <= len(policy.clauses):
        text = policy.clause(citation.clause).text
    else:
        return f"there is no clause {citation.clause}"
    if text[citation.start : citation.end] != citation.quote or not citation.quote:
        return f"the quote of {citation.label or citation.part} is not what stands at its offsets"
    return ""


def _key(figure: Figure) -> tuple[str, str, str]:
    """What makes two figures the same: unit, value and, for a range, its upper end."""
    unit = "元" if figure.kind == "money" else figure.unit
    return fold(unit), str(figure.value.normalize()), str(figure.high and figure.high.normalize())
