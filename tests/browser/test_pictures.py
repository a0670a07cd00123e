"""The pictures of the chat in docs/: its first question answered, on each kind of screen.

DOCS_PICTURES=1 writes them anew; without it, they are taken and thrown away.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP, PHONE, Server, come_to_rest, picture, visiting
from tests.browser.test_chat import ROBOTS, ask

pytestmark = pytest.mark.long(20)


@pytest.mark.parametrize(
    ("name", "size", "scheme"), [("phone.png", PHONE, "light"), ("dark.png", DESKTOP, "dark")]
)
def test_an_answer_fits_its_screen_and_looks_as_the_system_does(
    browser: Browser,
    server: Server,
    tmp_path: Path,
    name: str,
    size: tuple[int, int],
    scheme: str,
) -> None:
    with visiting(browser, server.url, size, scheme) as page:
        given = ask(page, ROBOTS)
        expect(given).to_contain_text("800万元")
        if size == DESKTOP:
            given.locator(".w-cite").first.click()
            expect(page.locator("#w-reader mark").first).to_be_visible()
        come_to_rest(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert ("dark" in (page.locator("body").get_attribute("class") or "")) == (scheme == "dark")
        picture(page, name, tmp_path)
