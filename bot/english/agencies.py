"""Agencies of Chinese governments by the English names that they use themselves.

省商务厅 is the Provincial Department of Commerce. A name is its level, its field and its kind of
office; an agency whose field is not known keeps its Chinese name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

# Fields of government as agencies are named after them, the longer names first.
_FIELDS: tuple[tuple[str, str], ...] = (
    ("人力资源(?:和)?社会保障|人社", "Human Resources and Social Security"),
    ("规划和自然资源", "Planning and Natural Resources"),
    ("发展(?:和)?改革|发改", "Development and Reform"),
    ("工业和信息化|工信", "Industry and Information Technology"),
    ("经济(?:和)?信息化|经信", "Economy and Information Technology"),
    ("科学技术|科技", "Science and Technology"),
    ("自然资源", "Natural Resources"),
    ("生态环境", "Ecology and Environment"),
    ("住房(?:和)?城乡建设|住建", "Housing and Urban-Rural Development"),
    ("住房公积金", "Housing Provident Fund"),
    ("住房保障", "Housing Security"),
    ("交通运输", "Transport"),
    ("水利|水务", "Water Resources"),
    ("农业农村", "Agriculture and Rural Affairs"),
    ("文化广电(?:和)?旅游", "Culture, Radio, Television and Tourism"),
    ("文化(?:和)?旅游|文旅", "Culture and Tourism"),
    ("卫生健康|卫健", "Health"),
    ("退役军人事务", "Veterans Affairs"),
    ("应急(?:管理)?", "Emergency Management"),
    ("国有资产监督管理|国资", "State-owned Assets Supervision"),
    ("市场监(?:督)?管(?:理)?", "Market Regulation"),
    ("药品监督管理|药监", "Medical Products Regulation"),
    ("医疗保障|医保", "Healthcare Security"),
    ("(?:地方)?金融(?:监(?:督)?管(?:理)?)?", "Financial Regulation"),
    ("知识产权", "Intellectual Property"),
    ("机关事务(?:管理)?", "Government Offices Administration"),
    ("行政审批(?:服务)?", "Administrative Approval"),
    ("政务服务(?:和)?(?:数据管理)?", "Government Services"),
    ("数据(?:资源)?(?:管理)?", "Data Administration"),
    ("大数据(?:发展)?(?:管理)?", "Big Data"),
    ("通信管理", "Communications"),
    ("广播电视|广电", "Radio and Television"),
    ("公安", "Public Security"), ("民政", "Civil Affairs"), ("司法", "Justice"),
    ("财政", "Finance"), ("教育", "Education"), ("商务", "Commerce"), ("审计", "Audit"),
    ("外事", "Foreign Affairs"), ("体育", "Sports"), ("统计", "Statistics"),
    ("能源", "Energy"), ("税务", "Taxation"), ("海关", "Customs"), ("林业", "Forestry"),
    ("园林(?:绿化)?", "Parks and Greening"), ("城(?:市)?管(?:理)?", "Urban Management"),
    ("消防", "Fire and Rescue"), ("气象", "Meteorology"), ("证监", "Securities Regulation"),
    ("投资促进", "Investment Promotion"), ("港航", "Ports and Shipping"),
)  # fmt: skip
_KINDS = {
    "厅": "Department of {}", "局": "Bureau of {}", "委员会": "{} Commission", "委": "{} Commission",
    "办公室": "Office of {}", "办": "Office of {}", "中心": "{} Center",
}  # fmt: skip
_LEVELS = {
    "国家": "National", "省": "Provincial", "自治区": "Regional", "市": "Municipal",
    "区": "District", "县": "County", "州": "Prefectural",
}  # fmt: skip
# Names of a form of their own.
_WHOLE = {
    "人民政府": "People's Government", "政府": "Government", "人民银行": "People's Bank of China",
    "党委宣传部": "Publicity Department", "委宣传部": "Party Committee's Publicity Department",
    "委组织部": "Party Committee's Organization Department",
    "委网信办": "Party Committee's Cyberspace Office", "委金融办": "Party Committee's Finance Office",
    "残联": "Disabled Persons' Federation", "残疾人联合会": "Disabled Persons' Federation",
    "工商联": "Federation of Industry and Commerce", "总工会": "Federation of Trade Unions",
    "科协": "Association for Science and Technology", "妇联": "Women's Federation",
}  # fmt: skip
_LEVEL = re.compile(
    "^(?:[\u4e00-\u9fff]{2,8}?(?=省|自治区|市|区|县|州))?(?P<level>国家|省|自治区|市|区|县|州)"
)
_OFFICE = re.compile(
    r"department|bureau|commission|office|administration|authority|agency|ministry"
)
_WHOSE = re.compile(r"(?:the )?(?:(?:provincial|municipal|city|district|county|local) )+$")
_NEAR = 30  # characters between the field and the kind of office


@lru_cache(maxsize=1024)
def in_english(name: str) -> str:
    """An agency as "Provincial Department of Commerce (省商务厅)"; the Chinese name alone where it
    is of a field that is not known."""
    level = _LEVEL.match(name)
    rest = name[level.end() :] if level else name
    english = _WHOLE.get(rest) or _of_field(rest)
    if not english:
        return name
    return " ".join(filter(None, (_LEVELS[level["level"]] if level else "", english, f"({name})")))


def _of_field(rest: str) -> str:
    for field, english in _FIELDS:
        for kind, form in _KINDS.items():
            if re.fullmatch(rf"(?:{field}){kind}", rest):
                return form.format(english)
    return ""


def named(text: str, agencies: Iterable[str]) -> list[tuple[int, int, str]]:
    """Agencies of a policy that a text calls by their English names, with their spans.

    Args:
        text: English, in lower case.
        agencies: Names that the policy prints.
    """
    names = tuple(agencies)
    found = []
    for field, english in _FIELDS:
        for match in re.finditer(rf"\b{re.escape(english.lower())}\b", text):
            before = text[max(0, match.start() - _NEAR) : match.start()]
            after = text[match.end() : match.end() + _NEAR]
            kind = re.search(rf"(?:{_OFFICE.pattern})(?: (?:of|for))?(?: the)? ?$", before)
            behind = re.match(rf" (?:{_OFFICE.pattern})", after)
            whose = next((name for name in names if re.search(field, name)), "")
            if whose and (kind or behind):
                start = match.start() - (len(kind.group()) if kind else 0)
                if level := _WHOSE.search(text[:start]):
                    start = level.start()
                found.append((start, match.end() + (behind.end() if behind else 0), whose))
    return found
