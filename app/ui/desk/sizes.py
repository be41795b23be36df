"""Widths and heights of the desk that more than one file must agree on, in pixels."""

RAIL = 96
STRIP = 124  # small pictures of what waits
FACTS = 340
MARGIN = 12  # beside the photo under review
WORD = 340  # the word of the moment in the heading
HEADING = 64  # at a text scale of 1
FOOT = 56  # under the photo, at a text scale of 1

LARGE_TEXT = 1.3  # above this text scale rows have no columns
