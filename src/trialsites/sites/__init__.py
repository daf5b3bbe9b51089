"""Which rows are the same hospital."""
