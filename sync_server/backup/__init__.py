"""Back-ups: made while the server runs, restored while it does not; and noticing a database that somebody put back by hand."""

from sync_server.backup.contents import BackupError
from sync_server.backup.make import make_backup
from sync_server.backup.mark import Mark
from sync_server.backup.restore import begin_anew, restore_backup

__all__ = ["BackupError", "Mark", "begin_anew", "make_backup", "restore_backup"]
