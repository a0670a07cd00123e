"""Who or what a figure is given to: 对…, what is selected (每年遴选10家左右…), or 「…的,」.

Several figures side by side are shared out among the members of a coordination
(corpus/coordination.py): 「对甲、乙、丙,分别给予X、Y、Z」.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.coordination import align, align_alike, align_done, align_figures, align_grades, head_of
from corpus.figures import Figure, figures
from corpus.vocabulary import (
    ADVERB,
    ADVERBS,
    BENEFIT,
    GIVE,
    PER,
    QUALIFIERS_BEFORE,
    SELECT,
    TO_GIVE,
)

RECEIVER = re.compile(r"(?<![应针相面])对于?(?!应|外|接|标|口|象|比|照)")
_CHOSEN = re.compile(
    rf"(?:{SELECT.pattern})(?:认定|确定|推广|打造|建设)*"
    r"(?:一批|若干|(?:不超过|不少于|约|至少)?(?:\d+|\d+-\d+)[项家个名户条处所](?:左右|以上|以内)?)"
    r"(?P<name>(?!左右|以上|以内)[^,;。:]{2,40}(?<!的))(?=[,;。])"
)
_ACTOR = re.compile(
    r"(?:支持|鼓励)?[^,的]{0,12}(?:企业|单位|机构|人员|个人|高校|院所|园区|团队|平台|组织|家庭)"
)
# 连续3年 and 省级财政 before a sum name nobody.
_NO_NAME = re.compile(rf"(?:{ADVERB}|连续|最长|期限){{0,8}}|.*\d.*")
# Words before a figure that say which sum is meant and not whose it is.
SUM = re.compile(rf"{BENEFIT}|总额|金额|标准|比例|面积|期限|上限|合计|财政")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a clause.

    Attributes:
        printed, folded: The clause's text as printed, and folded with its number and the
            brackets of agencies blanked; the same offsets count in both.
        start, end: Span of the sentence.
    """

    printed: str
    folded: str
    start: int
    end: int

    def as_printed(self, words: str) -> str:
        """Folded words as the sentence prints them; composed ones piece by piece."""
        for cut in range(len(words)):
            at = self.folded.find(words[cut:], self.start)
            if at >= 0:
                end = at + len(words) - cut
                return self.as_printed(words[:cut]) + self.printed[at:end]
        return words


@dataclass(frozen=True)
class Receiver:
    """Words that name a receiver.

    Attributes:
        start, end: Their span in the clause.
        opening: Where the words that introduce them begin, 对 or 每年遴选.
        chosen: Whether they name what is selected; else they may be a condition (…的).
    """

    start: int
    end: int
    opening: int
    chosen: bool = False


def receiver_of(sentence: Sentence, part_start: int, at: int) -> Receiver | None:
    """Who gets the figure at `at`, which stands in the part that begins at `part_start`.

    The nearest of 「对…」 and what is selected; failing both, an earlier part that ends in 的
    (「获得国家奖的,给予…」).
    """
    folded, start = sentence.folded, sentence.start
    chosen = _chosen(sentence, part_start)
    for match in reversed(list(RECEIVER.finditer(folded, start, at))):
        if chosen and chosen.start > match.start():
            return chosen
        words = folded[match.end() : at]
        length = _trimmed(words[: first_give(words)])
        if length:
            return Receiver(match.end(), match.end() + length, match.start())
    return chosen or _conditional(sentence, part_start)


def first_give(words: str) -> int:
    """Where the words that give begin; 享受补贴的企业 gives nothing, 给予1%的贴息 does."""
    for match in TO_GIVE.finditer(words):
        rest = re.split(r"[,;]", words[match.end() :])[0]
        if "的" not in rest or re.search(rf"(?:{BENEFIT})$", rest.rsplit("的", 1)[1]):
            return match.start()
    return len(words)


def _trimmed(words: str) -> int:
    """Length of the receiver in the words between 对 and the verb that gives."""
    trail = rf"[,\s]*{ADVERBS}$"
    words = re.sub(trail, "", words)
    while "," in words:
        first, last = words.rsplit(",", 1)
        if "的" in last and not last.startswith(("在", "按", "经", "由")):
            break
        words = re.sub(trail, "", first)
    return len(words)


def _chosen(sentence: Sentence, part_start: int) -> Receiver | None:
    found = list(_CHOSEN.finditer(sentence.folded, sentence.start, part_start))
    if not found:
        return None
    start, end = found[-1].span("name")
    return Receiver(start, end, part_start_of(sentence, start), chosen=True)


def part_start_of(sentence: Sentence, at: int) -> int:
    """Where the words between commas or colons that hold an offset begin."""
    folded, depth, begin = sentence.folded, 0, sentence.start
    for i in range(at - 1, sentence.start - 1, -1):
        depth += (folded[i] == ")") - (folded[i] == "(")
        if depth <= 0 and folded[i] in ",;:":  # not the comma of 「投资(不含税,下同)达到300万元」
            begin = i + 1
            break
    return begin + len(folded[begin:at]) - len(folded[begin:at].lstrip())


