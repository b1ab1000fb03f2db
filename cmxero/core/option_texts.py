"""What each option does, in a sentence or two for people; keys are those of ``cmxero.toml``."""

OPTION_TEXTS: dict[str, str] = {
    "person": "Whose decisions are recorded. Left out, the name this computer knows you by.",
    "organisation.key": "The short name under which everything of this organisation is stored. "
    "Never change it once something is stored.",
    "organisation.currency_code": "Currency of Case Manager's invoices; one in another currency "
    "is a problem, not a conversion.",
    "xero.mode": "demo talks to the sandbox on this machine only, live to Xero only.",
    "xero.client_id": "Id of your app at Xero, which people sign in with. It is no secret.",
    "xero.client_secret": "The app's secret. It does not belong into a file: it comes from an "
    "environment variable, and no page ever shows it.",
    "mapping.account_code": "Revenue account in Xero of every invoice line.",
    "mapping.surname_first": "Private clients without a company go as 'Citizen, Alex'.",
    "mapping.description_parts": "What a line's description is made of, in this order.",
    "mapping.description_separator": "What stands between the parts of a description.",
    "mapping.reference_parts": "What goes into Xero's Reference, in this order.",
    "mapping.reference_separator": "What stands between the parts of the Reference.",
    "mapping.send_item_code": "The charge code goes as Xero's item code, which must exist there.",
    "mapping.rounding": "How a line's total stays the same to the cent where hours times rate "
    "come to another one.",
    "mapping.rounding_account_code": "Account of a rounding line; empty takes the account Xero "
    "itself calls its rounding account.",
    "mapping.tracking": "Tracking categories of each line: Xero's category = Case Manager's part.",
    "mapping.tracking_options": "Where Xero calls a tracking option something else than Case "
    "Manager: Case Manager's word = option in Xero.",
    "mapping.tax_codes": "Case Manager's tax code = Xero's tax type, besides those that are "
    "always there.",
    "shield.mode": "What happens to health data and claim numbers in texts before they leave: "
    "mask, block or allow.",
    "shield.claim_numbers": "The invoice's claim number is looked for.",
    "shield.client_names": "The client's name is looked for.",
    "shield.words": "Words and phrases that are looked for.",
    "export.approve": "Invoices are created as approved instead of as drafts; they are then owed "
    "in Xero at once.",
    "export.history_note": "A note in the history of each invoice says where it came from. One "
    "call an invoice, and nobody can ever remove a note.",
    "export.contact_details": "What Xero is told of a contact that it does not have yet.",
    "export.number_after_delete": "The number of an invoice that is sent again after it was "
    "voided or deleted in Xero.",
    "export.at_once": "Requests on their way at the same time; Xero takes five.",
    "export.day_reserve": "Calls of the day that an export leaves for pulls.",
    "payments.from_xero": "First day of payments that come from Xero; not set while payments are "
    "entered in Case Manager.",
    "payments.forward_days": "A payment dated more days ahead than this is held until its day.",
    "payments.default_type": "Payment type of a mirrored payment in Case Manager.",
    "payments.types": "Where the bank account in Xero tells the payment type: account code = type.",
    "outbox.format": "Form of the payment import file for Case Manager.",
    "outbox.date_format": "How dates are written in a CSV file for Case Manager.",
    "outbox.columns": "Columns of the payment import file: header = field.",
    "decisions.second_person_above": "Dollars above which another person must approve what is "
    "accepted or sent; not set, one person is always enough.",
    "analysts.publish_after_each_run": "The read-only snapshot is written after every run.",
    "watch.sweep_minutes": "Minutes between two pulls of the watch, even when no webhook comes.",
    "watch.full_recount_hours": "Hours between two recounts of everything.",
    "watch.full_recount_at": "Time of day of a recount once a day instead, such as 02:00.",
    "watch.digest_at": "Time of day from which the day's digest is written; empty for none.",
    "serve.host": "Address the dashboards listen at; another one than this computer's own asks for "
    "people with a sign-in.",
    "serve.names": "Host names the dashboards are asked for by, as people type them.",
    "serve.session_hours": "Hours after which a person signs in again.",
    "serve.user_header": "Header in which a proxy tells who signed in at the company; empty for "
    "our own sign-in.",
    "serve.proxies": "Addresses that header is believed from.",
    "serve.default_role": "Role of people that the proxy names and cmxero does not know; empty "
    "lets them not in.",
    "serve.keep_kernel_ready": "A kernel waits for the next page, which then opens in a third of "
    "the time; it takes 120 MB.",
}
