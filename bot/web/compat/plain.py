"""An answer as text alone, for clients that show text and know nothing of citations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.answer import Answer, Citation
from bot.web.markup import PART_LABELS
from corpus.model import Policy


def plain(answer: Answer, policies: Sequence[Policy]) -> str:
    """The summary, what it rests on, and beneath it what to choose from and what to note.

    Args:
        answer: Any answer.
        policies: Those that were answered from, for their titles.
    """
    titles = {policy.id: policy.title for policy in policies}
    lines = [answer.summary + cited_places(answer.citations, titles)]
    if answer.status == "clarify":
        lines += [f"{ref.label}{ref.title}" for ref in answer.related]
    return "\n".join([*lines, *answer.notices])


def cited_places(citations: Sequence[Citation], titles: Mapping[str, str]) -> str:
    """Where the citations stand, "〔《…若干政策措施》(四)、(十七)〕"; "" without one.

    Made from the ids in the citations; a clause that is cited twice is named once.
    """
    places: dict[str, dict[str, None]] = {}
    for cited in citations:
        label = cited.label or PART_LABELS.get(cited.part or "", "")
        places.setdefault(cited.policy, {})[label] = None
    return "".join(
        f"〔《{titles.get(policy, policy)}》{'、'.join(labels)}〕"
        for policy, labels in places.items()
    )
