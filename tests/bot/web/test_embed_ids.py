"""Which embed id a page uses that names none: the only one; where there are several, it is told."""

from __future__ import annotations

import pytest

from tests.bot.web.conftest import EVIL, PARTNER


def exchange(web, body, origin=PARTNER):
    return web.client.post("/embed/token", json=body, headers={"Origin": origin})


@pytest.fixture(scope="module")
def sole(serve):
    with serve(allowed_origins=(PARTNER,), embed_ids=("portal",), require_keys=True) as web:
        yield web


@pytest.mark.parametrize("body", [{}, {"embed_id": ""}, {"embed_id": "portal"}])
def test_a_page_that_names_no_id_uses_the_only_one(sole, body):
    made = exchange(sole, body)
    assert made.status_code == 200
    bears = {"Authorization": f"Bearer {made.json()['token']}", "Origin": PARTNER}
    place = {"policy": "sd-ai-2025", "clause": 17}
    assert sole.client.post("/embed/clause", json=place, headers=bears).status_code == 200


def test_a_foreign_page_gets_no_token_by_leaving_the_id_out(sole):
    assert exchange(sole, {}, EVIL).status_code == 403
    assert sole.client.post("/embed/token", json={}).status_code == 403


def test_a_page_that_names_another_id_than_the_only_one_gets_none(sole):
    assert exchange(sole, {"embed_id": "other"}).status_code == 403


def test_where_there_are_several_ids_a_page_is_told_to_name_one(serve):
    with serve(allowed_origins=(PARTNER,), embed_ids=("portal", "hall")) as web:
        asked = exchange(web, {})
        assert asked.status_code == 422
        assert "data-embed-id" in asked.json()["detail"]
        assert exchange(web, {"embed_id": "hall"}).status_code == 200


def test_without_ids_nobody_gets_a_token(web):
    assert exchange(web, {}).status_code == 403
