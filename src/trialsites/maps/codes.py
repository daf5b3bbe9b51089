"""The words that a map stores as numbers; a number is a place in one of these tuples."""

__all__ = ["PHASES", "PRECISIONS", "ROLES", "SITE_KINDS", "STATUSES", "phase_mask"]

STATUSES = (  # most open first: a site shows the first one that holds there
    "RECRUITING",
    "ENROLLING_BY_INVITATION",
    "NOT_YET_RECRUITING",
    "AVAILABLE",
    "ACTIVE_NOT_RECRUITING",
    "TEMPORARILY_NOT_AVAILABLE",
    "SUSPENDED",
    "COMPLETED",
    "TERMINATED",
    "WITHDRAWN",
    "NO_LONGER_AVAILABLE",
    "APPROVED_FOR_MARKETING",
    "WITHHELD",
    "UNKNOWN",
)
PHASES = ("EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4", "NA")
PRECISIONS = ("", "doubtful", "country", "admin1", "city", "postcode", "street", "facility")
SITE_KINDS = ("named", "placeholder", "person", "vague", "missing")
ROLES = (
    "principal investigator",
    "sub-investigator",
    "primary contact",
    "backup contact",
    "contact",
    "study chair",
    "study director",
    "central contact",
)


def phase_mask(phases: str) -> int:
    """Return phases joined by ``|`` as one bit each; unknown words count for nothing."""
    return sum(1 << PHASES.index(phase) for phase in set(phases.split("|")) & set(PHASES))
