"""HTTP: one file a resource. `router` is the whole API under /api."""

from fastapi import APIRouter

from sync_server.api import changes, health, push, session
from sync_server.api.faults import FAULTS
from sync_server.blobs.routes import router as photos

router = APIRouter(prefix="/api", responses=FAULTS)
for resource in (health.router, session.router, push.router, changes.router, photos):
    router.include_router(resource)
