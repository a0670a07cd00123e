"""10,000 questions from one address: a minute's worth is answered, the others are turned away."""

from __future__ import annotations

import http.client
import json
from collections import Counter

FLOOD = 10_000
RATE = 30
ROBOTS = "人形机器人整机企业最高奖励多少？"


def test_of_10_000_questions_from_one_address_a_minutes_worth_is_answered(serve):
    body = json.dumps({"question": ROBOTS}).encode()
    headers = {"Content-Type": "application/json"}
    with serve(rate_per_minute=RATE) as web:
        said, waits = Counter(), set()
        connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
        for _ in range(FLOOD):
            connection.request("POST", "/api/v1/ask", body, headers)
            response = connection.getresponse()
            response.read()
            said[response.status] += 1
            if response.status == 429:
                waits.add(int(response.headers["Retry-After"]))
                assert response.headers["Content-Type"] == "application/problem+json"
        connection.close()
        other = web.client.get("/api/v1/health/live")
    print(said, waits)
    assert set(said) == {200, 429}
    assert said[200] >= RATE
    assert waits and waits <= {1, 2}  # one more every two seconds
    assert other.status_code == 200
