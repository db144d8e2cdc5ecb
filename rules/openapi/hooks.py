"""Checks where API Gateway or the order API answers otherwise than Schemathesis expects, and the count of what was sent."""

import atexit
import re
from collections import Counter
from threading import Lock

import requests
import schemathesis

PROGRESS_EVERY = 1_000
TIMEOUT_S = 120
# The rules that the description states in words, since a schema can't.
STATED = re.compile("^the total |looks like a card number")
WRONG_TOKENS = ["not-a-token", "eyJhbGciOiJub25lIn0.eyJ0ZW5hbnQiOiJhY21lIn0."]

# Of each operation; the answer to the next ones would be no news.
TRIES = 20

lock = Lock()
sent = Counter()
tried = Counter()


@schemathesis.check
def valid_order_acceptance(ctx, response, case):
    """In the place of positive_data_acceptance: an order that fits the schema is refused for a stated rule only."""
    if case.meta is None or not case.meta.generation.mode.is_positive or is_undeclared(response, case):
        return
    if response.status_code == 422:
        problem = response.json()
        reasons = [error["detail"] for error in problem.get("errors", [])]
        is_reused = problem["type"].endswith("/idempotency-key-reused")
        assert is_reused or (reasons and all(map(STATED.search, reasons))), f"Refused for {reasons}"
        return
    assert response.status_code < 400 or response.status_code in (404, 413), "A valid request was refused"


@schemathesis.check
def undeclared_method(ctx, response, case):
    """In the place of unsupported_method: API Gateway's HTTP API knows no 405."""
    if is_undeclared(response, case):
        assert response.status_code == 404, f"{response.request.method} was answered {response.status_code}"


@schemathesis.check
def wrong_token(ctx, response, case):
    """In the place of ignored_auth: on one machine a request without a token is of tenant local."""
    if case.operation.definition.raw.get("security") == [] or is_undeclared(response, case):
        return
    if is_enough("wrong_token", case):
        return
    for token in WRONG_TOKENS:
        status = answer_to(response.request, f"Bearer {token}")
        assert status == 401, f"The token {token} was answered {status}"


@schemathesis.check
def other_tenant(ctx, response, case):
    """Beside object_level_authorization, which takes for public what it gets without a token: here that is a tenant."""
    is_own = response.status_code == 200 and "Authorization" in response.request.headers
    if not is_own or case.operation.label != "GET /orders/{orderId}" or is_enough("other_tenant", case):
        return
    status = answer_to(response.request, None)
    assert status == 404, f"Tenant local was answered {status}"


def is_enough(check, case):
    with lock:
        tried[(check, case.operation.label)] += 1
        return tried[(check, case.operation.label)] > TRIES


def answer_to(request, authorization):
    """The status of the same request with another Authorization header, or without."""
    other = request.copy()
    other.headers.pop("Authorization", None)
    if authorization is not None:
        other.headers["Authorization"] = authorization
    with requests.Session() as session:
        return session.send(other, timeout=TIMEOUT_S).status_code


def is_undeclared(response, case):
    return response.request.method != case.operation.method.upper()


@schemathesis.hook
def after_call(ctx, case, response):
    phase = case.meta.phase.name.value if case.meta else "other"
    with lock:
        sent[(phase, response.request.method, case.operation.path, response.status_code)] += 1
        total = sent.total()
    if total % PROGRESS_EVERY == 0:
        print(f"{total} requests sent, now in phase {phase}", flush=True)


@atexit.register
def print_counts():
    print(f"\nRequests: {sent.total()}")
    for phase in dict.fromkeys(phase for phase, *_ in sent):
        of_phase = {key: count for key, count in sent.items() if key[0] == phase}
        print(f"  {phase}: {sum(of_phase.values())}")
        for (_, method, path, status), count in sorted(of_phase.items()):
            print(f"    {count:6} {status} {method} {path}")
