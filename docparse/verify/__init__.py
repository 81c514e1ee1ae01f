"""What a result says beside what its source holds: nothing invented, nothing lost."""

from docparse.verify.auditing import audit, audit_markdown, checked

__all__ = ["audit", "audit_markdown", "checked"]
