"""Which place a question is about, and which place a policy speaks for."""

from __future__ import annotations

import pytest

from bot.places import Place, elsewhere, home, other_level, places
from corpus.model import Policy
from corpus.parse import parse

SHANDONG = Place("山东", "")
GUANGZHOU = Place("广东", "广州")


@pytest.mark.parametrize(
    "text, found",
    [
        ("济南和青岛的企业", ["济南", "青岛"]),
        ("浙江省杭州市", ["浙江", "杭州"]),
        ("黑龙江省", ["黑龙江"]),
        ("内蒙古自治区的政策", ["内蒙古"]),
        ("开封的奖励", []),
        ("开封市的奖励", ["开封"]),
        ("世界大同", []),
        ("人形机器人整机企业", []),
    ],
)
def test_places_are_found_by_name_and_everyday_words_are_none(text: str, found: list[str]) -> None:
    assert [place.name for place, _, _ in places(text)] == found
    assert all(text[start:end] == place.name for place, start, end in places(text))


def test_a_policy_speaks_for_the_place_of_its_issuer(sd_policy: Policy) -> None:
    assert home(sd_policy) == SHANDONG


def test_a_policy_without_issuer_speaks_for_the_place_in_its_title() -> None:
    text = "广州市养老服务办法\n第一条 为规范养老服务,制定本办法。\n第二条 本办法自公布之日起施行。"
    assert home(parse(text, policy_id="p")) == GUANGZHOU


@pytest.mark.parametrize(
    "question, place",
    [
        ("北京的算力补贴是多少?", "北京"),
        ("浙江省具身智能企业能补多少?", "浙江"),
        ("深圳的语料券补多少", "深圳"),
        ("上海市怎么补", "上海"),
        ("广东那边有没有算力券", "广东"),
        ("山东的算力券补多少", ""),
        ("济南的企业能拿算力券吗", ""),
        ("青岛市的企业找谁", ""),
        ("北京和山东的算力券哪个高", ""),
        ("算力券补多少", ""),
        ("我是河南人,在你们这办企业能拿吗", ""),
        ("我来自浙江,在这里办厂有什么支持", ""),
        ("清华毕业,老家湖北,想过来工作", ""),
        ("北京户口的人能享受吗", ""),
    ],
)
def test_another_place_is_told_from_ones_own_and_from_where_somebody_comes_from(
    question: str, place: str
) -> None:
    assert elsewhere(question, SHANDONG) == place


@pytest.mark.parametrize(
    "question, place",
    [
        ("深圳怎么入户", "深圳"),
        ("北京怎么积分", "北京"),
        ("广州怎么入户", ""),
        ("广东有什么规定", ""),
    ],
)
def test_for_a_city_its_sister_cities_are_elsewhere_and_its_province_is_not(
    question: str, place: str
) -> None:
    assert elsewhere(question, GUANGZHOU) == place


def test_a_neighbour_is_elsewhere_though_ones_own_place_is_not_known() -> None:
    assert elsewhere("隔壁市的补贴给多少", None, "某市托育办法") == "隔壁市"
    assert elsewhere("我在隔壁市开了个店", None, "某市托育办法") == ""


def test_to_a_national_policy_no_place_is_elsewhere() -> None:
    assert elsewhere("北京的算力补贴是多少?", None) == ""


@pytest.mark.parametrize(
    "question, here, other",
    [
        ("市里还给不给配套,有多少", SHANDONG, True),
        ("市级层面另外有多少补贴", SHANDONG, True),
        ("市里另外补多少", GUANGZHOU, False),
        ("省级产业大脑最高多少", SHANDONG, False),
        ("城市管理领域补多少", SHANDONG, False),
    ],
)
def test_what_cities_add_is_no_matter_of_a_provinces_policy(
    question: str, here: Place, other: bool
) -> None:
    assert other_level(question, here) is other


XIAOSHAN = Place("浙江", "杭州", "萧山区")


@pytest.mark.parametrize(
    "question, place",
    [
        ("余杭那边幼儿园怎么报名", "余杭"),
        ("富阳的补贴比这边多吗", "富阳"),
        ("余杭人能报吗", ""),
        ("我在余杭交社保,能报吗", ""),
        ("余杭路上的幼儿园怎么报名", ""),
        ("隔壁区给多少", "隔壁区"),
        ("从隔壁区搬过来的给多少", ""),
        ("在其他城市交的社保算吗", ""),
    ],
)
def test_sister_districts_said_short_and_unnamed_neighbours_are_elsewhere(
    question: str, place: str
) -> None:
    assert elsewhere(question, XIAOSHAN, "萧山区幼儿园招生办法") == place


@pytest.mark.parametrize(
    "question, here, place",
    [
        ("省城给不给这个钱", Place("浙江", "宁波"), "省城"),
        ("省城给不给这个钱", None, "省城"),
        ("省城给不给这个钱", Place("浙江", "杭州"), ""),
        ("省城给不给这个钱", Place("浙江", ""), ""),
        ("从省城回来的给不给", Place("浙江", "宁波"), ""),
        ("我在省城交的社保,能报吗", Place("浙江", "宁波"), ""),
        ("我在省城上班,那边给多少", Place("浙江", "宁波"), "省城"),
    ],
)
def test_the_capital_of_the_province_is_elsewhere_to_other_cities(
    question: str, here: Place | None, place: str
) -> None:
    assert elsewhere(question, here, "托育补贴办法") == place


def test_a_policy_for_the_districts_of_a_city_is_not_for_its_counties() -> None:
    text = "绍兴市区住房保障办法\n第一条 为保障住房,制定本办法。\n第二条 本办法自公布之日起施行。"
    here = home(parse(text, policy_id="p"))
    assert here is not None
    assert here.name == "绍兴市区"
    assert elsewhere("新昌县租金多少", here, text) == "新昌县"
    assert elsewhere("越城区租金多少", here, text) == ""
    assert elsewhere("绍兴租金多少", here, text) == ""
    assert elsewhere("宁波租金多少", here, text) == "宁波"


ABROAD = "未办理转诊备案自行到市外就医的，救助比例降低。"


@pytest.mark.parametrize(
    "question, text, place",
    [
        ("没打招呼就带我妈去上海做手术了,少报多少", ABROAD, ""),
        ("老丈人去杭州走亲戚,病了住院,能报吗", ABROAD, ""),
        ("在上海开了家店,能拿补助吗", ABROAD, ""),
        ("去上海做手术上海能报多少", ABROAD, "上海"),
        ("上海的救助比例是多少", ABROAD, "上海"),
        ("去上海做手术能报多少", "救助比例为75%。", "上海"),
    ],
)
def test_what_people_do_elsewhere_is_asked_of_a_policy_that_speaks_of_it(
    question: str, text: str, place: str
) -> None:
    assert elsewhere(question, GUANGZHOU, text) == place
