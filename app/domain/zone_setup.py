"""Zones and people of a set-up must name each other: a zone's steward has it among the own zones, and nobody else has."""

from app.domain.estate import Estate


def check_zones(estate: Estate) -> None:
    """ValueError names the zone and both sides that disagree."""
    wrong: list[str] = []
    for zone in estate.zones:
        steward = estate.person(zone.steward)
        if steward is None:
            wrong.append(f"zone {zone.id} names the steward {zone.steward}, who is not among the staff")
        elif "steward" not in steward.roles:
            wrong.append(f"zone {zone.id} names {zone.steward}, who has not the role steward")
        elif zone.id not in steward.zones:
            wrong.append(f"zone {zone.id} names the steward {zone.steward}, whose own zones are {[*steward.zones]}")
        for person in estate.staff:
            if zone.id in person.zones and person.id != zone.steward:
                wrong.append(f"{person.id} has zone {zone.id}, whose steward is {zone.steward}")
    known = {zone.id for zone in estate.zones}
    for person in estate.staff:
        for unknown in sorted({*person.zones} - known):
            wrong.append(f"{person.id} has zone {unknown}, which is not there")
    if wrong:
        raise ValueError("zones and staff disagree: " + "; ".join(wrong))
