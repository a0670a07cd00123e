"""The words Chinese policies give, bound and compare figures with, as patterns on folded text."""

from __future__ import annotations

import re

BENEFIT = (
    "补助|奖励|奖补|补贴|贴息|资助|支持|扶持|资金|经费|奖金|减免|优惠|补偿|额度|贷款|津贴|待遇|免租"
    "|报销|支付|罚款"
)
GIVE = re.compile(
    "给予|予以|发放|奖励|补助|补贴|资助|奖补|贴息|扶持|支付|可享受|享受|减免|安排(?=[^,]*资金)|配套|(?<!事)处以?(?=$|[^,]{1,24}(?:罚款|罚金))"
)
SELECT = re.compile(
    "遴选|评选|择优|选取|认定|布局|建设|培育|支持|打造|选树|创建|新增|引进|筛选|组织|实施"
)
# What bounds a figure, before it (in the words up to the figure) or after it.
QUALIFIERS_BEFORE = re.compile(
    "不小于|不大于|最高|最低(?!生活|工资|收入|保障)|最多|最少|最长|最短|不超过|不高于|不低于|不少于|不得超过|不得低于"
    "|不得少于|一次性|累计|首次突破|首次达到|首次超过|突破|超过|高于|低于|少于|大于|小于|未达到|达到"
    r"|未满|不满|不足|年满|满(?=\s*$)|至少|上限|下限|合计|平均(?!工资|收入|水平)"
    r"|约(?=\s*$)"
)
INCLUDED = r"\s*(?:\(含\)|\(含本数\))?"
QUALIFIERS_AFTER = re.compile(rf"^{INCLUDED}(以上|以下|以内|之内|左右|内|及以上|及以下)")
COMPARES = re.compile(
    "不小于|不大于|首次突破|首次达到|首次超过|突破|超过|达到|达|不低于|不少于|不高于|不超过|高于|低于|少于|大于|小于"
    r"|年满|满|未满|不满|不足|至少|不得\S于"
)
# 每个企业, 每平方米, 单户企业每年: 量词 with a noun that ends where the words of the benefit begin.
_MEASURE_WORDS = (
    "平方米|立方米|公里|千瓦时|千瓦|课时|学时|座次|人次|架次|班次|车次|[个家户人项套台件辆名亩吨次篇条座场张位间所处瓦床份批只头株艘架"
    "栋席班米]"
)
_STOP = (
    r"每|最高|最多|不超过|不低于|一次性|给予|予以|补贴|补助|奖励|奖补|资助|贴息|分别|按|可|累计|合计|支持"
    r"|\d|一定|发放|标准"
)
_TERM = "每年度?|每月|每日|每天|每学年|每学期|每季度"
PER = re.compile(
    rf"每(?:{_MEASURE_WORDS})(?:(?!{_STOP})[\u4e00-\u9fff]{{1,6}}?(?={_STOP}))?(?:{_TERM})?"
    r"|单[户个家项台套](?:企业|项目|单位|机构)?(?:每年度?)?"
    rf"|同一(?:企业|项目|单位|主体|申报主体)(?:每?年度|每年)?|{_TERM}|年度|按年"
)
_BY_RULE = "(?:有关|相关|国家|现行)?(?:规定|标准|程序|政策|要求)"
# Words between who gets and the verb that gives. Those that leave room for others (由…, 每个…)
# hold none of their own kind, and no more than a few come together: a pattern that may divide
# the same words in many ways among them would try every one.
_OTHERS = "[^,由经每单]"
ADVERB = (
    rf"(?:按(?:照)?{_BY_RULE}|(?:省|市|区|县|各)级|[省市区县]?财政|分别|分档|分级|可以?"
    rf"|经{_OTHERS}{{1,10}}后|由{_OTHERS}{{1,12}}?|再|直接|择优|同时|最高"
    rf"|每[个家项户年人套台]{_OTHERS}{{0,4}}?|单[户个]{_OTHERS}{{0,4}}?"
    "|一次性|另行?|统一|优先|适当|一定)"
)
ADVERBS = rf"(?:{ADVERB}[,\s]*){{0,8}}"
TO_GIVE = re.compile(
    rf"(?:{ADVERB}){{0,8}}(?:给予|予以|进行|发放|奖励|补助|补贴|资助|奖补|安排|享受|实行"
    r"|并?(?<!事)处以?(?=$|[^,]{1,24}罚))"
)
# 「按实际投入的20%」: what a share is taken of, or the rate; 按规定 names none.
BASE = re.compile(rf"按照?(?!{_BY_RULE})")
