"""Records out: what changed since a cursor, for one account's view."""
