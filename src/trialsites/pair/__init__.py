"""Which row each contact of a record belongs to."""
