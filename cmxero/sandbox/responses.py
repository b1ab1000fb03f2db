"""From an answer to a response."""

from starlette.responses import Response

from cmxero.sandbox.calls import Answer


def to_response(answer: Answer) -> Response:
    """The response of an answer; an empty one has no content type."""
    headers = dict(answer.headers)
    if answer.body:
        headers["content-type"] = answer.media_type
    return Response(answer.body, answer.status, headers)
