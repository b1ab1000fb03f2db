"""The front door for a team: sign-in, roles, the header of a proxy, whose kernel is whose.

Most of it needs no browser: plain requests and widget messages by hand are what a browser's console
could send, and more than a page's own buttons would.
"""

import os
import re
import signal
from itertools import chain
from pathlib import Path
from threading import Event

import httpx
import pytest
from barriers import barriers
from plain_visitor import PlainVisitor
from playwright.sync_api import expect
from served_pages import ROOT, launched
from websockets.exceptions import InvalidStatus

from cmxero import open_workbench
from cmxero.core.roles import Role
from cmxero.users import Users

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"  # noqa: S105 - of nobody
SERVE = '[serve]\nuser_header = "X-Forwarded-User"\nproxies = ["127.0.0.1"]\n'


@pytest.fixture(scope="module")
def team_home(tmp_path_factory):
    """A journal of the sample imported; four people, one of them known to the proxy only."""
    home = tmp_path_factory.mktemp("team-home")
    bench = open_workbench(home)
    bench.import_(ROOT / "data" / "sample" / "journal-41.csv")
    bench.close()
    users = Users(bench.home.users_file)
    users.add("Bea Ng", Role.RESOLVE, PASSWORD)
    users.add("Vera", Role.VIEW, PASSWORD)
    users.add("Zoe", Role.VIEW, PASSWORD)
    users.add("olga@practice.example", Role.APPROVE, None)
    bench.home.config_file.write_text(SERVE, "utf-8")
    return home


@pytest.fixture(scope="module")
def team_server(team_home):
    with launched(team_home, ROOT / "dashboards") as address:
        yield address


@pytest.fixture
def address(team_server):
    return team_server


@pytest.fixture
def stranger(team_server):
    with PlainVisitor(team_server) as made:
        yield made


@pytest.fixture
def vera(team_server):
    with PlainVisitor(team_server) as made:
        assert made.sign_in("Vera", PASSWORD).status_code == 302
        yield made


@pytest.fixture
def bea(team_server):
    with PlainVisitor(team_server) as made:
        assert made.sign_in("bea ng", PASSWORD).status_code == 302
        yield made


@pytest.fixture(scope="module")
def inside(team_server):
    """Bea with a page open whose address asks to be somebody else; and its kernel."""
    with PlainVisitor(team_server) as made:
        assert made.sign_in("Bea Ng", PASSWORD).status_code == 302
        yield made, made.open_page("mismatches.ipynb?person=Mallory&CMXERO_PERSON=Mallory")


def decisions(home):
    bench = open_workbench(home)
    try:
        return bench.decisions()
    finally:
        bench.close()


def until(is_so, tries=100):
    """Ask until it is so; the server looks once a second."""
    pause = Event()
    return any(is_so() or pause.wait(0.2) for _try in range(tries))


def is_refused(visitor, kernel):
    """Whether a kernel's socket does not open."""
    with pytest.raises(InvalidStatus, match="403"), visitor.socket(kernel):
        pass
    return True


def button(widgets, words):
    (found,) = (key for key, state in widgets.items() if state.get("description") == words)
    return found


# Sign-in -----------------------------------------------------------------------------------


def test_without_sign_in_there_is_nothing(stranger):
    """Every page leads to the form; kernels, extensions and files are closed."""
    page = stranger.get("voila/render/mismatches.ipynb?invoice=CM-1001")
    assert page.status_code == 302
    assert page.headers["Location"] == (
        "/sign-in?next=%2Fvoila%2Frender%2Fmismatches.ipynb%3Finvoice%3DCM-1001"
    )
    assert stranger.get("").headers["Location"].startswith("/sign-in")
    assert stranger.get("api/kernels/a-a-a-a-a").status_code == 403
    assert stranger.get("voila/files/mismatches.ipynb").status_code in {302, 403}
    assert stranger.get("login").status_code == stranger.get("logout").status_code == 404
    assert is_refused(stranger, "a-a-a-a-a")


