"""schemathesis: whatever the OpenAPI allows and much of what it forbids, in process."""

from __future__ import annotations

import httpx
import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode, checks

pytestmark = pytest.mark.long(40)

ROUTES = [
    ("/api/v1/ask", "POST"),
    ("/api/v1/policies", "GET"),
    ("/api/v1/clauses", "GET"),
    ("/api/v1/clauses/{policy}/{n}", "GET"),
    ("/api/v1/search", "GET"),
    ("/api/v1/feedback", "POST"),
    ("/api/v1/health/live", "GET"),
    ("/api/v1/health/ready", "GET"),
]
HOST = {"Host": "127.0.0.1"}
# It looks for 401 where no key is shown: this server is open to its own machine.
UNFIT = [checks.ignored_auth]
EXAMPLES = 40


@pytest.fixture(scope="module")
def schema(web):
    """The OpenAPI, its routes called through ASGI: over the network, uvicorn itself would turn
    away what is no HTTP before it came to a route."""

    async def begun(scope, receive, send):
        # The application runs already and begins but once: its lifespan is not told again.
        if scope["type"] == "lifespan":
            for step in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{step}.complete"})
        else:
            await web.app(scope, receive, send)

    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", begun, headers=HOST)


def test_the_openapi_names_each_route_with_real_examples(web):
    paths = web.client.get("/api/v1/openapi.json").json()["paths"]
    ours = {path for path in paths if path.startswith("/api/v1/")}
    assert ours == {path for path, _ in ROUTES}
    answer = paths["/api/v1/ask"]["post"]["responses"]["200"]["content"]
    assert "800万元" in answer["application/json"]["example"]["summary"]
    assert "event: done" in answer["text/event-stream"]["example"]
    for path, method in ROUTES:
        route = paths[path][method.lower()]
        if method == "GET":
            assert route["responses"]["200"]["content"]["application/json"]["example"]
        else:
            [sent] = route["requestBody"]["content"].values()
            assert sent.get("example") or sent["examples"]


def test_the_openapi_says_where_a_key_is_shown_and_when_to_come_again(web):
    said = web.client.get("/api/v1/openapi.json").json()
    scheme = said["components"]["securitySchemes"]["key"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    for path, method in ROUTES:
        route = said["paths"][path][method.lower()]
        assert route.get("security", []) == ([] if "/health/" in path else [{"key": []}, {}])
        assert "Retry-After" in route["responses"]["429"]["headers"]


def test_the_examples_fit_their_schemas(web):
    said = web.client.get("/api/v1/openapi.json").json()
    shown = 0
    for path, method in ROUTES:
        for response in said["paths"][path][method.lower()]["responses"].values():
            for content in response.get("content", {}).values():
                if "example" in content:
                    schema = content["schema"] | {"components": said["components"]}
                    jsonschema.validate(content["example"], schema)
                    shown += 1
    # A real one for each route that answers with JSON, its events, and two errors for each.
    assert shown == 8 + 2 * len(ROUTES)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_no_request_breaks_the_server_or_the_schema(schema, path, method, mode):
    operation = schema[path][method]
    if mode is GenerationMode.NEGATIVE and not (operation.body or any(operation.iter_parameters())):
        pytest.skip("nothing can be wrong where nothing is sent")

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def holds(case):
        case.call_and_validate(headers=HOST, excluded_checks=UNFIT)

    holds()


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_no_page_loads_its_scripts_from_another_host(web, path):
    assert web.client.get(path).status_code == httpx.codes.NOT_FOUND
