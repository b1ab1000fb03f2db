"""Commands as people type them: words, exit codes, JSON."""

import json

import pytest
from running import cmxero, cmxero_json

from cmxero.config import Home
from cmxero.demo_home import prepare_home
from cmxero.rehearsal import rehearsal_sandbox


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A demo home with a running sandbox, one journal imported and exported."""
    made = Home(tmp_path_factory.mktemp("commands"))
    prepare_home(made)
    with rehearsal_sandbox(made):
        assert cmxero("connect", home=made.root).returncode == 0
        assert cmxero("import", "journal-41.csv", home=made.root).returncode == 1
        assert cmxero("export", "41", "--send", home=made.root).returncode == 0
        yield made.root


def test_organisations_marks_the_one_of_this_workbench(home):
    """Exit 2 for a name the sign-in does not lead to, with those it does."""
    (ours,) = cmxero_json("organisations", home=home)["organisations"]
    assert ours["is_ours"]
    shown = cmxero("organisations", home=home).stdout
    assert ours["name"] in shown
    assert ours["tenant_id"] in shown
    assert cmxero("connect", "--organisation", ours["name"], home=home).returncode == 0
    wrong = cmxero("connect", "--organisation", "Nobody's Rehab", home=home)
    assert (wrong.returncode, f"but to: {ours['name']}" in wrong.stderr) == (2, True)


def test_import_again_says_that_nothing_changed(home):
    """Exit 0: nothing needs a person that was not said before."""
    done = cmxero("import", "journal-41.csv", home=home)
    assert (done.returncode, "Nothing changed" in done.stdout) == (0, True)


def test_export_is_a_dry_run_unless_told(home):
    """The default sends nothing and says how to send."""
    cmxero("import", "journal-42.csv", home=home)
    answer = cmxero_json("export", "42", home=home)
    assert (answer["dry_run"], answer["exported"]) == (True, 0)
    assert "--send" in cmxero("export", "42", home=home).stdout


def test_plan_names_journal_and_calls(home):
    """The plan of a journal that is wholly in Xero needs no call."""
    answer = cmxero_json("plan", "41", home=home)
    assert answer["calls"] == 0
    assert {row["state"] for row in answer["rows"]} == {"already in Xero"}


def test_pull_reconcile_tie_out_and_findings_agree(home):
    """The same figures wherever one looks."""
    assert cmxero("pull", "--full", home=home).returncode == 0
    reconcile = cmxero("reconcile", "--json", home=home)
    assert reconcile.returncode == 1  # drafts are waiting for a person
    report = json.loads(reconcile.stdout)["report"]
    tie = cmxero_json("tie-out", home=home)["tie_out"]
    findings = cmxero_json("findings", home=home)["findings"]
    assert report["tie_out"] == tie
    assert tie["unexplained"] == "0.00"
    assert len(findings) == sum(line["findings"] for line in report["by_kind"])


def test_a_decision_from_the_shell(home):
    """Accepting needs a reason; the decision shows in the list."""
    key = cmxero_json("findings", "--kind", "still a draft", home=home)["findings"][0]["key"]
    refused = cmxero("resolve", key, "accept", home=home)
    assert (refused.returncode, "reason" in refused.stderr) == (2, True)
    assert cmxero("resolve", key, "accept", "--reason", "agreed", home=home).returncode == 0
    found = {f["key"]: f["status"] for f in cmxero_json("findings", home=home)["findings"]}
    assert found[key] == "accepted"


def test_findings_are_filtered_assigned_linked_and_looked_back_at(home):
    """Short keys, several at once, every option of the list; a second look says who did what."""
    drafts = cmxero_json("findings", "--kind", "still a draft", "--status", "open", home=home)
    one, two = (each["key"] for each in drafts["findings"][:2])
    subject = drafts["findings"][0]["subject"]
    said = cmxero("resolve", subject, two, "assign", "--to", "Bea", home=home)
    assert (said.returncode, f"{subject} is now open, assigned to Bea." in said.stdout) == (0, True)
    hers = cmxero_json("findings", "--assigned", "bea", home=home)["findings"]
    assert {each["key"] for each in hers} == {one, two}
    assert cmxero_json("findings", "--mine", home=home)["findings"] == []
    assert cmxero_json("findings", "--journal", "99", home=home)["findings"] == []
    accept = ("accept", "--reason", "small", "--cap", "99999.00", "--expires", "2099-01-31")
    assert cmxero("resolve", one, *accept, home=home).returncode == 0
    (accepted,) = (f for f in cmxero_json("findings", home=home)["findings"] if f["key"] == one)
    assert (accepted["cap"], accepted["expires_on"]) == ("99999.00", "2099-01-31")
    assert cmxero("resolve", two, "snooze", "--until", "2099-01-31", home=home).returncode == 0
    assert cmxero("resolve", two, "undo", home=home).returncode == 0
    words = [each["action"] for each in cmxero_json("decisions", two, home=home)["decisions"]]
    assert words == ["undo", "snooze", "assign"]
    refused = cmxero("resolve", one, two, "link", home=home)
    assert (refused.returncode, "does not fit" in refused.stderr) == (2, True)
    shown = cmxero("decisions", "--newest", "3", home=home).stdout
    assert "took back 'snooze'" in shown
    assert cmxero_json("decisions", "--proven", home=home) == {"proven": []}


def test_a_playbook_is_said_ready_to_copy(home):
    """Each way with its entries; the same, typed, for machines; part of a key is enough."""
    found = cmxero_json("findings", "--kind", "still a draft", home=home)["findings"][-1]
    said = cmxero("playbook", found["subject"], home=home)
    assert said.returncode == 0
    assert f"In Xero, check and approve {found['subject']}." in said.stdout
    assert "(cmxero can send it)" in said.stdout
    book = cmxero_json("playbook", found["key"], home=home)["playbook"]
    assert book["finding_key"] == found["key"]
    approve = book["ways"][0]["entries"][0]
    assert (approve["operation"], approve["invoice_number"]) == (
        "approve invoice", found["subject"],
    )  # fmt: skip
    unknown = cmxero("playbook", "CM-99", home=home)
    assert (unknown.returncode, "cmxero findings" in unknown.stderr) == (2, True)


def test_settle_is_a_dry_run_unless_told(home):
    """Shown first; sent once; gone then. A person's steps are said, and the exit code too."""
    found = cmxero_json("findings", "--kind", "still a draft", home=home)["findings"][-1]
    subject = found["subject"]
    dry = cmxero("settle", subject, "--way", "2", home=home)
    assert f"Xero gets: draft {subject} deleted." in dry.stdout
    assert "Then: In Case Manager, enter an adjustment of -" in dry.stdout
    assert "Run it again with --send" in dry.stdout
    answer = json.loads(
        cmxero("settle", subject, "--way", "2", "--send", "--json", home=home).stdout
    )
    assert [one["state"] for one in answer["outcomes"]] == ["DONE"]
    kinds = {one["subject"]: one["kind"] for one in cmxero_json("findings", home=home)["findings"]}
    assert kinds[subject] == "deleted in Xero"
    nothing = cmxero("settle", subject, home=home)
    assert (nothing.returncode, "a person does it" in nothing.stdout) == (1, True)


