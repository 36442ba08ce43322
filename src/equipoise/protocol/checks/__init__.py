"""The checks of a study file: small functions of one idea each. A new check is a function and a line in `CHECKS`."""

from equipoise.protocol.checks.case import Case, Check
from equipoise.protocol.fault import Finding

CHECKS: tuple[Check, ...] = ()


def check(case: Case) -> tuple[Finding, ...]:
    """All findings of all checks."""
    return tuple(finding for one in CHECKS for finding in one(case))


__all__ = ["CHECKS", "Case", "Check", "check"]
