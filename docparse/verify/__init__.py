"""What a result says beside what its source holds: nothing invented, nothing lost."""

from docparse.verify.auditing import audit

__all__ = ["audit"]
