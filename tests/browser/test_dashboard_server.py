import gzip
import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def answer(url, **headers):
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - our own loopback server
    try:
        with urllib.request.urlopen(request, timeout=60) as got:  # noqa: S310
            return got.status, got.headers, got.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read()


def test_front_door_leads_to_the_page_compressed_and_under_the_policy(server):
    """The root shows Overview, gzipped, with a policy that forbids inline handlers."""
    status, headers, body = answer(server, **{"Accept-Encoding": "gzip"})
    page = gzip.decompress(body).decode()
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert "script-src-attr 'none'" in headers["Content-Security-Policy"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert '<html lang="en-AU">' in page
    assert "Loading Overview…" in page
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//[^"']*""", page) == []


@pytest.mark.parametrize(
    "path", ["", "voila/render/mismatches.ipynb", "api/kernels/" + "a-a-a-a-a"]
)
def test_foreign_host_is_refused(server, path):
    """A name that merely resolves to us (DNS rebinding) gets nothing."""
    status, _headers, _body = answer(f"{server}{path}", Host="evil.example")
    assert status == 403


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("voila/tree", 404),
        ("voila/api/contents", 404),
        ("voila/files/mismatches.ipynb", 403),
        ("voila/render/none.ipynb", 404),
    ],
)
def test_nothing_is_listed_or_handed_out(server, path, expected):
    """No file list, no source, and an error page that loads nothing from outside."""
    status, _headers, body = answer(f"{server}{path}")
    assert status == expected
    assert b"cdn" not in body


def test_template_cannot_be_chosen_by_the_visitor(server):
    """A stock template would link style sheets on public servers (ui.md D2)."""
    _status, _headers, body = answer(f"{server}voila/render/mismatches.ipynb?template=classic")
    assert b"cmxero.css" in body
    assert b"cdn.jsdelivr" not in body


def test_crashed_cell_gives_our_card_and_no_traceback(page, server):
    """A fault before the page could draw is told in words; the reason stays in the log."""
    page.goto(f"{server}voila/render/crashing.ipynb")
    expect(page.get_by_role("alert")).to_contain_text("This page could not be opened.")
    assert "ZeroDivisionError" not in page.content()
    assert "Traceback" not in page.content()


def test_unreadable_workbench_gives_a_card_with_a_reference(page, server):
    """A fault while drawing becomes a card that names a reference and keeps secrets."""
    page.goto(f"{server}voila/render/unreadable.ipynb")
    card = page.get_by_role("alert")
    expect(card).to_contain_text("Not done: open the Mismatches page.")
    expect(card).to_contain_text(re.compile(r"Reference E-[0-9A-F]{8}"))
    assert "the answer" not in page.content()


def test_kernel_ends_when_the_page_is_left(page, server):
    """A visitor who goes away leaves no process behind (ui.md 4.4)."""
    page.goto(server)
    expect(page.get_by_role("button", name="Owed in Xero")).to_be_visible()
    kernel = page.evaluate(
        "JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId"
    )
    assert answer(f"{server}api/kernels/{kernel}")[0] == 200
    page.goto("about:blank")
    for _attempt in range(20):
        page.wait_for_timeout(250)
        if answer(f"{server}api/kernels/{kernel}")[0] == 404:
            break
    assert answer(f"{server}api/kernels/{kernel}")[0] == 404


def test_empty_queue_says_so(page, server):
    """Nothing to do is a sentence, not an empty box."""
    page.goto(f"{server}voila/render/empty.ipynb")
    expect(page.get_by_text("Nothing to do. Last checked 3 min ago.").first).to_be_visible()
    expect(page.get_by_text("Case Manager and Xero agree to the cent.")).to_be_visible()


def test_five_hundred_rows_stay_light_and_a_bulk_decision_asks_once(page, server):
    """First visit under 2 MB, socket under 200 KB (ui.md 9); 500 rows decided in one go."""
    received = {"socket": 0}
    sizes = []

    def count(frame):
        received["socket"] += len(frame)

    page.on("websocket", lambda socket: socket.on("framereceived", count))
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(f"{server}voila/render/many.ipynb")
    grid = page.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", "501")
    assert received["socket"] < 200_000
    assert sum(sizes) < 2_000_000
    assert page.locator(".cmx-body [role=row]").count() < 60
    grid.focus()
    page.keyboard.press("End")
    expect(page.locator("[role=row][aria-current]")).to_have_attribute("aria-rowindex", "501")
    page.keyboard.press("Control+a")
    expect(page.get_by_role("heading", name="500 findings selected")).to_be_visible()
    page.keyboard.press("x")
    expect(page.get_by_text("for all 500 findings, net")).to_be_visible()
    page.get_by_role("button", name="Yes, all of them").click()
    expect(page.get_by_role("button", name="Waiting for proof 500")).to_be_visible()
    expect(page.get_by_text("500 findings: waiting for proof.").first).to_be_visible()
