"""What is asked: the kind of answer wanted, and the figures, clause numbers and names in a question.

Patterns of everyday Chinese and English, none of any policy. A question may want several
things at once (「谁牵头,最高多少」), so `asks` is ordered and may hold more than one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from opencc import OpenCC

from bot.spoken import spoken_figures
from corpus.figures import Figure
from corpus.text import CN_DIGITS, NUMERAL, fold, number


class Ask(StrEnum):
    """A kind of answer."""

    AMOUNT = "amount"
    PERCENT = "percent"
    QUOTA = "quota"
    AGENCY = "agency"
    CONDITION = "condition"
    WHEN = "when"
    LIST = "list"
    COUNT = "count"
    COMPARE = "compare"
    TEXT = "text"
    # Matters of procedure: policies that regulate them say so in words of their own.
    CONTACT = "contact"
    MATERIALS = "materials"
    PROCEDURE = "procedure"
    DEADLINE = "deadline"
    DURATION = "duration"
    PENALTY = "penalty"
    STACKING = "stacking"
    STATISTICS = "statistics"
    TAX = "tax"
    HOURS = "hours"


_CHINESE: tuple[tuple[Ask, str], ...] = (
    (Ask.COMPARE, r"哪(?:个|边|一?种|一?张|一?项|家|条)(?:的)?(?:钱|补得?|奖得?|给得?|奖励|补助|补贴|奖补|额度|上限|金额|数量)?(?:更|最)?(?:高|多|低|少|大(?!厅|学|院|会|楼)|划算)|谁(?:的.{0,6}|[拿给补得领奖报收占]得?的?)?(?:更|最)?(?:高|多|低|少|大|小)|差(?:多少|几|额|距|不差)|差.{0,2}多大|同一(?:家|个)|(?:归|都是|是不是)一(?:家|个)(?:厅|局|委|部门|单位|机构)|(?<!最)(?:少|多)(?:拿|奖|补|给|领)(?:多少|几)|减掉|减去|高低|两(?:头|边|个|者|张|项)?各|各(?!种|类|位|自|[区市县级地项省家单部]).{0,10}?(?:多少|几|多[长久])|最(?:大|高|多).{0,8}最(?:小|低|少)|不同(?:没|吗|么|$)|有(?:什么|啥)不同|相差|对比|比较一?下"
                  r"|有(?:什么|啥)?(?:区别|不同|差别)|区别(?:是|在)|(?:一样|相同)(?:吗|么|多|不)|一不一样|是不是一样|(?<!最)(?:高|多|低|少)多少|(?:是|差|高|多|贵|大|强)[^,，。]{0,6}几倍|孰|比.{1,20}(?:高|多|低|少)(?:吗|多少|不)"
                  r"|还是.{1,24}(?:高|多|低|少|大)"),
    (Ask.CONTACT, r"(?:厅长|局长|主任|处长|科长|负责人)(?:是谁|叫|姓)|叫什么名字|姓什么|(?<!几个)(?<!两个)(?<![通遍])电话(?!问[过了的他,一]|该?打给谁|咨询|里|都|过去|没人|没接|打不|讲|确认|通知)|手机号|联系方式|热线|号码|邮箱|微信|公众号|联系人|(?<!经营)(?<!注册)(?<!登记)地址"),
    (Ask.MATERIALS, r"(?:什么|哪些|啥|申请|申报|提交|准备|需要?|认定|交)(?:的)?(?:些|个)?材料|材料.{0,6}(?:清单|有哪些|要哪些|怎么|去哪|交(?!上去|了|完|齐|过|进去)|准备|什么|往哪)|资料(?:清单)?(?=.*(?:交|准备|提供|带|要))|(?:要不要|需不需要|用不用|要|需要).{0,12}(?:审计报告|证明|证书|合同|发票|执照|报告)(?!.*(?:多少|几))|申请表|表格|证件|要(?:交|带|准备|提交)(?:什么|啥|哪些)|提交(?:什么|啥|哪些)|手续"),
    (Ask.DEADLINE, r"截止(?!了|以?后|之后)|(?:什么时候|何时|几月|几号|哪天|啥时候?).{0,6}(?:开始|可以|能)?(?:申报|申请|报名|报|受理|开放|启动)"
                   r"|(?:申报|申请|报名|受理)(?:的)?(?:时间|日期|期限|截止|窗口)|最晚.{0,4}(?:报|申|交)"),
    (Ask.DURATION, r"(?:多久|(?<![这那头])几天|多长时间|(?:几|多少)个?工作日|什么时候|啥时候?|何时).{0,8}(?:到账|打到|到手|批|下来|办(?:好|完|结)|审(?:核|批)|拿到|发(?:放|下来)?|兑现|出结果|有结果|给答复|打款|拨付)"
                   r"|(?:审批|审核|办理|办结|到账|拨付).{0,4}(?:时限|时间|多久|几天|周期)"),
    (Ask.PENALTY, r"(?:要不?要?|得|需要?|会不?会?|用不用|必须|是否|怎么|钱|资金).{0,6}(?:退回|退还|追回)|(?:退回|退还|追回)(?:去|来)?(?:吗|么|嘛|不|多少|全部|资金|补)|失信|处罚|罚款|罚(?:多少|几|不罚|吗|钱)|会不会罚|违规|违反|造假|骗补|追责|后果|拉黑"),
    (Ask.STACKING, r"叠加|重复(?:享受|申报|领|拿)|同时(?:享受|申报|申请|拿|领)|兼得|冲突吗|(?:[能可两]|可以)[^,，。]{0,4}都(?:能)?(?:拿|领|享受|报)(?!不)"),
    (Ask.STATISTICS, r"(?:截至|截止|到)(?:目前|现在)(?!(?:都|已经?|有|刚|才|快)?[\d一二两三四五六七八九十半]+个?[年月天])|(?:已经?|目前|真正|实际)(?:有|拿到|发放|发(?![布表证明现行])|兑现|拨付|评|选)了?[^,，]{0,8}(?:多少|几)|有(?:多少|几)家.{0,6}(?:拿到|享受|通过)了|去年(?:发|评|选)了|\d{2,4}年[^,，。]{0,14}(?:发|拨|补|评|选|拿|奖|支持|惠及|兑现)(?:放|付)?了(?:多少|几)|最后一名|(?:录取|入围|中签)(?:的)?(?:最低分|分数线|线|率)|最低录取分|报录比|(?:现在|目前|去年|前年|今年以来|至今)[^,，。]{0,12}(?:一共|总共|共有|合计)[^,，。]{0,12}(?:多少|几)"),
    (Ask.TAX, r"(?:个人?|企业|增值|印花|契)(?:所得)?税|所得税|[交缴纳扣免抵报]税|税(?:率|点|费)|开票"),
    (Ask.HOURS, r"几点钟?(?:到|开|关|[上下]班|起|有人|截|结束|才?能办)|(?:(?:周|星期|礼拜)[一二三四五六日天末]|双休日?|周末|节假日|过年|午休|中午|晚上)[^,，。]{0,8}(?:[上值加]班|办公|开[门放]?不开|开门|营业|休息|有人|能办|办不办)|(?:上班|办公|营业|开放|开门|接待)时间|开不开门|上不上班|有没有人值班"),
    (Ask.PROCEDURE, r"流程|步骤|(?:怎么|如何|怎样|咋|在哪(?:里|儿|个)?|去哪(?:里|儿)?|到哪(?:里|儿)?|上哪(?:里|儿)?|哪里|哪儿)(?:去|能|可以|才能|样)?(?:申请|申报|报名|(?<!怎么)(?<!咋)办理?|(?:(?<=怎么)|(?<=咋))办(?![?。!,\s]|$)理?|领|提交|登记|报(?!销))|(?:证|卡|照|手续|业务|登记|贷款|备案)(?:怎么|咋|如何|怎样)办"
                    r"|(?:网址|网站|链接|入口)(?:是|在|有|叫|多少|给|发|呢|[?。,]|$)|(?:啥|什么|哪个)(?:网址|网站|链接|入口)|登录|(?:什么|哪个)(?:系统|平台|网|APP)|(?:线上|网上)(?:能|可以)?(?:申请|申报|办|报|提交|填)"),
    (Ask.AGENCY, r"(?:哪|什么|啥)(?:个|家|些|几个|几家)?(?:部门|单位|厅|局|机构|委办|口子?|衙门|处室)|谁(?:来)?(?:牵|负责|主管|管|主|发|批|审|给(?!我?[掏出报付兜垫])|组织|定|认定|说了算|受理|说|办|在管)"
                 r"|归(?:谁|哪|什么|啥)|(?:找|问|咨询|联系|请教|打给|对接|归|由|是|该|跟|靠|谁)谁(?!去?[领拿掏付垫])|(?<!不是)(?<!非)(?<!没有)牵头(?!了[个一两三]|写|做|制定|起草|编|承担|搞|组建|研)|牵的头|责任单位|责任部门|主管(?:部门|单位)|负责(?:单位|部门)|配合单位|哪(?:管|家管|个管)|跟谁|哪几家"),
    (Ask.PERCENT, r"百分之(?:几|多少)|(?:几|多少)个?(?:百分)?点(?!钟|到|开|关|起|有人|[上下]班|截|结束)|利率|税率|几成|(?:多少|多大|什么|啥|几)(?:的)?(?:比例|百分比|比率)|比例(?:是|为|有|多)?(?:多少|多大|几|咋|怎么|上限)?|百分比|折扣|打几折|补几个点|占比"),
    (Ask.QUOTA, r"(?:多大|多宽|多高|多长)(?:的)?(?:面积|房|[?？。,，]|$)|做多大|面积(?:是|有|能|要|不)?.{0,3}(?:多少|多大|几)|几倍|(?<![哪好])(?:几|多少|多)(?:家|个|项|名|户|人|处|所|套|件|座|款|部|场|台|辆|篇|期)(?!门|部门|单位|人|月|工作日|小时|点|钱|亿|方面|部分|条|措施|百分)|名额|(?:选|评|挑|招|中|立|布局|支持|遴选|数量)(?:出来?|上|定)?(?:几|多少)(?!钱|万|元)|数量|多少(?:名额|数量)"),
    (Ask.CONDITION, r"条件|要求|门槛|硬?杠杠|硬指标|前提|资格|(?:怎样|怎么|如何|咋)(?:样)?才(?:能|可以|算|行|给)|(?:什么|啥|哪种|哪类|怎样)样?的?(?:企业|公司|单位|人|项目|团队|主体|家庭|情况).{0,6}(?:能|可以|才|符合|有资格|享受)"
                    r"|够得?上|(?:要|得|需|须|必须)(?:要|先)?(?:达到|满足|卖到?|做到|符合|具备|满)|(?<!人)才(?:能|可以|算|给|行|够)|满足(?:什么|啥|哪些)|符合(?:什么|啥|哪些)|达到(?:什么|多少|啥)|需要什么|标准(?:是|有)|先得"),
    (Ask.COUNT, r"(?:一共|总共|共有?|合计|有)?(?:几|多少)(?:条|项(?:措施|政策|条款)?|个(?:措施|政策|条款|部分|方面|券))(?:措施|政策|条款)?(?!.*(?:每年|一年))"),
    (Ask.LIST, r"哪些|哪几|(?:什么|啥)情况|(?:[碰遇][到上见]|[出有做干犯])了?(?:些|过)?(?:什么|啥)样?的?事|(?:什么|哪些)情形|哪[一二两三四五六七八九](?:类|种|项|个)|从哪来|有(?:什么|啥)(?:补贴|政策|券|措施|奖励|补助|支持|扶持|优惠|好处)(?!.*(?:条件|要求))|都有(?:什么|啥|谁)|列(?:一下|出|个|举)|罗列|盘点|汇总|清单|所有的?|全部的?|分别(?:是|有)(?:什么|哪|啥)|几种|几类"),
    (Ask.AMOUNT, r"有钱(?:拿|领|补)|按(?:哪|什么|啥)(?:一?个?)?(?:档|标准)|多少(?![家个项名天年月条])[\u4e00-\u9fff]{0,6}(?:补贴|奖励|补助|资金|经费|津贴|[钱费](?!率))|有(?:啥|什么)(?:奖|补)(?!.*条件)|(?:补|奖|给|报|贴|发)几(?:块|百|千|万)|多大盘子|盘子多大|多少(?:个?(?:亿|万)|钱|元|补|奖|资金|经费|块|额|的?(?:补助|奖励|补贴|奖补|资助))|(?:给|补|奖|拿|领|得|贴|报|发|补助|奖励|补贴|支持|资助|享受|获得|申请|要|贷|拨|返|退|到手)(?:到|上|给)?(?:多少|几(?:个?钱|万|百万|千)|几多)|最(?:高|多|大)(?:能|可以?|是|给|补|奖|到|有)?(?:多少|几)?"
                 r"|上限|封顶|顶格|顶天|天花板|顶多|额度|限额|几多(?![岁天日年个])|金额|数额|几(?:十|百|千)?万|多少$|多少[?。啊呢呀吧嘛了]|(?:咋|怎么|如何|怎样)个?(?:补|奖|给钱|发钱)(?!充|一[张份个]|办|交|缴)|具体数|数目|力度|(?:多大|什么)(?:力度|数)|奖金|几个钱|钱数|什么价|多少(?=[,,\s])|能(?:给|补|拿)多少|多少呢|标准(?:多少|是多少)"),
    (Ask.WHEN, r"什么时候|何时|几时|哪(?:一)?(?:天|年|月)|(?<![这那头好])几(?:月|年|号|天)|啥时候?|期限|到期|多久|多长时间|时间(?:是|段|范围)|从(?:什么|哪).{0,4}(?:开始|起)|有效期|时限|几个月"),
)  # fmt: skip
_ENGLISH: tuple[tuple[Ask, str], ...] = (
    (Ask.COMPARE, r"\bwhich (?:is|one|pays|gives|gets)\b.*\b(?:more|higher|larger|bigger|less|lower)|difference between|compared? (?:to|with)|\bversus\b|\bvs\b|how much (?:more|higher|less)|more .* than"),
    (Ask.CONTACT, r"phone|telephone|hotline|e-?mail|contact (?:number|details)|address"),
    (Ask.MATERIALS, r"\bdocuments? (?:do|are|should|must)|what (?:documents|materials|paperwork)|paperwork|application form|fill in"),
    (Ask.DEADLINE, r"deadline|(?:apply|application|submit|submission).*(?:by when|date|close)|when (?:can|do|should|must) (?:i|we) (?:apply|submit)"),
    (Ask.DURATION, r"how long (?:does|will|until).*(?:approv|process|paid|payment|take)"),
    (Ask.PENALTY, r"penalt|\bfined\b|\bfines?\b(?! (?:if|to|with|for))|punish|claw(?:ed)? ?back|(?:pay|paid|give) (?:it|the money|the grant) back|blacklist"),
    (Ask.STACKING, r"\b(?:stack|combine[ds]?)\b|at the same time|claim both|get both|double[- ]dip|on top of"),
    (Ask.STATISTICS, r"so far|to date|up to now|(?:have|has) (?:already )?(?:been )?(?:paid|received|selected|awarded)"),
    (Ask.TAX, r"\btax(?:es|ation)?\b(?! (?:bureau|authorit|office))"),
    (Ask.HOURS, r"(?:opening|office|business) hours|what time|open (?:on )?(?:at )?(?:saturday|sunday|weekend|noon)"),
    (Ask.PROCEDURE, r"how (?:do|can|to|should) (?:i|we|one)? ?(?:apply|register|submit)|where (?:do|can|to|should) (?:i|we|one)? ?(?:apply|register|submit)|website|portal|procedure|\burl\b"),
    (Ask.AGENCY, r"\bwho(?:m)?\b|which (?:agency|department|bureau|office|authority|body|government)|lead agency|in charge|responsible|whom"),
    (Ask.PERCENT, r"percent|percentage|what (?:share|rate|proportion)|%|how many per"),
    (Ask.QUOTA, r"how many (?!measures|clauses|sections|parts|days)"),
    (Ask.CONDITION, r"condition|requirement|qualif|eligib|criteria|threshold|need(?:s|ed)? to|must (?:a|we|i|the|it)|what does .* need"),
    (Ask.COUNT, r"how many (?:measures|clauses)"),
    (Ask.LIST, r"\b(?:list|which|what) (?:all |the )?(?:measures|subsidies|incentives|clauses|vouchers|supports?)\b|list all|what are the"),
    (Ask.AMOUNT, r"how (?:much|high|large|big)|maximum|max\b|\bcap\b|ceiling|upper limit|\bamount|bonus|how far up|up to what|what (?:grant|reward|subsidy|money)|worth|highest|^(?:the )?(?:reward|grant|subsidy|award)\b"),
    (Ask.WHEN, r"\bwhen\b|expire|valid until|how long|what date|which year|until when|still (?:valid|in force)"),
)  # fmt: skip

# People's own words round a question, which say nothing of its subject.
_POLITE = re.compile(
    r"(?:别|不要|甭)(?:再)?(?:跟我|和我)?(?:说|提|讲|扯)[^,，。;；]{1,20}[,，。;；]|不是(?:要)?问[^,，。;；]{1,20}[,，。;；]|我(?:要)?问的是"
    r"|(?:让|叫|托|派)我(?:来|过来)?(?:帮(?:忙|他|她)?)?(?:问(?:问|一?下)?|打听|了解|咨询|查|看)(?:一?下)?|(?:麻烦|请|想)(?:您|你)?问(?:问|一?下)|(?<![去来找])问问"
    r"|你好|您好|请问|麻烦(?:您|你)?|打扰(?:一?下|了)?|谢谢(?:您|你)?|多谢|劳驾|不好意思|我想(?:问|了解|咨询|知道|查|看)(?:一?下)?|想(?:问|了解|咨询|知道)(?:一?下)?"
    r"|帮(?:我|忙)(?:查|看|问)?(?:一?下)?|咨询(?:一?下)?|告诉我|跟我说(?:一?下)?|老师|同志|同事|领导|(?<![紧应])急(?![难诊救需性病])|在吗|那个|这个|就是|哈喽|hello|hi\b|please|pls|thanks?"
)
_CLAUSE_REF = re.compile(
    rf"第\s*[((]?\s*(?P<a>{NUMERAL})\s*[))]?\s*(?P<k>条|项(?!措施有)|款|问(?!题)|点(?![钟半])|个?(?:措施|条款))"
    rf"|[((]\s*(?P<b>{NUMERAL})\s*[))]"
    rf"|(?<![零一二三四五六七八九十百\d.年月下上这那哪每后前几])(?!一\s*条)(?P<c>{NUMERAL})\s*条(?!龙|件|款项|约|例|里|中|当中|以内|措施里)(?=$|[^\d])"
    rf"|(?<![\d{CN_DIGITS}])(?P<e>{NUMERAL})\s*号?(?:条款|措施|号政策)(?!.{{0,4}}(?:措施|条款))"
    rf"|(?:措施|条款)\s*(?P<f>\d{{1,3}})(?!\d|年|个|家|项)"
    rf"|(?:article|clause|measure|item|no\.?|number)\s*\(?(?P<d>\d{{1,3}})\)?"
)
_SECTION_REF = re.compile(
    rf"第\s*(?P<a>{NUMERAL})\s*(?:大)?(?:部分|章|节|块|板块|大类|方面)|(?:section|part|chapter)\s*(?P<b>\d{{1,2}})"
)
_PARAGRAPH_REF = re.compile(
    rf"第\s*(?P<k>{NUMERAL})\s*款|第\s*[((]?\s*(?P<x>{NUMERAL})\s*[))]?\s*项"
)
# 「百分之多少」 asks for a share alone unless money is spoken of as well.
_MONEY_TOO = re.compile(r"封顶|上限|最高|最多|钱|万|金额|额度|max|cap|how much")
# 「要资金来源，不要金额」
_NO_SUM = re.compile(
    r"(?:不要|不问|不是问|不用(?:告诉|说))(?:我)?(?:具体)?(?:金额|钱数|数额|多少钱)"
)
# 「最大能到多大」 asks for a size, 「按几倍收」 for a multiple; no money unless it is spoken of.
_SIZE = re.compile(r"多大|多宽|多高(?!兴)|几倍|面积")
_MONEY_ALONE = re.compile(r"钱|万|元|块|金额|补贴|奖|资金")
_YES_NO = re.compile(
    r"(?:[吗嘛]|(?<![什怎那这多要])么)[??。!,]?|是不是|能不能|可不可以|有没有|是否|行不行|能否|可否|对吧|对不对|没错吧|对不|吧[??]?$|不[??]?$|没[??]?$"
    r"|(?P<v>[管给算报补发收要用行批认])不(?P=v)"
    r"|^(?:is|are|does|do|can|could|will|would|has|have|am)\b"
)


_ENGLISH_WORDS = re.compile(
    r"\b(?:the|an?|is|are|do|does|can|how|what|which|who|whom|when|where|why|for|of|to|in|my|our|we|i|you|hi|hello|hey|thanks?|"
    r"bye|subsidy|subsidies|grant|reward|bonus|clause|article|measure|max|policy|pls|please|much|many|list)\b"
)


@dataclass(frozen=True)
class Question:
    """A question taken apart.

    Attributes:
        text: As asked, white space trimmed.
        folded: The same with full-width forms made ASCII, for matching.
        core: `folded` without greetings and polite words: what retrieval is asked with.
        asks: The kinds of answer wanted, most specific first; TEXT when none is named.
        yes_no: Whether it can be answered with yes or no.
        english: Whether it is asked in English.
        figures: Figures in it, spoken forms (6000万, 六千万) included.
        clause_refs: Clause numbers it names, in order: 17 for 第十七条.
        item_ref: (款, 项) of an address such as 第五条第二款第(三)项, 0 where not named.
        section_refs: Section numbers it names: 3 for 第三部分.
        official: For each everyday word in it the words that the policies print for it; none
            until it is known which policies are asked.
    """

    text: str
    folded: str
    core: str
    asks: tuple[Ask, ...]
    yes_no: bool
    english: bool
    figures: tuple[Figure, ...]
    clause_refs: tuple[int, ...]
    item_ref: tuple[int, int]
    section_refs: tuple[int, ...]
    official: tuple[tuple[str, ...], ...] = ()

    @property
    def official_words(self) -> tuple[str, ...]:
        """All words of `official`, each once."""
        return tuple(dict.fromkeys(word for group in self.official for word in group))

    def wants(self, *asks: Ask) -> bool:
        """Whether any of these kinds of answer is wanted."""
        return any(ask in self.asks for ask in asks)


_SAID = 12  # times that a thing is read which is said over and over
_RUN = re.compile(r"(.{1,4}?)\1{12,}", re.DOTALL)
_EDGES = " ,.!?。、~"


@lru_cache(maxsize=512)
def understand(text: str) -> Question:
    """Take a question apart. Never fails: a text that is no question wants TEXT."""
    text = text.strip()
    folded = _simplified().convert(fold(_RUN.sub(r"\1" * _SAID, text)))
    english = is_english(folded)
    patterns = _ENGLISH if english else _CHINESE
    matched = folded.lower() if english else folded
    asks = tuple(ask for ask, pattern in _compiled(patterns) if pattern.search(matched))
    if Ask.PERCENT in asks and not _MONEY_TOO.search(matched):
        asks = tuple(ask for ask in asks if ask is not Ask.AMOUNT)
    if Ask.QUOTA in asks and _SIZE.search(matched) and not _MONEY_ALONE.search(matched):
        asks = tuple(ask for ask in asks if ask is not Ask.AMOUNT)
    if _NO_SUM.search(folded):
        asks = tuple(ask for ask in asks if ask is not Ask.AMOUNT)
    core = re.sub(r"\s+", " ", _POLITE.sub(" ", folded)).strip(_EDGES) or folded
    return Question(
        text=text,
        folded=folded,
        core=core,
        asks=asks or (Ask.TEXT,),
        yes_no=bool(_YES_NO.search(matched)),
        english=english,
        figures=tuple(spoken_figures(folded)),
        clause_refs=_clause_refs(matched),
        item_ref=_item_ref(matched),
        section_refs=_numbers(_SECTION_REF, matched),
    )


@cache
def _simplified() -> OpenCC:
    """Traditional characters to simplified ones: 補貼 is 补贴."""
    return OpenCC("t2s")


@lru_cache(maxsize=2)
def _compiled(patterns: tuple[tuple[Ask, str], ...]) -> tuple[tuple[Ask, re.Pattern[str]], ...]:
    return tuple((ask, re.compile(pattern)) for ask, pattern in patterns)


def is_english(text: str) -> bool:
    """Whether a text is English: more Latin words than Chinese characters, and at least two."""
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
    if not _ENGLISH_WORDS.search(text.lower()):
        return False
    return len(re.findall(r"[A-Za-z]{2,}", text)) >= max(2, chinese / 2)


def _clause_refs(folded: str) -> tuple[int, ...]:
    return _numbers(_CLAUSE_REF, folded)


def _item_ref(folded: str) -> tuple[int, int]:
    """(款, 项) after a 条: 第五条第二款第(三)项 -> (2, 3)."""
    if "条" not in folded:
        return 0, 0
    paragraph = item = 0
    for match in _PARAGRAPH_REF.finditer(folded[folded.index("条") :]):
        if match["k"]:
            paragraph = number(match["k"])
        elif match["x"]:
            item = number(match["x"])
    return paragraph, item


def _numbers(pattern: re.Pattern[str], folded: str) -> tuple[int, ...]:
    found: list[int] = []
    for match in pattern.finditer(folded):
        if (
            pattern is _CLAUSE_REF
            and match["k"] in ("款", "项")
            and "条" in folded[: match.start()]
        ):
            continue  # the 款 or 项 of an address, not a clause of its own
        numeral = next(group for key, group in match.groupdict().items() if group and key != "k")
        try:
            found.append(number(numeral))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))
