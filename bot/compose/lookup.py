"""Looking a clause up by its number, or a section."""

from __future__ import annotations

import re

from bot.compose.wording import SHORT, listed
from bot.draft import Draft, cite, ref
from bot.knowledge import KnownClause, KnownPolicy
from bot.question import Question
from corpus.model import Clause, Item, Section
from corpus.text import NUMERAL, fold, number, sentences

_LAST = re.compile(
    rf"倒数第?(?P<n>{NUMERAL})(?:条|项|款|个)|最后一?(?:条|项|款)|末条|(?:last|final) (?:measure|clause|article)"
)


def by_number(policy: KnownPolicy, n: int, section: int = 0) -> KnownClause | None:
    """The clause that people call number n: by its printed number where the labels are numbers
    of one series, otherwise by its place.

    Args:
        section: Number of the section it is looked for in, 第二部分第(三)条; 0: in all.
    """
    heading = _section(policy, section) if section else None
    if heading is not None:
        inside = [c for c in policy.clauses if c.clause.section == heading.heading]
        return next((c for c in inside if _numbers(c.clause.label)[-1:] == [n]), None)
    for known in policy.clauses:
        if _printed_number(known.clause.label) == n:
            return known
    if any(_printed_number(known.clause.label) is not None for known in policy.clauses):
        return None
    return policy.clause(n) if 1 <= n <= len(policy.clauses) else None


def _printed_number(label: str) -> int | None:
    found = _numbers(label)
    return found[0] if len(found) == 1 else None


def _numbers(label: str) -> list[int]:
    """The numbers of a label, 2 and 3 of 二、(三); none where one is unreadable."""
    try:
        return [number(numeral) for numeral in re.findall(NUMERAL, fold(label))]
    except ValueError:
        return []


def _section(policy: KnownPolicy, n: int) -> Section | None:
    """The section that people call number n: by its printed number, otherwise by its place."""
    sections = [s for s in policy.policy.sections if s.level == 1]
    numbered = [s for s in sections if _numbers(s.label)]
    if numbered:
        return next((s for s in numbered if _numbers(s.label) == [n]), None)
    return sections[n - 1] if 1 <= n <= len(sections) else None


_WHERE = re.compile(
    r"(?:第几|哪一?)(?:条|款)(?!政策|措施|跟|和|适合)|条号|出处|在(?:文件|政策)?(?:的)?(?:哪里|哪儿|哪个地方)(?:写|提|规定)"
)
_QUOTED = re.compile(r"[“\"‘'「]([^”\"’'」]{2,24})[”\"’'」]")
_MOST = 3  # clauses that print a word, told with their sentences


def asks_where(question: Question) -> bool:
    """Whether it is asked under which number something stands: 「“揭榜挂帅”写在第几条」."""
    return bool(_WHERE.search(question.folded)) and not question.clause_refs


def where(question: Question, known: KnownPolicy) -> Draft | None:
    """The clauses that print a quoted word, each with its number and the sentence; None where no
    word is quoted or too many print it."""
    quoted = _QUOTED.search(question.folded)
    if quoted is None:
        return None
    word = fold(quoted.group(1))
    found = [c for c in known.clauses if word in fold(c.clause.text)]
    if not 1 <= len(found) <= _MOST:
        return None
    said, cited = [], []
    for one in found:
        at = fold(one.clause.text).index(word)
        spans = sentences(one.clause.text)
        start, end = next(((s, e) for s, e in spans if s <= at < e), (0, title_end(one.clause)))
        said.append(f"{numbered(one)}：{one.clause.text[start:end].strip().rstrip('。；;')}")
        cited.append(cite(one.clause, start, end))
    return Draft(
        "answered", f"{'；'.join(said)}。", tuple(cited),
        derived=tuple(numbered(one) for one in found),
    )  # fmt: skip


def numbered(known: KnownClause) -> str:
    """A clause by its number and title: 「(七)实施“模型券”奖补政策（第7条）」."""
    clause = known.clause
    place = f"（第{clause.n}条）" if _printed_number(clause.label) else ""
    title = f"“{clause.title}”" if len(clause.title) <= _TITLE and clause.title else ""
    return f"{clause.label}{title}{place}" if not clause.label.startswith("第") else clause.label


_TITLE = 30


def several(found: list[KnownClause]) -> Draft:
    """The texts of several clauses that are named by their numbers."""
    words = "\n".join(one.clause.text.strip() for one in found)
    return Draft(
        "answered", words, tuple(cite(one.clause, 0, len(one.clause.text)) for one in found)
    )


