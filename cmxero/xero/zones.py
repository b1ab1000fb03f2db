"""Xero's time zone words and the IANA names Python understands.

Xero writes Windows' zone names in capitals without blanks and full stops.
"""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_IANA = {
    "AUSCENTRALSTANDARDTIME": "Australia/Darwin",
    "AUSCENTRALWSTANDARDTIME": "Australia/Eucla",
    "AUSEASTERNSTANDARDTIME": "Australia/Sydney",
    "CENAUSTRALIASTANDARDTIME": "Australia/Adelaide",
    "EAUSTRALIASTANDARDTIME": "Australia/Brisbane",
    "LORDHOWESTANDARDTIME": "Australia/Lord_Howe",
    "NORFOLKSTANDARDTIME": "Pacific/Norfolk",
    "TASMANIASTANDARDTIME": "Australia/Hobart",
    "WAUSTRALIASTANDARDTIME": "Australia/Perth",
    "NEWZEALANDSTANDARDTIME": "Pacific/Auckland",
    "CHATHAMISLANDSSTANDARDTIME": "Pacific/Chatham",
    "FIJISTANDARDTIME": "Pacific/Fiji",
    "SAMOASTANDARDTIME": "Pacific/Apia",
    "TONGASTANDARDTIME": "Pacific/Tongatapu",
    "WESTPACIFICSTANDARDTIME": "Pacific/Port_Moresby",
    "CENTRALPACIFICSTANDARDTIME": "Pacific/Guadalcanal",
    "GMTSTANDARDTIME": "Europe/London",
    "WEUROPESTANDARDTIME": "Europe/Berlin",
    "ROMANCESTANDARDTIME": "Europe/Paris",
    "SINGAPORESTANDARDTIME": "Asia/Singapore",
    "SEASIASTANDARDTIME": "Asia/Bangkok",
    "CHINASTANDARDTIME": "Asia/Shanghai",
    "TOKYOSTANDARDTIME": "Asia/Tokyo",
    "INDIASTANDARDTIME": "Asia/Kolkata",
    "SOUTHAFRICASTANDARDTIME": "Africa/Johannesburg",
    "EASTERNSTANDARDTIME": "America/New_York",
    "CENTRALSTANDARDTIME": "America/Chicago",
    "MOUNTAINSTANDARDTIME": "America/Denver",
    "PACIFICSTANDARDTIME": "America/Los_Angeles",
    "UTC": "UTC",
}


def find_iana_zone(word: str) -> str | None:
    """The IANA name of Xero's word, or None if we do not know the word.

    An IANA name is passed through.
    """
    known = _IANA.get(word.upper().replace(" ", "").replace(".", ""))
    if known:
        return known
    try:
        return ZoneInfo(word).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
