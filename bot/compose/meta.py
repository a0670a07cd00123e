"""Questions about the document itself: number, issuer, dates, validity, title, how many clauses.

What the header and closing say beyond these (to whom it is sent, what it carries out) is found
like any sentence, by meaning and words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from bot.answer import Citation
from bot.compose.wording import SHORT
from bot.draft import Draft, cite_part, cite_source
from bot.evidence import words_of
from bot.knowledge import KnownPolicy, PartSentence
from bot.question import Question
from bot.terms import content, grams
from corpus.model import Policy, Section
from corpus.text import dates, fold
from index.encoder import Floats

_KEYS: tuple[tuple[str, str], ...] = (
    ("number", r"文号|发文字号|文件(?:编)?号|字号|编号|[政府]办?[字发规函]?.{0,4}(?:号|那串)|第?几号文|多少号文|document number|reference number"),
    ("validity", r"有效期|有效(?:吗|么|不|期|到|至|的吗)|还有效|还(?:在)?(?:执行|管用|能用|算数|好使|适用)|到期|失效|作废|过期|管到|管用到|用到(?:什么|啥|哪)|执行(?:到|期)|废止|还能(?:按|照|用|执行|享受).{0,10}(?:文件|政策|这个|办)"
                 r"|(?:什么时候|何时|哪天|啥时候?|几月|多久).{0,4}(?:施行|实施|生效|执行|结束|终止|停)|(?:施行|实施|生效|执行)(?:日期|时间)|valid|expire|in force|still apply|effective (?:date|until)"),
    ("published", r"挂(?:出|网|到网)|上网|网上.{0,6}(?:公布|发布|发|挂)|(?:对外|公开)(?:公布|发布)|发布(?:时间|日期)|公布(?:时间|日期|那天)|哪天公布|什么时候公[布开]|published|posted"),
    ("date", r"印发(?:日期|时间|的)?|成文|签发|落款.{0,4}(?:日期|时间|几|是?哪天)|(?:落|写|署)的?是?几(?:月|号)|(?:什么时候|何时|哪天|哪(?:一)?年|啥时候?|几月|几号).{0,6}(?:出|发|印|下发|颁|定|制定|颁布)|(?:出台|下发|发文|颁布|发布)(?:时间|日期|的?年份)|issued (?:on|when)|when was .*(?:issued|released)|date of issue|issue date"),
    ("issuer", r"发文(?:机关|单位|部门)|(?:哪几家|哪些(?:单位|部门)).{0,4}发(?:的|布|文)|联合(?:发|印发)|印发(?:机关|单位|部门)|制定(?:机关|单位)|落款|(?:谁|哪个?(?:机关|单位|部门|政府|家)|哪里|哪儿).{0,3}(?:发(?:的|布|文)|出(?:的|台)|印发|制定|下发|颁)|发(?:布|文)(?:单位|机关|者)|who issued|issuing (?:body|authority|agency)|issued by|which (?:office|body|authority) issued"),
    ("count", r"(?:几|多少)(?:个)?(?:条|项|部分|章|节|大?块|大类|板块|方面|措施|条款)|how many (?:measures|clauses|sections|parts|articles|chapters)"),
    ("interpretation", r"解释(?!一下|下|清楚)|说了算|interpret"),
    ("repeal", r"(?:老|旧|原来?|之前|以前)(?:的)?(?:办法|规定|文件|政策|细则|通知).{0,10}(?:作废|废止|失效|还有效|怎么办)|废止了?(?:哪|什么)|(?:哪|什么).{0,10}(?:作废|废止)了?"),
    ("addressee", r"发给(?:谁|哪)|主送|收文|发到哪|抄送|(?:给|向)谁发的|addressed to|sent to"),
    ("approval", r"(?:谁|哪).{0,6}(?:同意|批准|点头|审议|通过|拍板)|(?:同意|批准|审议通过)的|approved"),
    ("openness", r"公开(?:吗|的|么|发布|方式)|内部(?:文件|资料)|保密|能不能公开|涉密|public(?:ly)? "),
    ("purpose", r"(?:为了?|落实|贯彻|响应|根据|依据).{0,6}(?:什么|哪)|(?:目的|依据|初衷|背景)(?:是|$)|为(?:什么|啥)(?:要)?(?:出|制定|发)|purpose|why was"),
    ("title", r"标题|题目|全称|全名|名称|叫(?:什么|啥)(?:名|$)|文件名|(?:official |full )?(?:title|name) of"),
)  # fmt: skip
# How a document speaks of itself and people of it.
_SELF = re.compile(
    r"(?:这|该|本|此|咱)?(?:个|份|项|套|部|篇)?(?:省里|市里|省|市)?(?:的)?(?:文件|政策|措施|办法|通知|细则|规定|方案|条例|文|政策措施|正文|全文|内容)(?:里头?|上|里面|中)?"
    r"|the|this|of|policy|document|it|is|was|pls|please|when|what|how|many|in|total|there|are|for|and|does|do|which|on|official"
)


def asked_of_document(question: Question, known: KnownPolicy) -> list[str]:
    """Which of the things above are asked, first the most specific; empty when the question is
    about a clause's matter and not about the document."""
    matched = question.folded.lower()
    found = [key for key, pattern in _KEYS if re.search(pattern, matched)]
    if not found:
        return []
    rest = matched
    for _, pattern in _KEYS:
        rest = re.sub(pattern, " ", rest)
    rest = _SELF.sub(" ", content(_SELF.sub(" ", rest)))
    rest = re.sub(
        r"\d{2,4}年?|[\s年月日号条项天来麻烦准确公家申报引用报告填表一二三四五六七八九十]", "", rest
    )
    own = grams(known.policy.part_text("header"))
    left = {g for g in grams(rest) if g not in own and known.weights.known(g)}
    if "count" in found and re.search(
        r"牵头|负责|责任|涉及|超过|以上|每年|券|跟|关于|哪几|哪些|这块|那块|方面", matched
    ):
        found.remove("count")
    sure = [key for key in found if key in ("addressee", "number", "interpretation", "repeal")]
    if sure:
        return sure
    if len(re.sub(r"[^\u4e00-\u9fff]", "", rest)) > 5:
        return [key for key in found if key not in ("title", "date", "issuer")] if not left else []
    return found if not left else []