def test_the_form_has_no_barrier_nor_has_the_page_behind_it(page, team_server):
    """Fresh, after a wrong password, and inside with the button that signs out."""
    page.goto(team_server)
    expect(page.get_by_role("heading", name="Sign in to cmxero")).to_be_visible()
    assert barriers(page) == []
    refused = page.get_by_text("The name or the password is wrong.")
    inside = page.get_by_role("heading", name="Overview", level=1)
    for typed, answer in (("wrong", refused), (PASSWORD, inside)):
        page.get_by_label("Name").fill("Bea Ng")
        page.get_by_label("Password").fill(typed)
        page.get_by_role("button", name="Sign in").click()
        expect(answer).to_be_visible(timeout=30_000)
        assert barriers(page) == []
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_form_and_pages_are_compressed_and_under_the_policy(stranger, inside):
    """As without sign-in; and nothing is loaded from anywhere else."""
    bea, _kernel = inside
    for answer in (stranger.get("sign-in"), bea.get("voila/static/cmxero.css")):
        assert answer.headers["Content-Encoding"] == "gzip"
    form = stranger.get("sign-in")
    assert "script-src-attr 'none'" in form.headers["Content-Security-Policy"]
    assert form.headers["Cache-Control"] == "no-store"
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//[^"']*""", form.text) == []


def test_wrong_name_and_wrong_password_get_the_same_answer(stranger):
    """Only what was typed differs; nobody learns who may sign in."""
    answers = [stranger.sign_in(name, "wrong") for name in ("Vera", "Nobody")]
    assert [each.status_code for each in answers] == [401, 401]
    pages = [
        re.sub(r'value="2\|[^"]*"', "", each.text).replace(name, "NAME")
        for each, name in zip(answers, ("Vera", "Nobody"), strict=True)
    ]
    assert pages[0] == pages[1]
    assert "The name or the password is wrong." in pages[0]


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/voila/render/export.ipynb?journal=41", "/voila/render/export.ipynb?journal=41"),
        ("", "/"),
        ("https://evil.example/voila/render/mismatches.ipynb", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/voila/render/../../sign-in", "/"),
        ("javascript:alert(1)", "/"),
        ("/voila/render/mismatches.ipynb\r\nSet-Cookie: a=b", "/"),
    ],
)
def test_sign_in_leads_to_our_pages_only(stranger, wanted, led_to):
    """An address that somebody else wrote is not followed."""
    answer = stranger.sign_in("Vera", PASSWORD, next_=wanted)
    assert (answer.status_code, answer.headers["Location"]) == (302, led_to)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(stranger):
    """HttpOnly, SameSite; Secure where the proxy speaks TLS; a changed one is worth nothing."""
    answer = stranger.sign_in("Vera", PASSWORD)
    assert re.search(r"cmxero-[^;]+; HttpOnly; Path=/; SameSite=Lax$", answer.headers["set-cookie"])
    (name,) = (each for each in stranger.http.cookies if each.startswith("cmxero-"))
    cookie = stranger.http.cookies[name]
    with PlainVisitor(stranger.base) as other:
        other.http.cookies.set(name, cookie[:-4] + ("0000" if cookie[-4:] != "0000" else "1111"))
        assert other.get("").headers["Location"].startswith("/sign-in")
        other.http.headers["X-Forwarded-Proto"] = "https"
        cookie = other.sign_in("Vera", PASSWORD).headers["set-cookie"]
        assert cookie.endswith("; SameSite=Lax; Secure")


def test_the_form_needs_its_token_and_our_own_page(stranger, bea):
    """Nobody is signed in or out by a foreign page."""
    assert stranger.sign_in("Vera", PASSWORD, token="").status_code == 403
    stranger.http.headers["Origin"] = "https://evil.example"
    assert stranger.sign_in("Vera", PASSWORD).status_code in {403, 404}
    assert bea.http.post("sign-out").status_code == 403
    assert bea.get("").headers["Location"] == "/voila/render/overview.ipynb"


def test_repeated_wrong_passwords_have_to_wait(stranger):
    """Then even the right one is not looked at; other names go on."""
    answers = [stranger.sign_in("Zoe", f"wrong {number}") for number in range(5)]
    assert [each.status_code for each in answers] == [401] * 5
    refused = stranger.sign_in("Zoe", PASSWORD)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= 2
    assert "Too many wrong tries. Wait " in refused.text
    assert stranger.sign_in("Vera", PASSWORD).status_code == 302


