"""What a newcomer reads on the terminal: who may sign in, and a few codes to type."""

from pathlib import Path

from app.domain.estate import Estate
from sync_server.seed.codes import code_of
from sync_server.seed.demo import DEMO_PASSWORD
from sync_server.seed.set_up import short_name

DOES = {
    "steward": "walks the zones",
    "duty_steward": "walks the zones, and stands in when others rest",
    "supervisor": "reviews, assigns, decides",
    "manager": "sees all",
    "front_desk": "is called by the steps of cases (no screens of its own yet)",
}


def welcome(estate: Estate, codes: Path) -> list[str]:
    """Lines for the terminal. codes: where the page of all sign-in codes lies."""
    lines = [f"  Demo sign-ins, password {DEMO_PASSWORD}:"]
    for person in estate.staff:
        roles = ", ".join(person.roles)
        does = DOES.get(person.roles[-1], "repairs")
        lines.append(f"    {short_name(person.id):6}{person.label.zh}  {roles}: {does}")
    shown = [next(p for p in estate.points if p.zone == zone.id) for zone in estate.zones]
    lines.append(f"  Sign-in codes to type:  {'   '.join(code_of(estate, point) for point in shown)}")
    lines.append(f"  All codes, to scan or print:  {codes}")
    return lines