def from_the_end(question: Question) -> int:
    """Which clause counted from the last is asked for by its place: 2 for 倒数第二条; 0: none."""
    match = _LAST.search(question.folded.lower())
    if match is None:
        return 0
    return number(match["n"]) if match["n"] else 1


def whole(known: KnownClause, item_ref: tuple[int, int] = (0, 0)) -> Draft:
    """A clause whose text was asked for stands in the summary whole; of an address such as
    第五条第二款第(三)项 the part it names."""
    clause = known.clause
    start, end = _span(clause, item_ref)
    label = clause.label
    words = clause.text[start:end].strip()
    # 四、(五) is printed in two places, its second half before the words themselves.
    shared = next((i for i in range(len(label)) if words.startswith(label[i:])), len(label))
    return Draft("answered", label[:shared] + words, (cite(clause, start, end),))


def _span(clause: Clause, item_ref: tuple[int, int]) -> tuple[int, int]:
    paragraph, item = item_ref
    items: tuple[Item, ...] = clause.items
    span = 0, len(clause.text)
    if paragraph and paragraph <= len(items) and items[0].level == "款":
        span, items = (
            (items[paragraph - 1].start, items[paragraph - 1].end),
            items[paragraph - 1].items,
        )
    elif items and items[0].level == "款" and item:
        items = tuple(below for above in items for below in above.items)
    found = next((part for part in items if part.n == item), None) if item else None
    return (found.start, found.end) if found else span


_SENTENCE = re.compile(rf"第({NUMERAL})句|(头一|首|最后一?|末)句")


def sentence(known: KnownClause, question: Question) -> Draft | None:
    """The n-th sentence of a clause: 「第二十条第一句」; None where none is asked for."""
    match = _SENTENCE.search(question.folded)
    if not match:
        return None
    spans = list(sentences(known.body))
    n = number(match[1]) if match[1] else 1 if match[2][0] in "头首" else len(spans)
    if not 1 <= n <= len(spans):
        return None
    start, end = spans[n - 1]
    return Draft("answered", known.clause.text[start:end], (cite(known.clause, start, end),))


def first_of_section(policy: KnownPolicy, n: int) -> KnownClause | None:
    """The first clause of the n-th section."""
    section = _section(policy, n)
    if section is None:
        return None
    return next((c for c in policy.clauses if c.clause.section == section.heading), None)


def first_of_named(policy: KnownPolicy, question: Question) -> KnownClause | None:
    """The first clause under a heading that the question prints."""
    named = next(
        (s for s in policy.policy.sections if len(s.title) > 3 and s.title in question.folded), None
    )
    if named is None:
        return None
    return next((c for c in policy.clauses if c.clause.section == named.heading), None)


def missing(policy: KnownPolicy, n: int) -> Draft:
    """A clause that does not exist: said plainly, with how many there are."""
    count = len(policy.clauses)
    first, last = policy.clauses[0].clause, policy.clauses[-1].clause
    summary = f"没有第{n}条：《{policy.policy.title}》共{count}条，从{first.label}到{last.label}。"
    return Draft(
        "refused", summary[: SHORT * 2], related=(ref(last),),
        english=f"There is no clause {n}: 《{policy.policy.title}》 has {count} clauses, "
        f"from {first.label} to {last.label}.",
    )  # fmt: skip


def section_summary(policy: KnownPolicy, n: int) -> Draft:
    """The clauses of the n-th section, or the clause that is a part of the text by itself."""
    section = _section(policy, n)
    if section is None:
        alone = by_number(policy, n)
        if alone is not None and not alone.clause.section and policy.policy.sections:
            return whole(alone)
        count = sum(s.level == 1 for s in policy.policy.sections)
        return Draft(
            "refused", f"没有第{n}部分：全文共{count}个部分。" if count else "全文不分部分。"
        )
    heading = section.heading
    inside = [c.clause for c in policy.clauses if c.clause.section == heading]
    names = listed([f"{c.label}{c.title}" for c in inside])
    return Draft(
        "answered", f"{heading}，共{len(inside)}条：{names}。",
        tuple(cite(c, 0, title_end(c)) for c in inside), derived=(f"{len(inside)}条",),
        english=f"{heading} has {len(inside)} clauses: {names}.",
    )  # fmt: skip


def title_end(clause: Clause) -> int:
    """Offset where the title of a clause ends."""
    at = clause.text.find(clause.title)
    return at + len(clause.title) if at >= 0 else min(len(clause.text), 40)
