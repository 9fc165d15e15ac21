"""Companies."""

import itertools
from datetime import UTC, datetime
from typing import Any

from app.core.db import transaction
from app.partners.models import Company

_numbers = itertools.count(1)
LONG_AGO = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def company(**values: Any) -> Company:
    """A partner company; `kind="vendor"` makes it the vendor."""
    number = next(_numbers)
    if values.get("kind") == "vendor":
        values.setdefault("company_type", "vendor")
    with transaction() as session:
        row = Company(
            **{
                "key": f"company-{number}",
                "name": f"Company {number}",
                "region": "bangkok",
                "created_at": LONG_AGO,
                **values,
            }
        )
        session.add(row)
        session.flush()
    return row