def test_sql_keeps_amounts_exact(home):
    """Amounts come as text with their cents."""
    answer = cmxero_json("sql", "select sum(total) as total from xero_invoice", home=home)
    assert answer["columns"] == ["total"]
    assert answer["rows"][0][0].split(".")[1].isdigit()
    assert cmxero("sql", "drop table xero_invoice", home=home).returncode == 2


def test_status_history_publish_and_doctor(home):
    """The commands a person runs when unsure."""
    assert "DEMO" in cmxero("status", home=home).stdout
    kinds = {run["kind"] for run in cmxero_json("history", home=home)["runs"]}
    assert {"import", "export"} <= kinds
    assert cmxero("publish", home=home).returncode == 0
    doctor = cmxero("doctor", home=home)
    assert (doctor.returncode, "Every check is empty." in doctor.stdout) == (0, True)


def test_payments_are_listed_with_what_becomes_of_them(home):
    """Nobody has paid yet: no state, no payment, nothing that changed."""
    assert cmxero_json("payments", home=home) == {"by_state": {}, "payments": []}
    assert cmxero_json("payments", "--state", "held", home=home)["payments"] == []
    assert cmxero_json("payments", "--changes", "5", home=home) == {"changes": []}


def test_outbox_lists_and_makes_nothing_where_nothing_was_paid(home):
    """Exit 0 and words; one option at a time; a key or a number nobody knows is wrong use."""
    done = cmxero("outbox", home=home)
    assert (done.returncode, "No payment is to be imported." in done.stdout) == (0, True)
    assert cmxero_json("outbox", "--list", home=home) == {"files": [], "items": []}
    assert cmxero("outbox", "--list", "--again", "1", home=home).returncode == 2
    unknown = cmxero("outbox", "--done", "pay-9", home=home)
    assert (unknown.returncode, "pay-9" in unknown.stderr) == (2, True)


