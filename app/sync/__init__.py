"""The exchange: what is on this device goes to the server, what the server knows comes here.

exchange: sign in and out, runs, the loop, `state`. push, pull, upload: the three ways of a run. photos: pictures for the
screens. sweep: files that may go. keepsake: what outlives an emptied storage. wire: requests, and what counts as an answer.
state: what screens show.
"""

from app.sync.exchange import Exchange, UnsentWork
from app.sync.state import Outcome, Phase, SyncState

__all__ = ["Exchange", "Outcome", "Phase", "SyncState", "UnsentWork"]