def answer(keys: list[str], known: KnownPolicy, today: date) -> Draft | None:
    """What the document says of itself; None where it says nothing of it."""
    said: list[str] = []
    cited: list[Citation] = []
    derived = [str(len(known.policy.clauses)) + "条", f"{len(_top_sections(known.policy))}个"]
    closing = known.policy.closing
    derived += [chinese_date(day) for day in (closing.valid_from, closing.valid_until) if day]
    if known.policy.closing.valid_until:
        derived.append(f"{abs((known.policy.closing.valid_until - today).days)}天")
    if "published" in keys and "date" in keys and "issuer" not in keys:
        keys = ["date", "published"]
    for key in keys[:2]:
        piece = _COMPOSERS[key](known, today)
        if piece and piece[0] not in said:
            said.append(piece[0])
            cited.extend(piece[1])
    if not said:
        return None
    return Draft(
        "answered", "；".join(said) + "。", tuple(dict.fromkeys(cited)), derived=tuple(derived)
    )


Piece = tuple[str, list[Citation]]


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
    return f"文号是{header.document_number}", _header_words(known.policy, header.document_number)


def _issuer(known: KnownPolicy, today: date) -> Piece | None:
    header = known.policy.header
    if not header.issuer:
        return None
    names = header.issuer.split()
    return f"发文机关是{'、'.join(names)}", _header_words(known.policy, "".join(names))


def _date(known: KnownPolicy, today: date) -> Piece | None:
    day = known.policy.header.date
    if day is None:
        return None
    return f"印发日期是{chinese_date(day)}", _dated(known.policy, day)


def _published(known: KnownPolicy, today: date) -> Piece | None:
    day = known.policy.header.published
    if day is None:
        return _date(known, today)
    return f"公布日期是{chinese_date(day)}", _dated(known.policy, day)


def _dated(policy: Policy, day: date) -> list[Citation]:
    folded = fold(policy.source)
    spans = [(start, end) for found, start, end in dates(folded) if found == day]
    return [cite_source(policy, *spans[0])] if spans else []


def _title(known: KnownPolicy, today: date) -> Piece | None:
    title = known.policy.title
    at = known.policy.source.find(title)
    cited = [cite_source(known.policy, at, at + len(title))] if at >= 0 else []
    return f"全称是《{title}》", cited


def _count(known: KnownPolicy, today: date) -> Piece | None:
    """Counted on the parsed document; the first and last clause are the proof."""
    policy = known.policy
    first, last = policy.clauses[0], policy.clauses[-1]
    sections = _top_sections(policy)
    parts = f"，分{len(sections)}个部分" if sections else ""
    span = f"，从{first.label}到{last.label}" if len(policy.clauses) > 1 else ""
    at = policy.source.find(policy.title)
    cited = [cite_source(policy, at, at + len(policy.title))] if at >= 0 else []
    return f"共{len(policy.clauses)}条{parts}{span}", cited


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
                return " ".join(words.split()).rstrip("。：:"), [
                    cite_source(policy, start + match.start(), start + match.end())
                ]
        return None

    return said


def _validity(known: KnownPolicy, today: date) -> Piece | None:
    closing = known.policy.closing
    if closing.valid_until is None and closing.valid_from is None:
        return None
    cited = [cite_source(known.policy, closing.validity_start, closing.validity_end)]
    return validity_words(known.policy, today), cited


_COMPOSERS: dict[str, Callable[[KnownPolicy, date], Piece | None]] = {
    "number": _number,
    "issuer": _issuer,
    "date": _date,
    "published": _published,
    "title": _title,
    "count": _count,
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
    if since and today < since:
        return f"{start}有效期至{chinese_date(until)}，目前尚未施行"
    if left < 0:
        return f"{start}有效期至{chinese_date(until)}，已过期{-left}天"
    return f"{start}有效期至{chinese_date(until)}，目前有效，还剩{left}天"


def notices(policy: Policy, today: date) -> tuple[str, ...]:
    """What must be said with every answer: validity ending within 60 days, or ended."""
    since, until = policy.closing.valid_from, policy.closing.valid_until
    if until is not None and today > until:
        return (
            f"本政策有效期至{chinese_date(until)}，已过期{(today - until).days}天，请核实是否有新的文件",
        )
    if since is not None and today < since:
        return (f"本政策自{chinese_date(since)}起施行，目前尚未施行",)
    if until is not None and (until - today).days < 60:
        return (f"本政策有效期至{chinese_date(until)}，还剩{(until - today).days}天",)
    return ()


def chinese_date(day: date) -> str:
    """2026年12月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


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