def test_watch_sweeps_once(home):
    """One round of the unattended work, then the end."""
    done = cmxero("watch", "--once", "--digest-at", "", home=home)
    assert (done.returncode, "unexplained" in done.stdout) == (0, True)
    refused = cmxero("watch", "--once", "--digest-at", "7 am", home=home)
    assert (refused.returncode, "07:00" in refused.stderr) == (2, True)


def test_status_says_calls_and_bytes_a_day(home):
    """The sandbox answers compressed; events and the recount are there for machines too."""
    watch = cmxero_json("status", home=home)["watch"]
    today = watch["usage"]["days"][0]
    assert today["calls"] > 10
    assert 0 < 3 * today["bytes_received"] < today["bytes_decoded"]
    assert watch["usage"]["day_remaining"] == 5000  # the sandbox counts only when asked to
    assert watch["events"]["expected"] == watch["events"]["seen"] == 0
    assert (watch["is_recount_due"], watch["reminder"]) == (False, "")
    said = cmxero("status", home=home).stdout
    assert "calls left in its day" in said
    assert "Core 10 GB, Plus 50 GB" in said


def test_the_digest_is_printed(home):
    """Now, without a trace; then for the day, as a page."""
    looked = cmxero_json("digest", "--now", home=home)["digest"]
    assert looked["file"] is None
    made = cmxero("digest", home=home)
    assert (made.returncode, "Written to" in made.stdout) == (0, True)
    assert "## Where the ledgers stand" in made.stdout
    assert cmxero_json("digest", home=home)["digest"]["text"] in made.stdout


@pytest.mark.parametrize(
    ("words", "code", "say"),
    [
        (("import", "nowhere.csv"), 2, "nowhere.csv"),
        (("plan", "99"), 2, "has not been imported"),
        (("export",), 2, "journal"),
        (("outbox", "--again", "7"), 2, "There is no import file 7"),
        (("resolve", "no-such-key", "did it in Xero"), 2, "not a finding any more"),
        (("resolve", "CM-", "reopen"), 2, "Give more of the key"),
        (("resolve", "CM-1001", "settle"), 2, "nothing that can be decided"),
        (("resolve", "CM-1001", "accept", "--cap", "1.005"), 2, "not an exact amount"),
        (("resolve", "CM-1001", "snooze", "--until", "soon"), 2, "2026-11-30"),
        (("findings", "--status", "done"), 2, "waiting for proof"),
        (("findings", "--mine", "--assigned", "Bea"), 2, "one at a time"),
        (("decisions", "CM-1001", "--proven"), 2, "leave the key out"),
    ],
)
def test_wrong_use_is_said_without_a_traceback(home, words, code, say):
    """Exit 2 and one sentence that says what and what to do."""
    done = cmxero(*words, home=home)
    assert done.returncode == code
    assert say in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_connection_or_a_sandbox(tmp_path):
    """A fresh home says what to run first; a stopped sandbox is a fault, not a crash."""
    home = Home(tmp_path)
    prepare_home(home)
    first = cmxero("pull", home=home.root)
    assert (first.returncode, "cmxero connect" in first.stderr) == (2, True)
    assert cmxero("import", "journal-42.csv", home=home.root).returncode == 1
    assert "not checked with Xero" in cmxero("plan", "42", home=home.root).stdout
    stopped = cmxero("connect", home=home.root)
    assert (stopped.returncode, "sandbox serve" in stopped.stderr) == (3, True)


def test_a_wrong_option_is_named_with_its_file(tmp_path):
    """Exit 2, the file, the key and what is allowed."""
    home = Home(tmp_path)
    prepare_home(home)
    home.config_file.write_text("[payments]\nforward_days = -3\n", "utf-8")
    done = cmxero("status", home=home.root)
    assert done.returncode == 2
    assert "payments.forward_days" in done.stderr
    assert "cmxero.toml" in done.stderr
