"""The official SDK, made safe: no hidden retries, no redirects, bodies sent byte for byte.

xero-api.md 7.2 lists what it does by itself otherwise.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import urllib3
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.exceptions import HTTPStatusException
from xero_python.identity import IdentityApi
from xero_python.rest import RESTClientObject, RESTResponse

from cmxero.xero.connection import XeroConnection

TIMEOUT_S = (5.0, 60.0)
"""Seconds to connect and to wait for the next bytes; the SDK ignores a single float."""
_SOCKETS = 8


class ByteExactRest(RESTClientObject):  # type: ignore[misc]  # the SDK ships no types
    """The SDK's transport, except that a ``bytes`` body is sent as it is.

    The SDK would put any body through ``json.dumps`` again; a stored body must arrive
    unchanged, or Xero would refuse the retry as a different request (xero-api.md 1.9).
    """

    def __init__(self, configuration: Configuration) -> None:
        super().__init__(configuration)
        self.pool_manager: Any
        given: dict[str, Any] = self.pool_manager.connection_pool_kw
        settings = given | {"retries": False, "maxsize": _SOCKETS}
        self.pool_manager = urllib3.PoolManager(**settings)

    def request(self, method: str, url: str, **sent: Any) -> Any:  # noqa: ANN401 - the SDK's own
        """Send a request; the SDK's own way unless the body is bytes."""
        body = sent.get("body")
        if not isinstance(body, bytes):
            return super().request(method, url, **sent)
        query = sent.get("query_params")
        connect, read = sent["_request_timeout"]
        answer = self.pool_manager.request(
            method,
            f"{url}?{urlencode(query)}" if query else url,
            body=body,
            headers=sent.get("headers"),
            timeout=urllib3.Timeout(connect=connect, read=read),
            preload_content=False,
            redirect=False,
        )
        if not 200 <= answer.status <= 299:  # noqa: PLR2004
            raise HTTPStatusException(http_resp=RESTResponse(answer))
        return answer


class _Bearer:
    """Stands in for the SDK's OAuth2Token, which refreshes without a lock (xero-api.md 5)."""

    def __init__(self, access_token: Callable[[], str]) -> None:
        self._access_token = access_token

    def get_auth_settings(self) -> Callable[..., dict[str, str]]:
        return self._header

    def _header(self, *, api_client: object) -> dict[str, str]:
        del api_client
        return {"in": "header", "key": "Authorization", "value": f"Bearer {self._access_token()}"}


class _Identity(IdentityApi):  # type: ignore[misc]  # the SDK ships no types
    """Asks for ``/connections`` as Xero documents it (xero-api.md 5); the SDK writes a capital."""

    def get_resource_url(self, resource_path: str) -> str:
        return str(super().get_resource_url(resource_path.lower()))


class Sdk:
    """The two APIs we use, on one pool of connections.

    Args:
        connection: which service.
        access_token: gives the token for the next request.
    """

    def __init__(self, connection: XeroConnection, access_token: Callable[[], str]) -> None:
        # The class hands out copies of one template, so the token is set afterwards.
        configuration = Configuration()
        configuration.oauth2_token = _Bearer(access_token)
        self._client = ApiClient(configuration)
        self._client.rest_client = ByteExactRest(configuration)
        self._client.set_default_header("Accept-Encoding", "gzip")
        self.accounting = AccountingApi(self._client, base_url=connection.accounting_url)
        self.identity = _Identity(self._client, base_url=connection.origin)

    def close(self) -> None:
        """Free the sockets."""
        self._client.rest_client.pool_manager.clear()
