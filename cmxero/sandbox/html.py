"""What the sandbox's pages have in common: one style, no script, nothing loaded, all escaped."""

from html import escape

STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif;
  --line: #8884; --soft: #8881; --accent: #0b5cad; --bad: #b3261e; --good: #1b7a3d }
@media (prefers-color-scheme: dark) {
  :root { --accent: #8ec2ff; --bad: #ff9c94; --good: #7fd99c } }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
body.narrow { max-width: 34rem }
h1 { font-size: 1.5rem; margin: 0 0 .25rem }
.badge { background: #7a3e00; color: #fff; border-radius: 4px; padding: 2px 8px;
  font-size: .75rem; vertical-align: middle }
.muted { opacity: .75 } .bad { color: var(--bad) } .good { color: var(--good) }
.scroll { overflow-x: auto; margin-bottom: 2rem; border: 1px solid var(--line);
  border-radius: 8px; padding: 0 .75rem .5rem }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; font-weight: 600; padding: .6rem 0 }
th, td { text-align: left; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line);
  overflow-wrap: break-word }
tbody tr:last-child td { border-bottom: 0 } tbody tr:hover { background: var(--soft) }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
fieldset, .card { border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem;
  margin: 1rem 0 }
ul.card { padding-left: 2rem }
label { display: block; padding: .25rem 0 }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem }
a { color: var(--accent) } a[aria-current] { color: inherit; font-weight: 600 }
button { font: inherit; padding: .5rem 1.25rem; border-radius: 6px; cursor: pointer;
  border: 1px solid var(--accent); background: transparent; color: var(--accent) }
button.main { background: #0b5cad; border-color: #0b5cad; color: #fff }
"""


def security_headers(form_action: str = "'none'") -> dict[str, str]:
    """The headers of a page; ``form_action`` are the only places its forms may lead to."""
    return {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
        f"base-uri 'none'; form-action {form_action}; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


def document(title: str, body: str, style_class: str = "") -> str:
    """A whole page; ``body`` is markup already, ``title`` is escaped here."""
    return (
        '<!doctype html>\n<html lang="en-AU"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style></head>"
        f'<body class="{escape(style_class)}">\n{body}\n</body></html>'
    )
