"""Words of questions and their counterparts in the sentences that answer them: who asks what is
not paid is answered by 「不予」, who asks for a ceiling by 「最高」.

Each is a feature of bot/ranking.py, whose weights say how much it tells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.question import Ask, Question

# What a sentence of the kind asked for holds.
_SAYS: dict[Ask, re.Pattern[str]] = {
    Ask.AGENCY: re.compile(r"部门|机关|机构|政府|街道办|委员会|(?<!布)[局厅](?![域部面限])|中心|单位|负责|主管"),
    Ask.CONDITION: re.compile(r"应当?|必?须|需|符合|具备|条件|满|以上|不得|达到|且"),
    Ask.MATERIALS: re.compile(r"材料|证明|申请表|申请书|身份证|提交|提供|证件|证书|凭证"),
    Ask.PENALTY: re.compile(r"退回|退还|追回|失信|处罚|罚款|责令|取消|撤销|吊销|不予|追究|停止|处分|移送"),
    Ask.STACKING: re.compile(r"叠加|重复|同时享受|就高|不得同时|择优|不再"),
    Ask.CONTACT: re.compile(r"电话|热线|\d{3,4}-\d{7,8}|邮箱|网址|联系方式|地址"),
    Ask.PROCEDURE: re.compile(r"申请|提出|提交|登录|平台|窗口|向.{2,16}(?:申请|提出|提交|办理)|受理|审核|网站"),
    Ask.WHEN: re.compile(r"\d+[年月日]|工作日|个月|次月|当[日月年]|之日起|期"),
    Ask.DURATION: re.compile(r"\d+个?(?:工作日|日|天|个月)|[一二三四五六七八九十]+(?:个工作日|日|个月)|当场|即时"),
    Ask.DEADLINE: re.compile(r"\d+月|\d+日|截止|期间|之日起|每年|前"),
    Ask.LIST: re.compile(r"下列|以下|包括|如下|分为|、.{1,20}、"),
}  # fmt: skip
_MAY = re.compile(r"可以?(?!持续)|不得|应当?|不予|无需|不需|免|能够|须|禁止|不再|不纳入|有权|除外")
_CONSEQUENCE = re.compile(
    r"会(?:咋|怎|被|有什么)|怎么(?:处理|罚|办)|咋(?:处理|罚|办)|后果|what happens"
)
_BROKEN = re.compile(r"取消|撤销|追回|退还|退回|不予|罚款|处罚|责令|停止|视为|失信|终止|放弃|承担")


@dataclass(frozen=True)
class _Pair:
    """Words of questions, those of the sentences that answer them, and whether it tells as much
    that such a sentence is there unasked."""

    asked: re.Pattern[str]
    said: re.Pattern[str]
    unasked: bool = False


# The most or the least that is asked for.
MOST = re.compile(
    r"最[高多大长]|至多|顶多|封顶|到顶|顶格|顶天|上限|天花板|不超过|撑死|\bmax|\bcap\b|ceiling|limit|up to"
)
LEAST = re.compile(r"最[少低短]|至少|起码|底线|下限|多少才|\bmin|at least")
# How a sentence limits what it gives.
LIMITS = re.compile(r"最[高多长大]|不(?:得)?(?:超过|高于|多于)|上限|以[内下]|累计|总额|限额")
_MOST = _Pair(MOST, LIMITS)
_LEAST = _Pair(
    LEAST,
    re.compile(r"最[低少短]|不(?:得)?(?:低于|少于|短于|小于)|至少|下限|以上|达到|满"),
)
_DENIED = _Pair(
    re.compile(
        r"不(?:给|让|算|认|能|准|许|收|补|报|予|批|可以|行|管|在|享受|用)|没资格|没有?份|除外|排除|贴不了|[拿领]不[到着了]|报不了|取消|停|掐|禁"
    ),
    re.compile(
        r"不(?:得|予|能|可(?!移|逆|再)|应|再|支付|享受|纳入|列入|属于|包括|计入|适用|在[^,，]{0,8}(?:范围|之列))|禁止|除外|无需|不(?:需|必|要求)"
    ),
    unasked=True,
)
_TWICE = _Pair(
    re.compile(
        r"都[给拿领享]|两[份头样]|一起[拿领享]|再(?:[拿领享]|申请)|还(?:能|可以)[再拿领给]|已经[拿领享]"
    ),
    re.compile(r"就高|叠加|重复|同时享受|差额|补差|不再|择优|最高一项|只享受"),
    unasked=True,
)
_PAIRS = (_MOST, _LEAST, _DENIED, _TWICE)

FEATURES = (
    "said", "unsaid", "may", "broken",
    "most", "least", "denied", "denied_unasked", "twice", "twice_unasked",
)  # fmt: skip


class Counterparts:
    """What a question asks for in words of its own, to be looked for in sentences."""

    def __init__(self, question: Question) -> None:
        """Read the question once for all sentences."""
        text = question.folded.lower()
        self._patterns = [p for ask in question.asks if (p := _SAYS.get(ask))]
        self._may = question.yes_no
        self._broken = bool(_CONSEQUENCE.search(text)) or question.wants(Ask.PENALTY)
        self._asked = [bool(pair.asked.search(text)) for pair in _PAIRS]

    def of(self, words: str) -> list[float]:
        """1 or 0 for each of FEATURES.

        said, unsaid: Whether it holds, or lacks, the words that such an answer is made of.
        may, broken: Whether it allows or forbids where that is asked; says what follows where
            that is asked.
        most, least: Whether it limits, where the most or the least is asked for.
        denied, denied_unasked: Whether it denies, where that is asked; where it is not.
        twice, twice_unasked: Whether it says what one may have besides, where that is asked;
            where it is not.
        """
        said = any(p.search(words) for p in self._patterns)
        may, broken, *pairs = _said(words)
        found = [
            bool(self._patterns) and said,
            bool(self._patterns) and not said,
            self._may and may,
            self._broken and broken,
        ]
        for pair, asked, holds in zip(_PAIRS, self._asked, pairs, strict=True):
            found.append(asked and holds)
            if pair.unasked:
                found.append(holds and not asked)
        return [float(value) for value in found]


@lru_cache(maxsize=16384)  # the same sentences for every question of a policy
def _said(words: str) -> tuple[bool, ...]:
    """Whether words allow or forbid, say what follows, and hold the answering words of each pair."""
    patterns = (_MAY, _BROKEN, *(pair.said for pair in _PAIRS))
    return tuple(bool(pattern.search(words)) for pattern in patterns)
