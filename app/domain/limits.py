"""Limits that both sides keep. A figure here is a promise of the protocol (docs/protocol.md)."""

PHOTO_LONG_SIDE = 1600  # pixels, of what is stored and sent
PHOTO_SERVER_SIDE = 2_048  # pixels: no side of a sent photo is longer; room for what a later phone sends
PHOTO_SCANS = 32  # passes of one sent JPEG; a progressive one has about ten
PHOTO_PIXELS = 210_000_000  # pixels of a JPEG that a phone takes in at all: those of today's largest phone cameras
PHOTO_PIXELS_WHOLE = 40_000_000  # the same of a picture that can only be unpacked as a whole
PHOTO_BYTES = 8_000_000  # bytes of one stored photo
PHOTO_CHUNK = 1_000_000  # bytes of one piece of an upload
PHOTO_QUALITY = 0.82  # JPEG
REVIEW_COPY_BYTES = 100_000  # bytes of the copy that comes down with a task
PREVIEW_BYTES = 6_000  # bytes of the picture inside a fact
PREVIEW_SIDE = 240  # pixels
FACTS_A_PUSH = 500
CLOCKS_A_PUSH = 500
PUSH_BYTES = 8_000_000
FACT_BYTES = 64_000  # of one fact's JSON, without its preview
PHOTOS_A_FACT = 60
MATTER_FACTS = 4_000  # two every day for five years
MATTER_BYTES = 8_000_000  # of the JSON of a matter's facts
RECORDS_A_PAGE = 300
PAGE_BYTES = 2_000_000  # of a page's records; one larger record is a page of its own
LACKS_AT_ONCE = 1_000  # photos that one answer names
WORDS = 2_000  # characters of a free text
TEXT = 4_000  # characters of any text in a fact, also of fields that are not known here
NAME = 200  # characters of an id, a kind, a place or a field's name
BACKUP_HORIZON_DAYS = 7  # a phone keeps a verified photo so long
