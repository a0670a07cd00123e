"""Whether a question is about the document itself, and which thing of it: its number, issuer,
dates, validity, title, how many clauses it has.

A document speaks of itself in a few words that all documents share; a question that has other
words of the policy in it is about a clause's matter. What is answered is bot/compose/meta.py.
"""

from __future__ import annotations

import re

from bot.knowledge import KnownPolicy
from bot.question import Question
from bot.terms import content, grams

_KEYS: tuple[tuple[str, str], ...] = (
    ("number", r"文号|发文字号|文件(?:编)?号|字号|编号|[政府]办?[字发规函]?.{0,4}(?:号|那串)|第?几号文|多少号文|document number|reference number"),
    ("validity", r"有效期|有效(?:吗|么|不|期|到|至|的吗)|还有效|还(?:在)?(?:执行|管用|能用|算数|好使|适用)|到期|失效|作废|过期|管到|管用到|用到(?:什么|啥|哪)|执行(?:到|期)|废止|还能(?:按|照|用|执行|享受).{0,10}(?:文件|政策|这个|办)"
                 r"|(?:什么时候|何时|几时|哪天|啥时候?|几月|多久).{0,4}(?:施行|实施|生效|执行|算数|管用|结束|终止|停)|作数(?:不|吗|么|$)|[管用]几年|几年有效|(?:施行|实施|生效|执行)(?:日期|时间)|valid|expire|in force|still apply|effective (?:date|until)"),
    ("published", r"挂(?:出|网|到网)|上网|网上.{0,6}(?:公布|发布|发|挂)|(?:对外|公开)(?:公布|发布)|发布(?:时间|日期)|公布(?:时间|日期|那天)|哪天公布|什么时候公[布开]|published|posted"),
    ("date", r"印发(?:日期|时间|的)?|成文|签发|落款.{0,4}(?:日期|时间|几|是?哪天)|(?:落|写|署)的?是?几(?:月|号)|(?:什么时候|何时|哪天|哪(?:一)?年|啥时候?|几月|几号)[^,，。?？]{0,6}(?:出|发|印|下发|颁|定|制定|颁布)|(?:出台|下发|发文|颁布|发布)(?:时间|日期|的?年份)|issued (?:on|when)|when was .*(?:issued|released)|date of issue|issue date"),
    ("issuer", r"发文(?:机关|单位|部门)|(?:哪几家|哪些(?:单位|部门)).{0,4}发(?:的|布|文)|联合(?:发|印发)|印发(?:机关|单位|部门)|制定(?:机关|单位)|落款|(?:谁|哪个?(?:机关|单位|部门|政府|家)|哪里|哪儿).{0,3}(?:发(?:的|布|文)|出(?:的|台)|印发|制定|下发|颁)|发(?:布|文)(?:单位|机关|者)|who issued|issuing (?:body|authority|agency)|issued by|which (?:office|body|authority) issued"),
    ("count", r"(?:几|多少)(?:个)?(?:条|项|部分|章|节|大?块|大类|板块|方面|措施|条款)|how many (?:measures|clauses|sections|parts|articles|chapters)"),
    ("sections", r"(?:[一二三四五六七八九十几]?(?:大|个)?(?:标题|部分|板块|方面|章))(?:的?(?:标题|名称|名字))?(?:依次|分别|都|各)(?:是|叫|有)?(?:什么|啥|哪)|(?:大|一级)标题(?:有哪些|列|都)"),
    ("interpretation", r"解释权|最终解释|(?:谁|哪|归|由)[^,，。]{0,8}解释|解释(?:的|权)?(?:单位|部门|机关|归|由|是谁)|(?:文件|政策|办法|规定|条款|条文)[^,，。]{0,8}说了算|interpret"),
    ("repeal", r"(?:老|旧|原[来先]?|之前|以前)(?:的)?(?:那个?)?(?:暂行|试行)?(?:的)?(?:办法|规定|文件|政策|细则|通知).{0,10}(?:作废|废止|失效|还有效|还?作数|还?算数|怎么办)"
               r"|(?:老|旧|原来|之前|以前)(?:的)?(?:那[个份版套]|版)[^,，。]{0,6}(?:作废|废止|失效|有效|作数|算数|管用|能用)"
               r"|20\d\d年(?:的)?那[个份版套][^,，。]{0,16}[,，]?(?:现在)?还?(?:作废|废止|失效|有效|作数|算数|管用|能用)|废止了?(?:哪|什么)|(?:哪|什么).{0,10}(?:作废|废止)了?"),
    ("addressee", r"发给(?:谁|哪)|主送|收文|发到哪|抄送|(?:给|向)谁发的|addressed to|sent to"),
    ("approval", r"(?:谁|哪).{0,6}(?:同意|批准|点头|审议|通过|拍板)|(?:同意|批准|审议通过)的|who approved|approved (?:this|the (?:policy|document|measures))|(?:policy|document|measures) approved"),
    ("openness", r"公开(?:吗|的|么|发布|方式)|内部(?:文件|资料)|保密|能不能公开|涉密|public(?:ly)? "),
    ("purpose", r"(?:为了?|落实|贯彻|响应|根据|依据).{0,6}(?:什么|哪)|(?:目的|依据|初衷|背景)(?:是|$)|为(?:什么|啥)(?:要)?(?:出|制定|发)|purpose|why was"),
    ("title", r"标题|题目|全称|全名|名称|叫(?:什么|啥)(?:名|$)|文件名|(?:official |full )?(?:title|name) of"),
)  # fmt: skip
# How a document speaks of itself and people of it.
_SELF = re.compile(
    r"(?:这|该|本|此|咱)?(?:个|份|项|套|部|篇)?(?:省里|市里|省|市)?(?:的)?(?:文件|政策|措施|办法|通知|通告|公告|意见|决定|细则|规定|规程|方案|指南|须知|问答|解答|条例|文|政策措施|正文|全文|内容)(?:里头?|上|里面|中)?"
    r"|the|this|of|policy|document|it|is|was|pls|please|when|what|how|many|in|total|there|are|for|and|does|do|which|on|official"
)
# Who issues documents, as people call them: the header says which of them it was.
_ISSUERS = re.compile(r"(?:国务院|[省市县区]?(?:委|人民政府|政府))(?:办公厅|办公室|办)?(?:还是)?")


