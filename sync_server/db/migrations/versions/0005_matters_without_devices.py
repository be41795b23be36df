"""Matters tell neither session nor start of a fact, and its device by a number in that matter alone."""

import json
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NOBODY = str(UUID(int=0))


def upgrade() -> None:
    """What is kept is rewritten as it stands: a phone that has the record already learns nothing by another one."""
    record = sa.table("record", *(sa.column(name) for name in ("estate", "kind", "id", "data")))
    here = op.get_bind()
    rows = here.execute(sa.select(record.c.estate, record.c.id).where(record.c.kind == "matter")).all()
    for estate, id in rows:
        this = (record.c.estate == estate) & (record.c.kind == "matter") & (record.c.id == id)
        text = here.execute(sa.select(sa.cast(record.c.data, sa.Text)).where(this)).scalar_one()
        matter = json.loads(text)
        facts = [fact for fact in matter.get("facts", ()) if "device" in fact]
        devices = sorted({UUID(fact["device"]) for fact in facts})
        for fact in facts:
            device = UUID(int=devices.index(UUID(fact["device"])) + 1)
            fact |= {"session": NOBODY, "start": NOBODY, "device": str(device)}
        said = json.dumps(matter, ensure_ascii=False, separators=(",", ":"))
        here.execute(sa.update(record).where(this).values(data=said))
