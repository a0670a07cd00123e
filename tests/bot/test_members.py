"""Which of several figures of one sentence is meant, and how it is told without its neighbours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.compose.say import figure_said
from bot.members import pick
from bot.question import understand
from bot.statements import statements
from corpus.facts import facts
from corpus.parse import parse

NO_VECTOR = np.empty(0, np.float32)  # these statements are not encoded


def members(sentence):
    """The figures of an article that is this sentence alone, as statements."""
    text = f"若干措施\n第一条 {sentence}\n第二条 本措施由市财政局负责解释。"
    clause = parse(text, policy_id="p").clause(1)
    return [s for s in statements(clause, facts(clause)) if s.facts]


RENT = "租赁海外仓的,按年度租金的30%给予补助,每年最高60万元。"
DRONES = "小型无人机按每架次20元、大中型无人机按每架次40元给予补贴。"
CARE = "费用限额标准为职工参保人员每人每天105元、居民参保人员每人每天50元。"
HIRING = "企业招用毕业生的,按每人3000元给予补助,每家企业年度最高15万元。"
GROWTH = "对年收入首次突破1亿元、5亿元、10亿元的企业,分别给予30万元、80万元、200万元奖励。"
HOSPITAL = "特困人员住院照料标准不超过240元/人/日,其他申请人住院照料标准不超过120元/人/日。"
LEAST = "补贴比例为投入的30%,补贴金额不少于5万元,不超过50万元。"

CROWDS = "单场观众达到3000人、8000人的,每场分别给予6万元、18万元奖励。"
VIEWS = "播放量达到2000万次、2亿次的,分别奖励8万元、40万元。"
MILL = "改造厂房的,按每平方米80元补助,单个项目最高90万元。"
EACH = "主导制定国际标准、国家标准的,每项分别给予50万元、25万元奖励。"
CLASSES = (
    "用人单位每全职引进1名A类、B类、C类人才并服务满1年的,分别给予50万元、20万元、6万元引才奖励。"
)

MEANT = [
    (CLASSES, "单位引进一个B类干满一年,奖多少", "20万元"),
    (CROWDS, "来了9000人,能拿多少", "18万元"),
    (CROWDS, "来了5000人,能拿多少", "6万元"),
    (VIEWS, "播放过了两个亿,奖多少钱", "40万元"),
    (MILL, "厂房改一个平方补多少钱", "80元"),
    (EACH, "做了国家标准,一项给多少", "25万元"),
    (RENT, "租海外仓,租金补贴一年封顶多少", "60万元"),
    (DRONES, "小无人机送快递一单补几块", "20元"),
    (CARE, "居民一天的限额是多少", "50元"),
    (HIRING, "招应届毕业生,一个人头补多少钱", "3000元"),
    (GROWTH, "收入过了6亿,给多少奖励", "80万元"),
    (HOSPITAL, "不是特困,住院照料一天给多少", "120元"),
    (LEAST, "最少给多少", "5万元"),
]


@pytest.mark.parametrize("sentence, question, figure", MEANT, ids=[row[1] for row in MEANT])
def test_the_figure_that_is_asked_for_fits_best(sentence, question, figure):
    found = [m for m in members(sentence) if any(f.kind == "amount" for f in m.facts)]
    best = pick(understand(question), NO_VECTOR, found)[0].statement
    assert [fact.text for fact in best.facts] == [figure]


def test_nothing_is_picked_where_there_is_nothing():
    assert pick(understand("多少钱"), NO_VECTOR, []) == []


def test_of_two_figures_that_no_word_tells_apart_the_one_nearer_in_meaning_is_meant():
    city, across = members("市内航线按每班次200元、跨市航线按每班次600元给予补贴。")
    asked = np.array([1.0, 0.0], np.float32)
    near = replace(across, vector=asked)
    far = replace(city, vector=np.array([0.0, 1.0], np.float32))
    best = pick(understand("飞到隔壁城市的,一趟给多少"), asked, [far, near])[0].statement
    assert best is near


TOLD = [
    (CARE, 1, "费用限额标准为居民参保人员每人每天50元"),
    (DRONES, 0, "小型无人机按每架次20元给予补贴"),
    (
        "职工参保人员由基金按机构护理75%、居家护理90%的比例支付。",
        1,
        "职工参保人员由基金按居家护理90%的比例支付",
    ),
    (RENT, 1, "租赁海外仓的，每年最高60万元"),
    (
        "参保人应当连续2年(含2年)以上缴费。",
        0,
        "参保人应当连续2年(含2年)以上缴费",
    ),
]


@pytest.mark.parametrize("sentence, which, words", TOLD, ids=[row[2] for row in TOLD])
def test_a_figure_is_told_without_its_neighbours(sentence, which, words):
    assert figure_said(members(sentence)[which]) == words