# Roles -------------------------------------------------------------------------------------


def test_who_only_looks_decides_nothing_by_any_message(vera, team_home):
    """Its buttons are off and say why; pressing them by hand, also enabled, stores nothing."""
    before = decisions(team_home)
    with vera.socket(vera.open_page()) as socket:
        widgets = socket.widgets()
        shown = " ".join(str(state.get("value", "")) for state in widgets.values())
        assert "Vera (view)" in shown
        for words in ("I did it in Xero", "I did it in Case Manager", "Snooze…"):
            state = widgets[button(widgets, words)]
            assert state["disabled"]
            assert "yours is &#x27;view&#x27;" in shown
            assert "yours is 'view'" in state["tooltip"]
        for words in ("I did it in Xero", "Accept difference…", "Accept", "Yes, all of them"):
            pressed = button(widgets, words)
            socket.set(pressed, disabled=False, tooltip="")
            socket.press(pressed)
        assert "yours is &#x27;view&#x27;" in str(socket.widgets())
    assert decisions(team_home) == before


def test_a_decision_by_message_carries_the_signed_in_name(inside, team_home):
    """The same messages of somebody who may: the store has the name of the sign-in."""
    bea, kernel = inside
    with bea.socket(kernel) as socket:
        widgets = socket.widgets()
        assert "Bea Ng (resolve)" in str(widgets)
        socket.press(button(widgets, "I did it in Case Manager"))
    newest = decisions(team_home)[0]
    assert (newest.decided_by, newest.action) == ("Bea Ng", "did it in Case Manager")


def test_a_visitor_cannot_run_code(inside, tmp_path):
    """Neither on the shell nor on the control channel; widget messages go on working."""
    bea, kernel = inside
    code = f"open({str(tmp_path / 'ran.txt')!r}, 'w').write('ran')"
    with bea.socket(kernel) as socket:
        asked = {"code": code, "silent": True, "allow_stdin": False, "user_expressions": {}}
        for kind in ("execute_request", "complete_request", "inspect_request", "debug_request"):
            for channel in ("shell", "control"):
                socket.send(kind, asked, channel)
        assert "Mismatches" in str(socket.widgets())
    assert list(tmp_path.iterdir()) == []


def test_a_kernel_answers_its_own_person_only(inside, vera):
    """Not even to somebody signed in who knows its id."""
    bea, kernel = inside
    assert bea.get(f"api/kernels/{kernel}").status_code == 200
    assert vera.get(f"api/kernels/{kernel}").status_code == 403
    assert is_refused(vera, kernel)
    token = {"X-XSRFToken": vera.http.cookies["_xsrf"]}
    ended = vera.http.post(f"voila/api/shutdown/{kernel}", headers=token)
    assert ended.status_code == 403
    assert vera.http.delete(f"api/kernels/{kernel}", headers=token).status_code == 403
    assert bea.get(f"api/kernels/{kernel}").status_code == 200


def test_another_role_or_sign_out_ends_the_open_pages(vera, inside, team_home):
    """Within seconds, without a new start of the server."""
    users = Users(open_workbench(team_home).home.users_file)
    hers = vera.open_page()
    users.set_role("Vera", Role.RESOLVE)
    try:
        assert until(lambda: vera.get(f"api/kernels/{hers}").status_code == 404)
        assert vera.get("").headers["Location"] == "/voila/render/overview.ipynb"
    finally:
        users.set_role("Vera", Role.VIEW)
    bea, kernel = inside
    answer = bea.sign_out()
    assert answer.headers["Location"] == "/sign-in?out=1"
    assert bea.get(f"api/kernels/{kernel}").status_code == 403
    assert is_refused(bea, kernel)
    assert bea.get("").headers["Location"].startswith("/sign-in")


# The header of a proxy ---------------------------------------------------------------------


