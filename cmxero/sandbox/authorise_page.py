"""The page on which a person allows an app to reach organisations. No script."""

from collections.abc import Sequence
from html import escape

from cmxero.sandbox.authorise import SignInRequest
from cmxero.sandbox.html import document
from cmxero.sandbox.settings_records import Settings

_MEANINGS = {
    "openid": "know who you are",
    "profile": "see your name",
    "email": "see your email address",
    "offline_access": "stay connected when you are away",
    "accounting.invoices": "read and write invoices and credit notes",
    "accounting.payments": "read and write payments, prepayments and overpayments",
    "accounting.banktransactions": "read and write bank transactions",
    "accounting.contacts": "read and write contacts",
    "accounting.settings": "read and change organisation settings",
    "accounting.settings.read": "read organisation settings",
    "accounting.attachments": "read and write attachments",
}


def consent_html(
    request: SignInRequest,
    query: str,
    sealed: str,
    organisations: Sequence[Settings],
    said: str = "",
) -> str:
    """The question.

    Args:
        query: the request as it came, to be sent back by the form.
        sealed: proves that this page showed the form.
        organisations: to choose from; the first is ticked already.
        said: what was wrong with the last answer, if anything.
    """
    wishes = "".join(
        f"<li>{escape(_MEANINGS.get(scope, scope))} "
        f'<span class="muted">({escape(scope)})</span></li>'
        for scope in request.scope.split()
    )
    choice = _choice_html(organisations) if request.wants_organisation else ""
    problem = f'<p class="bad" role="alert">{escape(said)}</p>' if said else ""
    return document(
        "Allow access",
        f"""<main><h1>Allow access? <span class="badge">DEMO</span></h1>
<p class="muted">This is the sandbox, a stand-in for Xero on this computer.</p>
{problem}
<p>The app <strong>{escape(request.client_id)}</strong> wants to:</p>
<ul class="card">{wishes}</ul>
<form method="post" action="/identity/connect/authorize">
<input type="hidden" name="request" value="{escape(query)}">
<input type="hidden" name="sealed" value="{escape(sealed)}">
{choice}
<p class="muted">Afterwards the browser goes to {escape(request.redirect_origin)}.</p>
<button class="main" name="decision" value="allow">Allow access</button>
<button name="decision" value="cancel">Cancel</button>
</form></main>""",
        "narrow",
    )


def refused_html(reason: str) -> str:
    """The page for a request that no person is asked about."""
    return document(
        "Sign-in not possible",
        f"""<main><h1>Sign-in not possible <span class="badge">DEMO</span></h1>
<p class="bad" role="alert">Error: {escape(reason)}</p>
<p>The app asked for something Xero does not allow. Mend its settings and start again there.</p>
</main>""",
        "narrow",
    )


def _choice_html(organisations: Sequence[Settings]) -> str:
    boxes = "".join(
        f'<label><input type="checkbox" name="organisation" value="{escape(one.organisation_id)}"'
        f"{' checked' if one is organisations[0] else ''}> {escape(one.name)} "
        f'<span class="muted">({escape(one.country_code)}, {escape(one.currency_code)})</span>'
        "</label>"
        for one in organisations
    )
    return f"<fieldset><legend>Organisations to connect</legend>{boxes}</fieldset>"