def _conditional(sentence: Sentence, part_start: int) -> Receiver | None:
    """An earlier part that ends in 的, with nothing but 经评审,按规定 and the like in between."""
    end = part_start
    while end > sentence.start:
        end = sentence.start + len(sentence.folded[sentence.start : end].rstrip(" ,:"))
        begin = part_start_of(sentence, end)
        words = sentence.folded[begin:end]
        if words.endswith("的") and len(words) > 2:
            begin = _opening_of(sentence, begin)
            return Receiver(begin, end, begin)
        if not words.startswith(("经", "按", "由", "可")):
            return None
        end = begin
    return None


def _opening_of(sentence: Sentence, begin: int) -> int:
    """Where the words begin that say who must fulfil a condition, one part before it at most:
    「培训机构开展公益培训,每期不少于24学时的,按每人300元补助」."""
    before = sentence.start + len(sentence.folded[sentence.start : begin].rstrip(" "))
    if before == sentence.start or sentence.folded[before - 1] != ",":
        return begin
    opening = part_start_of(sentence, before - 1)
    words = sentence.folded[opening : before - 1]
    named = _ACTOR.match(words)
    if named and not figures(words) and not GIVE.search(words[2:]) and not words.endswith("的"):
        return opening
    return begin


def objects_of(
    sentence: Sentence, receiver: Receiver, run: list[Figure], part_start: int
) -> list[tuple[str, str]]:
    """(object, condition) for each figure of a run; all the same where nothing tells them apart."""
    phrase = sentence.folded[receiver.start : receiver.end]
    head, condition = (phrase, "") if receiver.chosen else head_of(phrase)
    if len(run) == 1:
        named = _named_in_part(sentence, receiver, part_start, run[0].start)
        found = [named or (head, condition)]
    else:
        found = _shared_out(sentence, receiver, run, part_start, head, condition)
    return [(sentence.as_printed(name), sentence.as_printed(words)) for name, words in found]


def _shared_out(
    sentence: Sentence,
    receiver: Receiver,
    run: list[Figure],
    part_start: int,
    head: str,
    condition: str,
) -> list[tuple[str, str]]:
    k = len(run)
    done = condition[condition.rfind(head) + len(head) :] if head in condition else condition
    each = "分别" in sentence.folded[part_start : run[0].start]
    deeds = align_done(done, k) if each else None
    if names := align(head, k):
        # 「甲企业、乙企业引进博士、硕士的,分别给予…」: what stands nearest is shared out.
        return [(head, deed) for deed in deeds] if deeds else [(name, condition) for name in names]
    if names := tiers(sentence, part_start, run):
        return [(name, "") for name in names]
    for candidate in _spoken_of(sentence, receiver.start):
        if names := align(candidate, k):
            return [(name, condition) for name in names]
    if grades := align_grades(condition, k):
        return [(head, words) for words in grades]
    if deeds:
        return [(head, deed) for deed in deeds]
    phrase = sentence.folded[receiver.start : receiver.end]
    if steps := align_figures(phrase, k):
        return [head_of(step) for step in steps]
    if each and (deeds := align_alike(condition, k)):
        return [(head, deed) for deed in deeds]
    return [(head, condition)] * k


def tiers(sentence: Sentence, part_start: int, run: list[Figure]) -> list[str] | None:
    """The names right before 分别: 「一等奖、二等奖分别奖励…」."""
    before = sentence.folded[part_start : run[0].start]
    said = re.match(rf"(?:其中)?(.+?)(?:{PER.pattern})?(?:分别)", before)
    if not said or len(run) < 2:
        return None
    if names := align(said.group(1), len(run)):
        return names
    owners = _owners(sentence, part_start, len(run)) if said.group(1).startswith("其") else None
    return [f"{owner}的{said.group(1)[1:]}" for owner in owners] if owners else None


def _owners(sentence: Sentence, before: int, k: int) -> list[str] | None:
    """Whom 其 refers to: 「甲区、乙区的城镇标准为…,其农村标准分别为…」."""
    for part in reversed(re.split("[,:]", sentence.folded[sentence.start : before])):
        owned = re.match(r"\s*([^的]+)的", part)
        if owned and (owners := align(owned.group(1), k)):
            return owners
    return None


def _spoken_of(sentence: Sentence, before: int) -> list[str]:
    """What was spoken of earlier in the sentence, nearest first: objects of selecting verbs."""
    found = []
    for part in reversed(re.split(r"[,:]", sentence.folded[sentence.start : before])):
        verbs = list(re.finditer(rf"(?:{SELECT.pattern})(?:一批|若干)?", part))
        if verbs:
            found.append(part[verbs[-1].end() :].strip())
    return found


def _named_in_part(
    sentence: Sentence, receiver: Receiver, part_start: int, at: int
) -> tuple[str, str] | None:
    """A name of its own that a later part gives: 「…,个人最高20万元,小微企业最高300万元」."""
    if receiver.end > part_start:
        return None
    words = sentence.folded[part_start:at]
    ends = (QUALIFIERS_BEFORE, GIVE, PER, re.compile("按|申请|申领|获得(?!.*的)|为|是|由|经"))
    cut = min((m.start() for pattern in ends if (m := pattern.search(words))), default=len(words))
    name = re.sub(r"^(?:其中|但)", "", words[:cut]).strip()
    if len(name) < 2 or name.endswith("后") or _NO_NAME.fullmatch(name):
        return None
    if name.endswith("的"):
        return head_of(name)
    return None if SUM.search(name) else (name, "")