def test_the_proxys_header_names_the_person(team_server):
    """From the proxy's address it is the sign-in; there is no sign-out of ours."""
    with PlainVisitor(team_server, **{"X-Forwarded-User": "OLGA@practice.example"}) as olga:
        page = olga.get("voila/render/mismatches.ipynb")
        assert page.status_code == 200
        assert "Sign out" not in page.text
        with olga.socket(re.search(r'"kernelId":\s*"([^"]+)"', page.text)[1]) as socket:
            assert "olga@practice.example" in str(socket.widgets())


def test_the_header_from_elsewhere_is_ignored(team_server):
    """Whoever reaches the server beside the proxy sees the form."""
    elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
    header = {"X-Forwarded-User": "olga@practice.example"}
    with httpx.Client(base_url=team_server, transport=elsewhere, headers=header) as client:
        assert client.get("").headers["Location"].startswith("/sign-in")
        assert "Password" in client.get("sign-in").text


def test_somebody_only_the_company_knows_is_told_so(team_server):
    """The name is shown as the proxy passed it on, harmless; nothing opens."""
    with PlainVisitor(team_server, **{"X-Forwarded-User": "<script>Jo"}) as jo:
        assert jo.get("").headers["Location"].startswith("/sign-in")
        told = jo.get("sign-in")
        assert told.status_code == 403
        assert "as <strong>&lt;script&gt;Jo</strong>, but nobody has let you in" in told.text


# In the browser ----------------------------------------------------------------------------


def test_a_person_signs_in_decides_and_signs_out(context, page, team_server, team_home):
    """By keyboard; the name is on the page and in the store; afterwards every tab is closed.

    A kernel that was killed brings the banner: the page must not go on looking alive beside one
    that was started anew.
    """
    page.goto(f"{team_server}voila/render/mismatches.ipynb")
    expect(page).to_have_title("Sign in · cmxero")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type("Bea Ng")
    page.keyboard.press("Tab")
    page.keyboard.type("not hers at all")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("grid")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Bea Ng (resolve)")).to_be_visible()
    page.get_by_role("searchbox").fill("CM-1007")
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    expect(page.locator(".cmx-panel").get_by_text("CM-1007 · not exported")).to_be_visible()
    page.keyboard.press("x")
    expect(page.get_by_text("CM-1007: waiting for proof.").first).to_be_visible()
    assert decisions(team_home)[0].decided_by == "Bea Ng"
    other = context.new_page()
    other.goto(f"{team_server}voila/render/export.ipynb")
    expect(other.get_by_role("heading", name="Export batches", level=1)).to_be_visible()
    os.kill(process_of(kernel_of(page)), signal.SIGKILL)
    banner = page.get_by_role("alert").filter(has_text="Disconnected")
    banner.get_by_role("button", name="Reload").click()
    expect(page.get_by_role("grid")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_have_text("You are signed out.")
    expect(other.get_by_role("alert").filter(has_text="Disconnected")).to_be_visible()
    page.goto(f"{team_server}voila/render/mismatches.ipynb")
    expect(page).to_have_title("Sign in · cmxero")


def kernel_of(page):
    """The id of a page's kernel."""
    return page.evaluate(
        "JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId"
    )


def process_of(kernel):
    """The kernel's process, by its connection file."""
    commands = Path("/proc").glob("[0-9]*/cmdline")
    (found,) = chain.from_iterable(
        [int(file.parent.name)] for file in commands if kernel in read(file)
    )
    return found


def read(file):
    """A process that ended while we looked has no command any more."""
    try:
        return file.read_bytes().decode(errors="replace")
    except OSError:
        return ""


def test_a_damaged_users_file_opens_nothing(stranger, team_home):
    """It is said in words; afterwards everybody can sign in again.

    The last test here: who may is looked up once a second, and a look that falls into the damage
    ends every open page, other tests' too.
    """
    file = open_workbench(team_home).home.users_file
    content = file.read_bytes()
    try:
        file.write_bytes(b"{")
        assert stranger.get("").headers["Location"].startswith("/sign-in")
        answer = stranger.sign_in("Vera", PASSWORD)
        assert answer.status_code == 503
        assert "cmxero cannot read who may" in answer.text
    finally:
        file.write_bytes(content)
    assert stranger.sign_in("Vera", PASSWORD).status_code == 302
