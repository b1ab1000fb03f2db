"""The largest and longest that Xero takes (xero-api.md 1.4, 1.7, 1.8)."""

from decimal import Decimal

LARGEST_AMOUNT = Decimal("9999999999.99")
QUANTITY_TOO_LARGE = Decimal(10) ** 13
"""Quantities have thirteen digits before the point at most."""
MAX_DESCRIPTION = 4000
MAX_REFERENCE = 255
MAX_CONTACT_NAME = 255
MAX_ITEM_CODE = 30
MAX_TRACKING_OPTION = 100
MAX_TRACKED = 2
"""Tracking categories a line may carry."""
