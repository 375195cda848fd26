"""Error objects. https://docs.stripe.com/api/errors"""

import secrets
from typing import Any

from legation.payments.testbank.web import Response, json_response


class StripeProblem(Exception):
    """A request that is answered with an error object.

    Args:
        kept: whether the work had begun, so that the answer stands under the idempotency key for a day.
    """

    def __init__(self, status: int, error: dict[str, Any], *, kept: bool = False) -> None:
        super().__init__(error.get("message"))
        self.status, self.error, self.kept = status, error, kept

    @property
    def body(self) -> dict[str, Any]:
        """The answer's object."""
        return {"error": {name: value for name, value in self.error.items() if value}}


def request_name() -> tuple[str, str]:
    """The header by which Stripe finds a request again."""
    return ("Request-Id", f"req_{secrets.token_hex(7)}")


def answer(problem: StripeProblem) -> Response:
    """The error as a response."""
    return json_response(problem.status, problem.body, (request_name(),))


def refused(
    message: str, *, param: str = "", code: str = "", status: int = 400, kept: bool = False
) -> StripeProblem:  # fmt: skip
    """A request that cannot be, as an exception to raise."""
    error = {"type": "invalid_request_error", "message": message, "param": param, "code": code}
    return StripeProblem(status, error, kept=kept)


def missing(kind: str, name: object) -> StripeProblem:
    """There is no such object."""
    return refused(f"No such {kind}: '{str(name)[:80]}'", param="id", code="resource_missing", status=404)
