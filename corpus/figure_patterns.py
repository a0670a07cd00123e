"""How figures are printed: the patterns of dates, shares, money and counts that corpus/figures.py
reads, on folded text."""

from __future__ import annotations

import re

from corpus.text import CN_DIGITS, NUMERAL

# Measure words (量词) that make a number a count of things, and units of measured quantities.
COUNT = (
    "项|家|个|名|架次|班次|车次|人次|人|户|件|处|所|套|台|辆|次|篇|张|批|种|类|条|座|间|位|场|期|倍|分|周岁|岁|门|"
    "组|支|只|株|头|栋|幢|级|层|份|册|架|艘|颗|孔|桩|座次|宗|课时|学时|床|代|届|款|点"
)
MEASURE = (
    "平方米|平方公里|立方米|公里|千米|毫米|厘米|米|亩|公顷|吨|公斤|千克|克|千瓦时|千瓦|兆瓦|千伏安|马力|"
    "毫升|升(?![级学高值至])|度|"
    "GB|TB|PB|MB|Gbps|Mbps|GHz|PFLOPS|EFLOPS|P(?![A-Za-z])|E(?![A-Za-z])|℃"
)
PERIOD = (
    "个工作日|工作日|个自然日|个月|个季度|个小时|小时|分钟|年(?![级度])|日|天|周(?!岁)"
    "|季度|学年|学期"
)
SMALL = {"": 1, "十": 10, "百": 100, "千": 1000}
SCALE = {
    **SMALL,
    **{f"{name}万": 10**4 * n for name, n in SMALL.items()},
    **{f"{name}亿": 10**8 * n for name, n in SMALL.items()},
    "万亿": 10**12,
}
SCALES = "万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百|k|K|w|W"
# At most 16 digits, and never from the middle of a longer run: 万亿 is 13, and nothing that takes
# a run apart in every way it can be taken stays quick on a long one. The same holds below for
# runs of Chinese numerals, (?<![…]).
ARABIC = r"(?<!\d)(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,16})(?!\d)(?:\.\d+)?"
CN_NUMBER = rf"[{CN_DIGITS}万亿](?:[{CN_DIGITS}万亿点]*[{CN_DIGITS}万亿])?"