# Papers and rights that people hold run out too: theirs are told by a clause.
_OF_PAPERS = re.compile(
    r"(?:卡|证|证明|凭证|执照|资格|待遇|合同|协议|贷款|补贴|名额|称号|认定|登记|(?:评估|审核)结果|报告|学籍)"
    r"[快已都要会也就的能可以]{0,3}.{0,2}(?:到期|过期|有效期|失效|作废|续[期办]|[管用](?:多久|几年|几个月|多长))"
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
    if "issuer" in found:
        rest = _ISSUERS.sub(" ", rest)
    rest = _SELF.sub(" ", content(_SELF.sub(" ", rest)))
    rest = re.sub(
        r"\d{2,4}年?|[\s年月日号条项天来麻烦准确公家申报引用报告填表一二三四五六七八九十]", "", rest
    )
    own = grams(known.policy.part_text("header"))
    if "validity" in found and (_OF_PAPERS.search(matched) or _of_something_else(question)):
        found.remove("validity")
    foreign = grams(rest) - own
    left = {g for g in foreign if known.weights.known(g)}
    if "count" in found and re.search(
        r"牵头|负责|责任|涉及|超过|以上|每年|券|跟|关于|哪几|哪些|这块|那块|方面", matched
    ):
        found.remove("count")
    sure = [
        key
        for key in found
        if key in ("addressee", "number", "interpretation", "repeal", "sections")
    ]
    if "repeal" in sure and _FROM_WHEN.search(matched):
        sure.append("validity")
    if "title" in found and _WHOLE_TITLE.search(matched) and not left:
        sure.append("title")
    if sure:
        kept = sure if "repeal" not in sure else [*sure, "validity"]  # of the document before it
        return sure + [key for key in found if key not in kept and _asked_alone(key, matched)]
    if "validity" in found and len(foreign) > _MATTER and not question.english:
        found.remove("validity")
    if len(re.sub(r"[^\u4e00-\u9fff]", "", rest)) > 5 and len(foreign) > 1:
        return [key for key in found if key not in ("title", "date", "issuer")] if not left else []
    return found if not left else []


_ITSELF = re.compile(
    r"(?:这|该|本|此)(?:一?[份个项套])?(?:文件|政策|措施|办法|通知|意见|规定|条例)|文号|发文"
)


def names_itself(question: Question) -> bool:
    """Whether a question names the document, 「这份文件」, and so leans on no clause before it."""
    return bool(_ITSELF.search(question.folded))


def _asked_alone(key: str, text: str) -> bool:
    """Whether a part of the question between its commas asks for a thing and names nothing else:
    「文号是多少，谁印发的」."""
    pattern = dict(_KEYS)[key]
    return any(
        re.search(pattern, part) and not content(_SELF.sub(" ", re.sub(pattern, " ", part)))
        for part in re.split("[,，。;；?？!！]", text)
    )


_WHOLE_TITLE = re.compile(r"文件名|全称|全名|标题(?:原文|全文)|标题.{0,4}(?:怎么写|写全)")
_FROM_WHEN = re.compile(
    r"(?:哪天|几号|几月|什么时候|啥时候?|何时)(?:开始|起|施行|实施|执行|生效|算)"
)
_MATTER = 4  # character pairs beside the document's own name that make a matter of their own


# English words of a question about a document's own validity; a name of it may stand besides.
_OF_ITSELF = frozenset(
    "this that the policy policies document measure measures notice rule rules regulation plan "
    "valid validity expire expires expired expiry until when how long what date does did still "
    "force effective effect from will for year years month months many take start end come into "
    "period and are has been was apply applies now today currently would can its out".split()
)
_NAME = 2


def _of_something_else(question: Question) -> bool:
    """Whether an English question names more than the document: 「how long is a rating of a home
    care organisation valid」."""
    words = re.findall(r"[a-z]{3,}", question.folded.lower()) if question.english else []
    return len([word for word in words if word not in _OF_ITSELF]) > _NAME
