"""Greetings, thanks and questions about the bot itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.draft import Draft
from bot.question import Question
from corpus.model import Policy

_END = r"[\s!,.~?。,!?、~啊呀哈哦呢吧了的嘞啦]*$"
_KINDS: tuple[tuple[str, str], ...] = (
    ("hello", rf"^(?:(?:你|您)们?好|大家好|hi|hello|hey|嗨|哈喽|哈啰|早上?好|早|上午好|下午好|晚上好|中午好|在吗|在不在|在么|有人吗|有人在吗|good (?:morning|afternoon|evening))+(?:there|啊|呀)?{_END}"),
    ("thanks", rf"^(?:好的|行|嗯+|ok)?[,, ]*(?:非常|太|十分)?(?:谢谢|谢啦|谢了|感谢|多谢|辛苦|thanks?(?: you)?|thx|3q)(?:你|您|啦|了|老师|so much|very much|a lot|[,，]?[^?？呢吗多少谁哪什怎几券补奖]{{0,8}})?{_END}"),
    ("bye", rf"^(?:再见|拜拜|回见|88|下次聊|先这样|(?:.{{0,8}}(?:点|发|打|按|问)错了?[,, ]*)?没(?:有)?(?:别的|其他)?(?:问题|事)儿?了?|bye(?:[- ]?bye)?|goodbye|see you){_END}"),
    ("ack", rf"^(?:好+的?|行|嗯+|哦+|明白|知道|懂|收到|了解|清楚|可以|没问题|原来如此|是这样|ok(?:ay)?|got it|i see)(?:[,, ]*(?:明白|知道|懂|收到|了解|清楚|谢谢|好的?))*(?:了|啦|的)*{_END}"),
    ("praise", rf"^(?:你|您)?(?:真|太|很|挺)?(?:棒|厉害|不错|聪明|专业|好用|贴心|靠谱|给力|nice|great|good job)(?:了|啊|呀)?{_END}"),
    ("self", r"^(?:请问)?(?:你|您)(?:是|叫)(?:谁|什么|啥|哪位|机器人|真人|人工)|(?:你|您)(?:都|还|到底)?(?:能|会|可以)(?:做|干|帮|回答|解答|查|问)?(?:我)?(?:做|干|查)?(?:什么|啥|点啥|哪些|些什么)|你有(?:什么|啥)(?:功能|用)|怎么用(?:你|这个)?[??]?$|^(?:介绍一?下)?(?:你)自己|^(?:你)?(?:是|不是|到底是)(?:真人|机器人|人工)(?:还是(?:真人|机器人))?(?:吗|么|啊|呢)?[??]?$|what can you (?:do|help)|who are you|are you (?:a )?(?:robot|human|bot)|你(?:的)?名字"),
)  # fmt: skip


def reply(question: Question, policies: Sequence[Policy]) -> Draft | None:
    """An answer to small talk; None where the words ask for more."""
    text = question.folded.lower().strip()
    kind = next((kind for kind, pattern in _KINDS if re.search(pattern, text)), None)
    if kind is None:
        return None
    return Draft("chat", _english(kind, policies) if question.english else _chinese(kind, policies))


def _chinese(kind: str, policies: Sequence[Policy]) -> str:
    titles = "、".join(f"《{policy.title}》" for policy in policies[:3])
    can = f"我是政策问答助手“问策”，可以回答{titles}的问题：补多少、谁牵头、什么条件，每个答案都注明条款出处。"
    return {
        "hello": f"您好！{can}请问想了解什么？",
        "self": can,
        "thanks": "不客气，还有问题请随时问。",
        "bye": "再见，有需要随时来问。",
        "praise": "谢谢夸奖，还有问题请随时问。",
        "ack": "好的，还有问题请随时问。",
    }[kind]


def _english(kind: str, policies: Sequence[Policy]) -> str:
    titles = ", ".join(f"《{policy.title}》" for policy in policies[:3])
    can = f"I am Wence, an assistant for questions about {titles}; every answer names its clause."
    return {
        "hello": f"Hello! {can} What would you like to know?",
        "self": can,
        "thanks": "You are welcome.",
        "bye": "Goodbye.",
        "praise": "Thank you.",
        "ack": "All right. Ask me anything else any time.",
    }[kind]
