"""Who is in charge: the brackets of agencies, and names people use for an agency."""

from __future__ import annotations

import pytest

from corpus.agencies import agencies, stands_for, without_notes
from corpus.text import fold

NOTES = [
    ("(牵头单位:省科技厅,责任单位:省财政厅)", ["省科技厅"], ["省财政厅"]),
    (
        "（牵头单位：省科技厅、省教育厅；责任单位：省财政厅）",
        ["省科技厅", "省教育厅"],
        ["省财政厅"],
    ),
    ("(牵头单位:省委组织部 责任单位:省财政厅、各市)", ["省委组织部"], ["省财政厅", "各市"]),
    ("(牵头部门:市科技局,配合部门:市财政局)", ["市科技局"], ["市财政局"]),
    ("(责任单位:省科技厅、省财政厅)", [], ["省科技厅", "省财政厅"]),
    ("【责任单位：市科技局】", [], ["市科技局"]),
    ("(市科技局牵头,市财政局、市教育局配合)", ["市科技局"], ["市财政局", "市教育局"]),
    ("(由省科技厅牵头,省财政厅等按职责分工负责)", ["省科技厅"], ["省财政厅"]),
    ("(省科技厅牵头)", ["省科技厅"], []),
    ("(省科技厅、省财政厅按职责分工负责)", [], ["省科技厅", "省财政厅"]),
    ("(省科技厅、省财政厅等部门按职责分工负责)", [], ["省科技厅", "省财政厅"]),
    ("(省科技厅会同省财政厅负责)", ["省科技厅"], ["省财政厅"]),
    (
        "(牵头单位:市发展改革委(市能源局)、市财政局)",
        ["市发展改革委(市能源局)", "市财政局"],
        [],
    ),
    (
        "（人民银行海州市分行牵头，海州海关、市贸促会、市总工会配合）",
        ["人民银行海州市分行"],
        ["海州海关", "市贸促会", "市总工会"],
    ),
    (
        "（责任单位：市商务局、市财政局，各县（市、区）人民政府）",
        [],
        ["市商务局", "市财政局", "各县(市、区)人民政府"],
    ),
    (
        "〔责任单位：市科技局、市财政局等部门按职责分工负责〕",
        [],
        ["市科技局", "市财政局"],
    ),
    ("\n责任单位:市科技局、市财政局\n", [], ["市科技局", "市财政局"]),
    (
        "(牵头单位:省科技厅)支持乙。(牵头单位:省科技厅,责任单位:省财政厅)",
        ["省科技厅"],
        ["省财政厅"],
    ),
]


@pytest.mark.parametrize("note, leads, others", NOTES, ids=[row[0].strip() for row in NOTES])
def test_the_agencies_of_a_note_are_read_in_their_roles(note, leads, others):
    assert agencies(fold(f"支持甲。{note}")) == (tuple(leads), tuple(others))


@pytest.mark.parametrize(
    "text",
    [
        "(以下简称市科技局)",
        "(第三方机构负责)",
        "(市场主体负责)",
        "(由龙头企业牵头,上下游企业配合)",
        "(由市人社局负责解释)",
        "由市财政局、市科技局负责组织实施。",
        "鼓励责任单位:甲",
    ],
)
def test_other_words_name_no_agency_in_charge(text):
    assert agencies(text) == ((), ())


def test_notes_are_blanked_in_place_and_other_brackets_stay():
    text = "给予补助(最高50万元)。(牵头单位:省科技厅)后文"
    blanked = without_notes(text)
    assert len(blanked) == len(text)
    assert blanked == "给予补助(最高50万元)。" + " " * len("(牵头单位:省科技厅)") + "后文"


SAME = [
    ("省工信厅", "省工业和信息化厅"),
    ("工信厅", "省工业和信息化厅"),
    ("工信", "省工业和信息化厅"),
    ("发改委", "省发展改革委"),
    ("省发改委", "省发展和改革委员会"),
    ("人社厅", "省人力资源社会保障厅"),
    ("科技厅", "省科技厅"),
    ("市监局", "省市场监管局"),
    ("市监局", "省市场监督管理局"),
    ("省市监局", "省市场监管局"),
    ("市场监管局", "省市场监管局"),
    ("市市监局", "市市场监督管理局"),
    ("大数据局", "省大数据局"),
    ("金融办", "省委金融办"),
    ("组织部", "省委组织部"),
    ("卫健委", "市卫生健康委员会"),
    ("住建局", "市住房和城乡建设局"),
    ("省财政厅", "省财政厅"),
]
OTHER = [
    ("教育厅", "省科技厅"),
    ("科技厅", "省教育厅"),
    ("省财政厅", "市财政局"),
    ("财政局", "省财政厅"),
    ("县财政局", "市财政局"),
    ("市市场监管局", "省市场监管局"),
    ("财政部", "省财政厅"),
    ("厅", "省科技厅"),
    ("省", "省科技厅"),
    ("", "省科技厅"),
]


@pytest.mark.parametrize("short, full", SAME)
def test_a_short_name_stands_for_its_agency(short, full):
    assert stands_for(short, full)


@pytest.mark.parametrize("short, full", OTHER)
def test_a_name_of_another_agency_or_level_does_not(short, full):
    assert not stands_for(short, full)