CN_YEAR = "[零一二三四五六七八九]{4}"
DATE = re.compile(
    rf"(?:(?P<y>\d{{4}}|{CN_YEAR})\s*年\s*|(?<![\d第{CN_DIGITS}]))"
    rf"(?P<m>\d{{1,2}}|{NUMERAL})\s*月(?:\s*(?P<d>\d{{1,2}}|{NUMERAL})\s*日)?"
    r"|(?<!\d)(?P<y2>\d{4})-(?P<m2>\d{1,2})-(?P<d2>\d{1,2})(?!\d)"
)
YEAR = re.compile(
    r"(?<!\d)(?P<a>(?:19|20)\d\d)(?:\s*(?:-|~|至|到)\s*(?P<b>(?:19|20)\d\d))?\s*年(?!\d*月)"
    rf"|(?P<c>{CN_YEAR})\s*年"
)
RANGE = r"\s*(?:-|~|至|到)\s*"
PERCENT = re.compile(
    rf"(?P<a>{ARABIC})%?(?:{RANGE}(?P<b>{ARABIC}))?\s*(?:%|(?P<mille>‰)|个?百分点)"
    rf"|(?<![{CN_DIGITS}])(?P<n>[{CN_DIGITS}]+)\s*个?百分点"
    rf"|(?P<pre>百分之|千分之)(?P<c>{CN_NUMBER}|{ARABIC})"
    # 「不低于三成」 is 30%, 「六成五」 65%
    rf"|(?<![{CN_DIGITS}])(?P<t>[一二两三四五六七八九]|(?<![\d.])[1-9])成(?P<o>[一二三四五六七八九半])?"
    r"(?![果本立员绩功熟年为人长交套份分])"
)
# 「不超过LPR+50BP」: basis points over a reference rate.
RATE = re.compile(r"LPR\s*(?P<sign>[+-])\s*(?P<a>\d{1,4})\s*(?:BP|个?基点)", re.IGNORECASE)
# 「不超过本市2个月最低生活保障标准」 is so many times a sum, not a time.
TIMES_A_SUM = re.compile(
    r"(?:不得?(?:超过|低于|高于)|最高|最低|相当于|按照?|给予|发放|为)[^,。;:()\d]{0,8}?"
    rf"(?P<whole>(?P<a>\d{{1,2}}|[{CN_DIGITS}]{{1,2}})\s*个月[^,。;:、()\d]{{0,16}}?(?:标准|工资|租金|保障金|救助金))"
)
ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE)
CLOCK = re.compile(r"\d{1,2}\s*[时点]\s*(?:\d{1,2}\s*分)?|\d{1,2}:\d{2}(?!\d)")
MONEY = re.compile(
    rf"(?P<parts>(?:{ARABIC})[亿万千](?:{ARABIC})[万千百]?)\s*(?:人民币)?(?:元|块钱|圆)"
    rf"|(?:(?P<low>{ARABIC})\s*(?P<lows>{SCALES})?\s*(?:元)?{RANGE})?"
    rf"(?P<a>{ARABIC})\s*[余多]?\s*(?P<s>{SCALES})?\s*(?:人民币)?(?:元|块钱|块(?!地)|圆)"
    rf"|(?<![{CN_DIGITS}万亿])(?P<c>{CN_NUMBER})\s*(?:人民币)?(?:元|块钱)"
)
# The lower end of a range may carry the unit too: 18周岁至35周岁.
_UNIT_TWICE = rf"(?:\s*(?P<twice>{PERIOD}|{MEASURE}|{COUNT})(?={RANGE}{ARABIC}\s*(?P=twice)))?"
COUNTED = re.compile(
    rf"(?<![A-Za-z\d.第-])(?:(?P<low>{ARABIC}){_UNIT_TWICE}{RANGE})?(?P<a>{ARABIC})\s*(?P<s>万|亿|千|百)?\s*余?"
    rf"(?:(?P<p>{PERIOD})|(?P<m>{MEASURE})|(?P<u>{COUNT}))(?![A-Za-z])"
)
CN_COUNTED = re.compile(
    rf"(?<![第{CN_DIGITS}万亿])(?P<c>[{CN_DIGITS}][{CN_DIGITS}万亿]*)\s*"
    rf"(?:(?P<p>{PERIOD})|(?P<m>{MEASURE})|(?P<u>{COUNT}))"
)
# 「最高40、20万元」: numbers that share the unit of the last one.
SHARED = re.compile(
    rf"(?P<list>(?:(?:{ARABIC})(?:{SCALES})?\s*[、/]\s*){{1,20}})(?=(?:{ARABIC})\s*(?:{SCALES})?\s*(?:元|%))"
)
# Money in speech leaves out 元: 6000万, 六千万, 一个亿, 50w.
SPOKEN = re.compile(
    rf"(?<![A-Za-z\d.第])(?P<a>{ARABIC})\s*(?P<s>万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|[kKwW])(?![A-Za-z\d])"
    rf"|(?<![{CN_DIGITS}])(?P<c>[{CN_DIGITS}]+\s*个?\s*(?:亿|万|千万|百万)[{CN_DIGITS}万]*)"
)


ENGLISH_MONEY = re.compile(
    rf"(?:(?:RMB|CNY)\s*)?(?P<a>{ARABIC})\s*(?P<s>million|billion|thousand)?\s*(?:yuan|RMB|CNY)\b"
    rf"|(?:RMB|CNY)\s*(?P<a2>{ARABIC})\s*(?P<s2>million|billion|thousand)?",
    re.IGNORECASE,
)
ENGLISH_SCALE = {"": 1, "thousand": 1000, "million": 10**6, "billion": 10**9}
