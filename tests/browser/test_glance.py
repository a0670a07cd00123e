"""The figures at a glance: rows, filters, HTML and workbook, and the tab in a real browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from bot.web.export import COLUMNS, workbook
from bot.web.glance import (
    Filter,
    Row,
    UnreadableAmount,
    agencies,
    choose,
    figure_words,
    largest,
    places,
    read_amount,
    read_rows,
)
from bot.web.glance_html import NO_ROWS, chart_html, rows_html
from corpus.facts import facts
from corpus.model import Policy
from corpus.parse import parse
from tests.browser.conftest import DESKTOP, Server, visiting
from tests.browser.test_chat import CONTRAST, LEAST_CONTRAST, assert_fits
from tests.browser.test_render import EVIL, Elements

pytestmark = pytest.mark.long(50)

LARGEST = [3, 11, 20, 21, 25]  # the clauses of the Shandong policy that give 1000万元


@pytest.fixture(scope="module")
def rows(sd_policy: Policy) -> tuple[Row, ...]:
    return read_rows([sd_policy])


def clauses(rows: Sequence[Row]) -> list[int]:
    return [row.clause.n for row in rows]


def test_every_figure_of_every_clause_is_a_row_that_its_clause_proves(
    sd_policy: Policy, rows: tuple[Row, ...]
):
    read = [(c.n, fact.text) for c in sd_policy.clauses for fact in facts(c)]
    assert [(row.clause.n, row.fact.text) for row in rows] == read
    for row in rows:
        assert row.fact.text in row.clause.text[row.fact.start : row.fact.end]


@pytest.mark.parametrize(
    "sentence, words",
    [
        ("对甲企业给予一次性最高800万元奖励", ["一次性最高800万元"]),
        ("每年遴选10家左右甲企业", ["10家左右"]),
        ("对甲企业,按规定给予不超过交易金额的5%奖补", ["不超过交易金额的5%"]),
        ("对省级、国家级甲企业,分别给予最高20万元、50万元奖励", ["最高20万元", "最高50万元"]),
        ("对甲企业给予3万元补助", ["3万元"]),
        ("现自有住房面积低于15平方米(或居住面积低于10平方米)", ["低于15平方米", "低于10平方米"]),
    ],
)
def test_figure_stands_with_the_words_that_bound_it(sentence: str, words: list[str]):
    policy = parse(f"某市若干措施\n第一条 支持甲。{sentence}。\n", policy_id="p")
    [clause] = policy.clauses
    assert [figure_words(fact, clause.text) for fact in facts(clause)] == words


def test_thresholds_years_and_the_like_are_rows_only_on_request(rows: tuple[Row, ...]):
    assert {row.fact.kind for row in choose(rows, Filter())} == {"amount", "percent", "quota"}
    assert choose(rows, Filter(everything=True)) == list(rows)


def test_amounts_sort_both_ways_with_rows_without_money_last(rows: tuple[Row, ...]):
    falling, rising = (choose(rows, Filter(order=order)) for order in ("amount-", "amount"))
    assert clauses(falling[:5]) == LARGEST
    assert falling[5].figure == "一次性最高800万元"
    assert rising[0].figure == "最高5000元"
    for ordered in (falling, rising):
        assert sorted(row.fact.yuan is None for row in ordered) == [
            row.fact.yuan is None for row in ordered
        ]
    assert choose(rows, Filter(order="clause-")) == choose(rows, Filter())[::-1]


def test_rows_are_filtered_by_agency_section_and_amount_together(
    sd_policy: Policy, rows: tuple[Row, ...]
):
    led = choose(rows, Filter(agency="省大数据局"))
    assert set(clauses(led)) == {6, 21, 25}
    [place] = [value for name, value in places([sd_policy]) if name.startswith("五、")]
    assert set(clauses(choose(rows, Filter(place=place)))) == {25, 28}
    wanted = Filter("省大数据局", place, Decimal(5_000_000), Decimal(9_000_000))
    assert [row.figure for row in choose(rows, wanted)] == ["最高500万元"]
    assert choose(rows, Filter(low=Decimal(10_000_001))) == []
    assert clauses(choose(rows, Filter(low=Decimal(10_000_000)))) == LARGEST


def test_agencies_are_those_of_the_rows_and_the_responsible_ones_where_nobody_leads():
    policy = parse(
        "某市若干措施\n第一条 支持甲。对甲企业给予3万元补助。(责任单位:市民政局)\n"
        "第二条 支持乙。对乙企业给予5万元补助。(牵头单位:市教育局,责任单位:市财政局)\n",
        policy_id="p",
    )
    both = read_rows([policy])
    assert agencies(both) == ["市民政局", "市教育局"]
    assert [row.agency_words for row in both] == ["市民政局（责任单位）", "市教育局"]


def test_places_of_several_policies_name_the_policy_and_choose_its_rows(sd_policy: Policy):
    other = parse("某市若干措施\n第一条 支持甲。对甲企业给予3万元补助。\n", policy_id="other")
    both = read_rows([sd_policy, other])
    assert ("某市若干措施", "other") in places([sd_policy, other])
    assert {row.policy for row in choose(both, Filter(place="other"))} == {"某市若干措施"}
    assert "某市若干措施" in Elements(rows_html(both, "clause", several=True)).text


@pytest.mark.parametrize(
    "typed, yuan",
    [("", None), (" ", None), ("100", 1_000_000), ("0.5", 5000), ("１００", 1_000_000)]
    + [("5000元", 5000), ("100万", 1_000_000), ("一千万元", 10_000_000), ("1.5亿", 150_000_000)],
)
def test_amount_is_read_as_people_type_it(typed: str, yuan: int | None):
    assert read_amount(typed) == yuan


@pytest.mark.parametrize("typed", ["abc", "-5", "5%", "100万元到", "NaN", "1e9", EVIL])
def test_amount_that_cannot_be_read_says_what_to_write(typed: str):
    with pytest.raises(UnreadableAmount, match="请写数字"):
        read_amount(typed)


def test_bars_say_in_words_what_they_show_and_the_longest_is_full(rows: tuple[Row, ...]):
    elements = Elements(chart_html(rows))
    bars = elements.texts("li")
    assert bars[5] == "人形机器人整机企业(十七)一次性最高800万元"
    widths = [value for value in elements.attributes("style") if "width" in value]
    assert (widths[0], widths[5]) == ("width:100.0%", "width:80.0%")
    assert [row.fact.yuan for row in largest(rows, 2)] == [10_000_000, 10_000_000]
    assert chart_html([]) == ""
    quotas = [row for row in rows if row.fact.kind == "quota"]
    assert chart_html(quotas) == ""


def test_heading_that_sorts_says_how_and_asks_for_the_other_way(rows: tuple[Row, ...]):
    asked = {
        order: Elements(rows_html(rows, order)).attributes("data-order")
        for order in ("clause", "clause-", "amount-", "amount")
    }
    assert asked == {
        "clause": ["clause-", "amount-"],
        "clause-": ["clause", "amount-"],
        "amount-": ["clause", "amount"],
        "amount": ["clause", "amount-"],
    }
    assert Elements(rows_html(rows, "amount-")).attributes("aria-sort") == ["descending"]
    assert rows_html([], "clause") == NO_ROWS


def evil_policy(opening: str) -> Policy:
    return parse(
        f"关于{opening}的若干措施\n一、支持{opening}\n"
        f"(一){opening}支持。对{opening}企业给予最高3万元补助。(牵头单位:{opening}局)\n",
        policy_id="evil",
    )


def test_every_text_of_a_row_is_shown_as_text():
    both = read_rows([evil_policy("<script>alert('x')</script>\"&")] * 2)
    assert both
    for html in (chart_html(both), rows_html(both, "clause", several=True)):
        elements = Elements(html)
        assert "script" not in elements.tags()
        assert "<script>" in elements.text


def test_workbook_holds_the_rows_with_amounts_as_numbers(rows: tuple[Row, ...]):
    shown = choose(rows, Filter(order="amount-"))
    sheet = load_workbook(BytesIO(workbook(shown))).active
    read = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert read[0] == [heading for heading, _ in COLUMNS]
    assert len(read) == len(shown) + 1
    robots = dict(zip(read[0], read[6], strict=True))
    assert robots["条款"] == "(十七)"
    assert robots["数额"] == "一次性最高800万元"
    assert robots["金额（元）"] == 8_000_000
    assert robots["条件"] == "2025年整机年销售额首次突破5000万元"
    assert robots["牵头单位"] == "省工业和信息化厅、省财政厅"
    assert "800万元奖励" in robots["原文依据"]
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("opening", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)", "#N/A"])
def test_text_in_the_workbook_is_never_a_formula(rows: tuple[Row, ...], opening: str):
    row = rows[0]
    clause = replace(row.clause, label=opening, title=opening, lead_agencies=(opening,))
    fact = replace(row.fact, object=opening, condition=opening, per=opening)
    [_, line] = load_workbook(BytesIO(workbook([Row(opening, clause, fact, opening)]))).active
    for cell in line:
        assert cell.data_type in ("s", "n"), "neither a formula nor an error"
        if cell.value == opening and opening[0] in "=+-@":
            assert cell.quotePrefix and cell.number_format == "@"
    assert [cell.value for cell in line].count(opening) == 8


def test_characters_a_workbook_cannot_hold_are_left_out(rows: tuple[Row, ...]):
    row = replace(rows[0], policy="甲\x00\x0b乙")
    assert load_workbook(BytesIO(workbook([row]))).active["A2"].value == "甲乙"


# In a browser


@pytest.fixture
def tab(page: Page) -> Page:
    """The figures on a desktop screen."""
    page.click("#w-tab-glance")
    return page


def pick(page: Page, elem_id: str, option: str) -> None:
    page.click(f"#{elem_id} input")
    page.get_by_role("option", name=option, exact=True).click()


def body(page: Page) -> Locator:
    """The rows of the table."""
    return page.locator("#w-rows tbody tr")


def test_tabs_change_by_mouse_and_by_arrow_keys(page: Page, rows: tuple[Row, ...]):
    expect(page.locator("#w-glance")).not_to_be_visible()
    page.click("#w-tab-glance")
    expect(page.locator("#w-chat")).not_to_be_visible()
    expect(body(page)).to_have_count(len(choose(rows, Filter())))
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#w-tab-chat")).to_be_focused()
    expect(page.locator("#w-box")).to_be_visible()
    expect(page.locator("#w-glance")).not_to_be_visible()


def test_agency_and_section_leave_their_rows_and_clearing_brings_all_back(
    tab: Page, sd_policy: Policy, rows: tuple[Row, ...]
):
    pick(tab, "w-by-agency", "省大数据局")
    led = choose(rows, Filter(agency="省大数据局"))
    expect(body(tab)).to_have_count(len(led))
    expect(tab.locator("#w-total")).to_have_text(f"共{len(led)}项数据，出自3条")
    pick(tab, "w-by-place", "五、加大要素资源保障")
    expect(body(tab)).to_have_count(3)
    expect(tab.locator("#w-bars li")).to_have_count(3)
    tab.click("#w-reset")
    expect(body(tab)).to_have_count(len(choose(rows, Filter())))


def test_switch_shows_thresholds_and_dates_too(tab: Page, rows: tuple[Row, ...]):
    tab.get_by_label("含门槛、期限、日期等").check()
    expect(body(tab)).to_have_count(len(rows))
    expect(tab.locator("#w-rows .w-kind", has_text="门槛").first).to_be_visible()


def test_sorting_by_amount_puts_the_largest_first_from_the_heading_and_from_the_list(tab: Page):
    first = body(tab).first.locator(".w-figure b")
    tab.locator('#w-rows [data-order="amount-"]').click()
    expect(first).to_have_text("1000万元")
    expect(tab.locator('#w-rows [data-order="amount"]')).to_be_focused()
    tab.keyboard.press("Enter")
    expect(first).to_have_text("最高5000元")
    pick(tab, "w-order", "金额从高到低")
    expect(first).to_have_text("1000万元")


def test_amounts_typed_leave_their_range_and_what_is_no_amount_is_said(tab: Page):
    tab.fill("#w-low input, #w-low textarea", "600")
    tab.fill("#w-high input, #w-high textarea", "800万元")
    expect(body(tab)).to_have_count(3)
    tab.fill("#w-high input, #w-high textarea", "很多<b>")
    expect(tab.locator("#w-total")).to_contain_text("没看懂金额“很多<b>”")
    expect(body(tab)).to_have_count(3)
    tab.fill("#w-low input, #w-low textarea", "2000")
    tab.fill("#w-high input, #w-high textarea", "")
    expect(tab.locator("#w-rows")).to_contain_text("没有符合条件的数据")


@pytest.mark.parametrize("pressed", [".w-link", ".w-condition"])
def test_row_opens_its_clause_with_the_words_that_prove_the_figure(
    tab: Page, sd_policy: Policy, rows: tuple[Row, ...], pressed: str
):
    shown = choose(rows, Filter())
    [n] = [n for n, row in enumerate(shown) if row.figure == "一次性最高800万元"]
    body(tab).nth(n).locator(pressed).click()
    expect(tab.locator("#w-reader .w-text")).to_have_text(sd_policy.clause(17).text)
    mark = tab.locator("#w-reader mark")
    expect(mark).to_be_in_viewport()
    fact = shown[n].fact
    expect(mark).to_have_text(shown[n].clause.text[fact.start : fact.end])
    tab.keyboard.press("Escape")
    expect(body(tab).nth(n).locator(".w-link")).to_be_focused()


def test_bar_opens_its_clause(tab: Page, sd_policy: Policy):
    tab.locator("#w-bars button").first.click()
    expect(tab.locator("#w-reader .w-text")).to_have_text(sd_policy.clause(3).text)


def test_download_holds_the_rows_that_are_shown(tab: Page, rows: tuple[Row, ...], tmp_path: Path):
    pick(tab, "w-by-agency", "省科技厅")
    pick(tab, "w-order", "金额从高到低")
    wanted = choose(rows, Filter(agency="省科技厅", order="amount-"))
    expect(body(tab)).to_have_count(len(wanted))
    expect(body(tab).first.locator(".w-figure b")).to_have_text("1000万元")
    for n in range(2):  # the same file a second time too
        with tab.expect_download() as download:
            tab.click("#w-export")
        kept = tmp_path / f"{n}.xlsx"
        download.value.save_as(kept)
        assert download.value.suggested_filename == "政策数据一览.xlsx"
        sheet = load_workbook(kept).active
        column = [heading for heading, _ in COLUMNS].index("数额") + 1
        read = [sheet.cell(line, column).value for line in range(2, sheet.max_row + 1)]
        assert read == [row.figure for row in wanted]


def test_phone_shows_rows_as_cards_without_scrolling_sideways(phone: Page):
    phone.click("#w-tab-glance")
    assert_fits(phone)
    expect(phone.locator("#w-rows thead")).not_to_be_visible()
    body(phone).nth(2).locator(".w-link").click()
    expect(phone.locator("#w-reader mark")).to_be_in_viewport()
    assert_fits(phone)
    phone.click("#w-side .w-close")
    expect(phone.locator("#w-side")).not_to_be_visible()
    expect(body(phone).nth(2)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_stand_out_from_their_background(browser: Browser, server: Server, scheme: str):
    with visiting(browser, server.url, DESKTOP, scheme) as page:
        page.click("#w-tab-glance")
        page.get_by_label("含门槛、期限、日期等").check()
        expect(page.locator("#w-rows .w-kind", has_text="门槛").first).to_be_visible()
        measured = page.evaluate(CONTRAST)
        assert len(measured) > 100
        assert [row for row in measured if row[0] < LEAST_CONTRAST] == []
