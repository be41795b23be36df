"""All tables of the server; importing this fills `metadata`."""

from sync_server.db.base import metadata
from sync_server.db.fact_tables import ClockReadingRow, ClockRow, ConflictRow, FactRow
from sync_server.db.people_tables import AccountRow, AuditRow, CredentialRow, DeviceRow, SessionRow
from sync_server.db.photo_tables import PhotoRow, PhotoSenderRow, PhotoUseRow
from sync_server.db.record_tables import CounterRow, EstateRow, RecordRow

__all__ = [
    "AccountRow",
    "AuditRow",
    "ClockReadingRow",
    "ClockRow",
    "ConflictRow",
    "CounterRow",
    "CredentialRow",
    "DeviceRow",
    "EstateRow",
    "FactRow",
    "PhotoRow",
    "PhotoSenderRow",
    "PhotoUseRow",
    "RecordRow",
    "SessionRow",
    "metadata",
]
