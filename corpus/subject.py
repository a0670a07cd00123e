"""What a figure without a receiver is about: the words before it, or the sum they name.

「贷款额度最高30万元」 is about the 贷款额度; 「限额为职工200元、居民100元」 about the 限额 of each.
"""

from __future__ import annotations

import re

from corpus.figures import Figure, figures
from corpus.receiver import SUM, Sentence, part_start_of
from corpus.text import fold
from corpus.vocabulary import GIVE, PER, QUALIFIERS_BEFORE

_CHANGED = "(?:提高|增加|降低|调整)(?:到|至|为)"  # 「低保户提高到每平方米50元」 is of 低保户
_FUNDS = re.compile(r"安排|设立|投入(?!的)|筹集|统筹")
# 「基金最高支付限额为职工参保人员每人每月200元」: whose the sum is stands after the name of it.
_SHARE_OF = re.compile(
    rf"^(?:其中)?(?P<what>[^,]{{2,30}}?(?:标准|限额|额度|金额|费率|比例|上限))(?:分别|均)?为(?P<who>(?!每)[^,为\d]{{2,20}}?)"
    rf"(?:{PER.pattern})?$"
)
_SUM_NAMED = re.compile(
    r"(?:^|[,;:])(?:其中)?\s*(?P<what>[^,;:]{2,30}?(?:标准|限额|额度|金额|费率|比例|上限))为(?!每)"
)


def _sum_named(before: str) -> str:
    """What sum the words just before speak of where a later member names only whose it is:
    「…限额为职工每人每月200元、居民每人每月100元」."""
    if not re.search(r"[元%][,、]$", before.rstrip()):
        return ""
    found = list(_SUM_NAMED.finditer(before))
    return found[-1]["what"] if found else ""


def subject_of(sentence: Sentence, part_start: int, run: list[Figure], part_end: int) -> str:
    """Without a receiver a figure is about the words before it (「贷款额度最高30万元」), or about
    the funds after it (「安排5000万元专项资金」)."""
    folded = sentence.folded
    before = folded[part_start : run[0].start]
    words = re.split(
        rf"{QUALIFIERS_BEFORE.pattern}|{GIVE.pattern}|分别|为|按|是|由|{_CHANGED}", before
    )[0]
    name = re.sub(rf"(?:{PER.pattern})$", "", words.strip(" ,:").removeprefix("其中"))
    name = "" if name == "并" else name  # 并处10万元罚款
    if share := _SHARE_OF.search(before):
        return sentence.as_printed(share["who"]) + sentence.as_printed(share["what"].strip())
    if _FUNDS.search(before) and len(_FUNDS.split(PER.sub("", name))[-1]) < 2:
        return re.sub(r"^的", "", sentence.printed[run[-1].end : part_end].strip())
    if len(name) >= 2:
        if not SUM.search(name) and (shared := _sum_named(folded[sentence.start : part_start])):
            return sentence.as_printed(name) + sentence.as_printed(shared)
        at = part_start + before.find(name)
        return sentence.printed[at : at + len(name)]
    end = sentence.start + len(folded[sentence.start : part_start].rstrip(" ,:"))
    words = sentence.printed[part_start_of(sentence, end) : end]
    # A part that itself gives something names nobody.
    return "" if GIVE.search(fold(words)) and figures(words) else words
