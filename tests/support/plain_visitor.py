"""A visitor of the dashboards without a browser: plain requests, and widget messages by hand.

Whatever a browser's console could send, this sends too; what the page's own buttons would not allow
is exactly what it is for.
"""

import html
import json
import re
from uuid import uuid4

import httpx
from websockets.sync.client import connect


class PlainVisitor:
    """Somebody with cookies and a keyboard."""

    def __init__(self, base: str, **headers: str) -> None:
        self.base = base
        self.http = httpx.Client(base_url=base, headers=headers, timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_fault):
        self.http.close()

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.http.get(path, headers=headers)

    def token(self) -> str:
        """The anti-forgery token of the sign-in form."""
        found = re.search(r'name="_xsrf" value="([^"]+)"', self.get("sign-in").text)
        return html.unescape(found[1]) if found else ""

    def sign_in(self, name: str, password: str, *, next_: str = "", token: str | None = None):
        """Fill in the form and send it."""
        form = {
            "_xsrf": self.token() if token is None else token,
            "name": name,
            "password": password,
            "next": next_,
        }
        return self.http.post("sign-in", data=form)

    def sign_out(self):
        return self.http.post("sign-out", data={"_xsrf": self.http.cookies.get("_xsrf", "")})

    def open_page(self, notebook: str = "mismatches.ipynb") -> str:
        """Open a page as far as its kernel has drawn it; gives the kernel's id."""
        answer = self.get(f"voila/render/{notebook}")
        assert answer.status_code == 200, answer.status_code
        assert "This page could not be opened" not in answer.text
        return re.search(r'"kernelId":\s*"([^"]+)"', answer.text)[1]

    def socket(self, kernel_id: str) -> "KernelSocket":
        """The kernel's socket, with this visitor's cookies."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        address = f"{self.base.replace('http', 'ws', 1)}api/kernels/{kernel_id}/channels"
        headers = {"Cookie": cookies}
        headers |= {k: v for k, v in self.http.headers.items() if k.lower().startswith("x-")}
        return KernelSocket(
            connect(f"{address}?session_id=s", additional_headers=headers, max_size=None)
        )


class KernelSocket:
    """Messages to a kernel, each answered before the next."""

    def __init__(self, connection) -> None:
        self._connection = connection

    def __enter__(self):
        self.socket = self._connection.__enter__()
        return self

    def __exit__(self, *fault):
        self._connection.__exit__(*fault)

    def send(self, kind: str, content: dict, channel: str = "shell") -> str:
        """Send a message; gives its id."""
        number = uuid4().hex
        header = {
            "msg_id": number,
            "msg_type": kind,
            "session": "s",
            "username": "",
            "version": "5.3",
            "date": "2026-11-22T02:00:00Z",
        }
        message = {
            "channel": channel,
            "header": header,
            "parent_header": {},
            "metadata": {},
            "content": content,
        }
        self.socket.send(json.dumps(message))
        return number

    def answers(self, number: str, reply: str = "") -> list[dict]:
        """Everything the kernel says to a message until it is idle again.

        Args:
            reply: the kind of the reply to wait for, which comes by another channel.
        """
        heard = []
        is_idle = False
        while not is_idle or (reply and reply not in {each["msg_type"] for each in heard}):
            raw = self.socket.recv(timeout=30)
            message = json.loads(raw) if isinstance(raw, str) else _read_binary(raw)
            if message["parent_header"].get("msg_id") != number:
                continue
            heard.append(message)
            is_idle = is_idle or message["content"].get("execution_state") == "idle"
        return heard

    def widgets(self) -> dict[str, dict]:
        """The state of every widget of the page, by its id."""
        asked = self.send("comm_info_request", {"target_name": "jupyter.widget"})
        heard = self.answers(asked, reply="comm_info_reply")
        comms = next(m for m in heard if m["msg_type"] == "comm_info_reply")["content"]["comms"]
        states = {}
        for comm in comms:
            heard = self.message(comm, {"method": "request_state"})
            found = [_state(message) for message in heard if message["msg_type"] == "comm_msg"]
            states[comm] = found[0] if found else {}
        return states

    def message(self, widget: str, data: dict) -> list[dict]:
        """Send something to a widget."""
        return self.answers(self.send("comm_msg", {"comm_id": widget, "data": data}))

    def press(self, widget: str) -> list[dict]:
        """Press a button, whatever it looks like."""
        return self.message(widget, {"method": "custom", "content": {"event": "click"}})

    def set(self, widget: str, **state) -> list[dict]:
        """Set a widget's values, as the page's own script would."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        return self.message(widget, data)


def _state(message: dict) -> dict:
    """A widget's state, with what travelled beside it as bytes in its place."""
    data = message["content"]["data"]
    for path, buffer in zip(data["buffer_paths"], message.get("buffers", ()), strict=True):
        inner = data["state"]
        for name in path[:-1]:
            inner = inner[name]
        inner[path[-1]] = buffer.decode()
    return data["state"]


def _read_binary(raw: bytes) -> dict:
    count = int.from_bytes(raw[:4], "big")
    offsets = [int.from_bytes(raw[4 * (at + 1) : 4 * (at + 2)], "big") for at in range(count)]
    parts = [raw[a:b] for a, b in zip(offsets, [*offsets[1:], len(raw)], strict=True)]
    return json.loads(parts[0]) | {"buffers": parts[1:]}
