"""Refusing well: what the policies do not say, and whom to ask instead."""

from __future__ import annotations

import re

from bot.compose.wording import listed
from bot.draft import Draft, ref
from bot.english.agencies import in_english
from bot.knowledge import KnownClause, KnownPolicy
from bot.question import Ask, Question

# What a clause may not say, in Chinese and English.
_MATTERS = {
    Ask.CONTACT: ("联系方式", "contact details"),
    Ask.MATERIALS: ("申请材料", "which documents to submit"),
    Ask.PROCEDURE: ("办理流程和渠道", "how or where to apply"),
    Ask.DEADLINE: ("申报时间", "when to apply"),
    Ask.DURATION: ("办理时限", "how long processing takes"),
    Ask.PENALTY: ("违规或未完成时的处理", "what follows a breach"),
    Ask.STACKING: ("能否叠加享受", "whether benefits may be combined"),
    Ask.STATISTICS: ("实际情况的统计", "any statistics"),
    Ask.TAX: ("税费问题", "anything about taxes"),
    Ask.HOURS: ("办公或开放时间", "opening hours"),
    Ask.AMOUNT: ("具体金额", "an amount"),
    Ask.PERCENT: ("具体比例", "a percentage"),
    Ask.QUOTA: ("名额或数量", "a number"),
    Ask.AGENCY: ("牵头或负责单位", "which agency is in charge"),
    Ask.CONDITION: ("具体条件", "the conditions"),
    Ask.WHEN: ("具体时间", "a time"),
}


def not_regulated(question: Question, ask: Ask, nearest: KnownClause, known: KnownPolicy) -> Draft:
    """The clause is about the matter but does not say what is asked."""
    clause = nearest.clause
    matter, english = _MATTERS.get(ask, ("这一点", "this"))
    summary = f"《{known.policy.title}》{clause.label}没有写明{matter}。{_whom(nearest)}"
    return Draft(
        "refused", summary, related=(ref(clause),), of_matter=True,
        english=f"Clause {clause.label} of 《{known.policy.title}》 does not state {english}. {_whom_english(nearest)}",
    )  # fmt: skip


def unsaid_of_itself(matter: str, known: KnownPolicy) -> Draft:
    """The document does not say a thing of itself that documents often say."""
    issuer = known.policy.header.issuer
    whom = f"可咨询发文机关{'、'.join(issuer.split())}。" if issuer else "请向政策主管部门咨询。"
    return Draft("refused", f"《{known.policy.title}》没有写明{matter}。{whom}")


def only_counted(clause: KnownClause, known: KnownPolicy) -> Draft:
    """The clause says how many there are and not which."""
    summary = (
        f"《{known.policy.title}》{clause.clause.label}只写了数量，没有逐一列出。{_whom(clause)}"
    )
    return Draft("refused", summary, related=(ref(clause.clause),), of_matter=True)


def out_of_scope(nearest: list[KnownClause], known: KnownPolicy) -> Draft:
    """Nothing in the policy is about the matter."""
    summary = f"《{known.policy.title}》没有规定这个问题。"
    if nearest:
        summary += f"最接近的是{nearest[0].clause.label}“{_short(nearest[0].clause.title)}”。{_whom(nearest[0])}"
    return Draft(
        "refused", summary, related=tuple(ref(n.clause) for n in nearest[:3]),
        english=f"《{known.policy.title}》 says nothing about this.{_nearest_english(nearest)}",
    )  # fmt: skip


def no_such_name(name: str, nearest: list[KnownClause]) -> Draft:
    """The question is about something of a kind the policy names, yet not of any of its names."""
    summary = f"政策中没有“{name}”。"
    if nearest:
        summary += f"最接近的是{nearest[0].clause.label}“{_short(nearest[0].clause.title)}”。{_whom(nearest[0])}"
    return Draft(
        "refused", summary, related=tuple(ref(n.clause) for n in nearest),
        english=f"The policy knows no “{name}”.{_nearest_english(nearest)}",
    )  # fmt: skip


_WRITES = re.compile(
    r"(?:写|拟|起草|代写|编写?|出具|生成|做)(?:一?[份篇封个张段首])[^,，。?]{0,16}"
    r"(?:函|信|书|报告|方案|文案|作文|诗|证明|合同|代码|稿|声明|保证)"
)
_OF_RULES = re.compile(r"什么|哪|要不要|需不需要|需要|怎么|如何|是否|吗")


def asks_to_write(question: Question) -> bool:
    """Whether a text is to be written: 「以某厅名义写一份承诺函」."""
    return bool(_WRITES.search(question.folded)) and not _OF_RULES.search(question.folded)


def not_written(known: KnownPolicy) -> Draft:
    """Texts are not written: only what the policy says is told."""
    return Draft("refused", f"我只回答《{known.policy.title}》规定了什么，不代写或出具文书。")


def other_place(place: str, known: KnownPolicy) -> Draft:
    """The question is about another place's policy."""
    here = known.here.name if known.here else "本地"
    return Draft(
        "refused",
        f"这是{here}的政策（《{known.policy.title}》），不涉及{place}的规定，请向{place}有关部门咨询。",
        english=f"This is a policy of {here} (《{known.policy.title}》); it does not cover {place}. "
        f"Please ask the authorities there.",
    )


_ASKED_AT_MOST = 3


def _agencies(nearest: KnownClause) -> tuple[str, ...]:
    """Whom to ask about a clause: who leads, else who is responsible."""
    clause = nearest.clause
    return (clause.lead_agencies or clause.responsible_agencies)[:_ASKED_AT_MOST]


def _whom(nearest: KnownClause) -> str:
    names = _agencies(nearest)
    role = "牵头单位" if nearest.clause.lead_agencies else "责任单位"
    return f"可咨询该条{role}{listed(names)}。" if names else "请向政策主管部门咨询。"


def _whom_english(nearest: KnownClause) -> str:
    if not (names := _agencies(nearest)):
        return "Please ask the department in charge of the policy."
    role = "lead" if nearest.clause.lead_agencies else "responsible"
    return f"You can ask its {role} agency: {'; '.join(map(in_english, names))}."


def _nearest_english(nearest: list[KnownClause]) -> str:
    if not nearest:
        return ""
    clause = nearest[0].clause
    return f" The nearest clause is {clause.label} “{_short(clause.title)}”. {_whom_english(nearest[0])}"


def _short(title: str) -> str:
    return title if len(title) <= 24 else title[:23] + "…"
