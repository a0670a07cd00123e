"""Questions about the document itself: number, issuer, dates, validity, title, how many clauses.

What the header and closing say beyond these (to whom it is sent, what it carries out) is found
like any sentence, by meaning and words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from bot.answer import Citation
from bot.compose.wording import SHORT
from bot.draft import Draft, cite_part, cite_source
from bot.english.agencies import in_english
from bot.english.figures import MONTHS
from bot.evidence import words_of
from bot.knowledge import KnownPolicy, PartSentence
from bot.question import Question
from corpus.model import Policy, Section
from corpus.text import NUMERAL, dates, fold
from index.encoder import Floats


def answer(keys: list[str], known: KnownPolicy, today: date) -> Draft | None:
    """What the document says of itself; None where it says nothing of it."""
    said: list[Piece] = []
    derived = [str(len(known.policy.clauses)) + "条", f"{len(_top_sections(known.policy))}个"]
    closing = known.policy.closing
    derived += [chinese_date(day) for day in (closing.valid_from, closing.valid_until) if day]
    if known.policy.closing.valid_until:
        derived.append(f"{abs((known.policy.closing.valid_until - today).days)}天")
    if "published" in keys and "date" in keys and "issuer" not in keys:
        keys = ["date", "published"]
    for key in keys[:3]:
        piece = _COMPOSERS[key](known, today)
        if piece and piece.words not in [one.words for one in said]:
            said.append(piece)
    if not said:
        return None
    return Draft(
        "answered", "；".join(piece.words for piece in said) + "。",
        tuple(dict.fromkeys(c for piece in said for c in piece.cited)), derived=tuple(derived),
        english=". ".join(piece.english or f"In Chinese: {piece.words}" for piece in said) + ".",
    )  # fmt: skip


class Piece(NamedTuple):
    """One thing that the document says of itself, with its proof."""

    words: str
    cited: list[Citation]
    english: str = ""


def _header_words(policy: Policy, words: str) -> list[Citation]:
    at = re.sub(r"\s", "", policy.source).find(words) if words else -1
    if at < 0:
        return []
    # Offsets in the source: white space inside the words is skipped over.
    printed = [i for i, c in enumerate(policy.source) if not c.isspace()]
    place = printed[at]
    end, left = place, len(words)
    while left and end < len(policy.source):
        left -= not policy.source[end].isspace()
        end += 1
    return [cite_source(policy, place, end)]


def _number(known: KnownPolicy, today: date) -> Piece | None:
    header = known.policy.header
    if not header.document_number:
        return None
    return Piece(
        f"文号是{header.document_number}", _header_words(known.policy, header.document_number),
        f"The document number is {header.document_number}",
    )  # fmt: skip


def _issuer(known: KnownPolicy, today: date) -> Piece | None:
    header = known.policy.header
    if not header.issuer:
        return None
    names = header.issuer.split()
    return Piece(
        f"发文机关是{'、'.join(names)}", _header_words(known.policy, "".join(names)),
        f"It was issued by {', '.join(map(in_english, names))}",
    )  # fmt: skip


def _date(known: KnownPolicy, today: date) -> Piece | None:
    day = known.policy.header.date
    if day is None:
        return _published(known, today) if known.policy.header.published else None
    return Piece(
        f"印发日期是{chinese_date(day)}", _dated(known.policy, day),
        f"It was issued on {english_date(day)}",
    )  # fmt: skip


def _published(known: KnownPolicy, today: date) -> Piece | None:
    day = known.policy.header.published
    if day is None:
        return _date(known, today)
    return Piece(
        f"公布日期是{chinese_date(day)}", _dated(known.policy, day),
        f"It was published on {english_date(day)}",
    )  # fmt: skip


def _dated(policy: Policy, day: date) -> list[Citation]:
    folded = fold(policy.source)
    spans = [(start, end) for found, start, end in dates(folded) if found == day]
    return [cite_source(policy, *spans[0])] if spans else []


def _title(known: KnownPolicy, today: date) -> Piece | None:
    title = known.policy.title
    at = known.policy.source.find(title)
    cited = [cite_source(known.policy, at, at + len(title))] if at >= 0 else []
    return Piece(f"全称是《{title}》", cited, f"Its full title is 《{title}》")


def _count(known: KnownPolicy, today: date) -> Piece | None:
    """Counted on the parsed document; the first and last clause are the proof."""
    policy = known.policy
    first, last = policy.clauses[0], policy.clauses[-1]
    sections = _top_sections(policy)
    parts = f"，分{len(sections)}个部分" if sections else ""
    span = f"，从{first.label}到{last.label}" if len(policy.clauses) > 1 else ""
    at = policy.source.find(policy.title)
    cited = [cite_source(policy, at, at + len(policy.title))] if at >= 0 else []
    english = f"It has {len(policy.clauses)} clauses"
    english += f" in {len(sections)} parts" if sections else ""
    english += f", from {first.label} to {last.label}" if span else ""
    return Piece(f"共{len(policy.clauses)}条{parts}{span}", cited, english)


def _sections(known: KnownPolicy, today: date) -> Piece | None:
    """The outermost headings, in order."""
    sections = _top_sections(known.policy)
    if not sections:
        return None
    words = "；".join(section.heading for section in sections)
    at = known.policy.source.find(known.policy.title)
    cited = [cite_source(known.policy, at, at + len(known.policy.title))] if at >= 0 else []
    return Piece(
        f"共{len(sections)}个部分：{words}", cited, f"It has {len(sections)} parts: {words}"
    )


def _top_sections(policy: Policy) -> list[Section]:
    return [section for section in policy.sections if section.level == 1]


# What the header or closing says in a sentence of its own, by the words such sentences hold.
_SAID_BY = {
    "interpretation": re.compile(r"[^。;\n]*负责解释[^。]*。?"),
    "repeal": re.compile(r"[^。\n]*(?:同时废止|予以废止|自行废止|停止执行)[^。]*。?"),
    "addressee": re.compile(
        r"(?:各|有关)[^。]{2,}[::](?=\s|$|《|\n)|(?:各|有关)[^。::]{4,200}[::]"
    ),
    "approval": re.compile(r"[^。]{0,80}(?:同意|批准|审议通过|会议通过)[^。]*。?"),
    "openness": re.compile(r"\(?(?:此件)?公开(?:发布|方式)[^)\n。]{0,12}\)?"),
    "purpose": re.compile(
        r"(?<![^。\s])[^。\s]*(?:为|根据|按照|依据)[^。]*(?:制定|提出|如下|通告|通知)[^。]*。?"
    ),
}


_LAST = 3  # clauses at the end that hold 附则: who interprets, what is repealed


def _sentence_saying(key: str) -> Callable[[KnownPolicy, date], Piece | None]:
    pattern = _SAID_BY[key]

    def said(known: KnownPolicy, today: date) -> Piece | None:
        policy = known.policy
        for start, end in (
            (0, policy.header.end),
            *((c.start, c.end) for c in (*policy.clauses[:1], *policy.clauses[-_LAST:])),
            (policy.closing.start, policy.closing.end),
        ):
            match = pattern.search(fold(policy.source[start:end]))
            if match:
                words = policy.source[start + match.start() : start + match.end()]
                cited = cite_source(policy, start + match.start(), start + match.end())
                return Piece(" ".join(words.split()).rstrip("。：:"), [cited])
        return None

    return said


def _validity(known: KnownPolicy, today: date) -> Piece | None:
    closing = known.policy.closing
    if closing.valid_until is None and closing.valid_from is None:
        return None
    cited = [cite_source(known.policy, closing.validity_start, closing.validity_end)]
    since = closing.valid_from
    if since and since not in [day for day, _, _ in dates(fold(cited[0].quote))]:
        cited += _dated(known.policy, since)  # 「自印发之日起」: the day stands elsewhere
    return Piece(validity_words(known.policy, today), cited, _validity_english(known.policy, today))


_COMPOSERS: dict[str, Callable[[KnownPolicy, date], Piece | None]] = {
    "number": _number,
    "issuer": _issuer,
    "date": _date,
    "published": _published,
    "title": _title,
    "count": _count,
    "sections": _sections,
    "validity": _validity,
    **{key: _sentence_saying(key) for key in _SAID_BY},
}


def validity_words(policy: Policy, today: date) -> str:
    """Until when the policy is valid and how that stands on the day."""
    since, until = policy.closing.valid_from, policy.closing.valid_until
    if until is None:
        start = f"自{chinese_date(since)}起施行，" if since else ""
        return f"{start}文件没有写明有效期"
    left = (until - today).days
    start = f"自{chinese_date(since)}起施行，" if since else ""
    term = f"{start}{_term(policy)}有效期至{chinese_date(until)}，"
    if since and today < since:
        return f"{term}目前尚未施行"
    if left < 0:
        return f"{term}已过期{-left}天"
    return f"{term}目前有效，还剩{left}天"


def _validity_english(policy: Policy, today: date) -> str:
    since, until = policy.closing.valid_from, policy.closing.valid_until
    start = f"In force from {english_date(since)}" if since else ""
    if until is None:
        return f"{start}; the document names no end"
    left = (until - today).days
    term = f"{start}, valid" if start else "Valid"
    term += f" until {english_date(until)}"
    if since and today < since:
        return f"{term}; not yet in force"
    return f"{term}; {f'expired {-left} days ago' if left < 0 else f'{left} days left'}"


def _term(policy: Policy) -> str:
    """「有效期5年，」 where the text gives the validity so."""
    closing = policy.closing
    printed = re.search(
        rf"有效期[限为]?{NUMERAL}年",
        fold(policy.source[closing.validity_start : closing.validity_end]),
    )
    return f"{printed.group()}，" if printed else ""


def notices(policy: Policy, today: date, *, english: bool = False) -> tuple[str, ...]:
    """What must be said with every answer: validity ending within 60 days, or ended."""
    since, until = policy.closing.valid_from, policy.closing.valid_until
    near = until is not None and (until - today).days < 60
    if english:
        pending = since is not None and today < since
        return (f"This policy: {_validity_english(policy, today)}.",) if near or pending else ()
    if until is not None and today > until:
        return (
            f"本政策有效期至{chinese_date(until)}，已过期{(today - until).days}天，请核实是否有新的文件",
        )
    if since is not None and today < since:
        return (f"本政策自{chinese_date(since)}起施行，目前尚未施行",)
    if until is not None and near:
        return (f"本政策有效期至{chinese_date(until)}，还剩{(until - today).days}天",)
    return ()


def chinese_date(day: date) -> str:
    """2026年12月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def english_date(day: date) -> str:
    """December 31, 2026."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def best_part(
    question: Question, vector: Floats, known: KnownPolicy
) -> tuple[PartSentence, float] | None:
    """The sentence of header or closing nearest to the question, with its score: cosine and a
    tenth of the share of the question's words it holds."""
    asked = words_of(question)
    ranked = [
        (part, float(vector @ part.vector) + 0.1 * known.weights.coverage(asked, set(part.words)))
        for part in known.parts
    ]
    return max(ranked, key=lambda r: r[1], default=None)


def part_answer(part: PartSentence, known: KnownPolicy) -> Draft:
    """A sentence of header or closing as the answer."""
    words = " ".join(part.text.split())
    if len(words) > SHORT:
        words = words[: SHORT - 1] + "…"
    return Draft("answered", words, (cite_part(known.policy, part.part, part.start, part.end),))
