"""Write the table of who may do what, when, into docs/rules.md, from the registry that the code asks: `make rules`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.domain.bundle import load_bundle  # noqa: E402
from app.domain.kinds import KINDS, By, Guard  # noqa: E402

RULES = ROOT / "docs" / "rules.md"
BEGIN, END = "<!-- acts: written by `make rules` -->", "<!-- acts: end -->"

WHO: dict[By, str] = {
    "anybody": "anybody of the staff",
    "walker": "steward, duty steward, supervisor, manager",
    "looker": "steward, duty steward, supervisor, manager; never who repaired it",
    "stepper": "steward, duty steward, supervisor, manager, front desk",
    "decider": "supervisor, manager",
    "mover": "whose name or role the task bears; a steward any repair, and what is a steward's; supervisor, manager",
    "step_taker": "the role of the step; supervisor and manager, but for the manager's own; a steward with the name of who answered",
    "own_or_walker": "whose act it belongs to; steward, duty steward, supervisor, manager",
}
GUARDS: dict[Guard, str] = {
    "after_the_repair": "seen after the repair",
    "new_photo": "a new photo, where the item has photos",
    "not_the_case": "not the steward's own follow-up of an open case",
    "not_put_right_by_oneself": "nobody accepts a photo of what he put right himself",
}


def table() -> str:
    """The table in Markdown: one row a kind of fact that is about a matter."""
    states = {state.id: f"{state.zh} {state.id}" for state in load_bundle().protocols.task_states}
    rows = ["| act | task | from | who | only if | then |", "|---|---|---|---|---|---|"]
    for name, kind in KINDS.items():
        if kind.of == "thread":
            cells = (
                f"`{name}`",
                ", ".join(kind.tasks) or "–",
                ", ".join(states[state] for state in kind.states) or "–",
                WHO[kind.by],
                "; ".join(GUARDS[guard] for guard in kind.guards) or "–",
                ", ".join(states[state] for state in kind.to) or "–",
            )
            rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def written(text: str) -> str:
    """The rules with the table as it is now. ValueError where its two marks are lacking."""
    head, _, rest = text.partition(BEGIN)
    _, mark, tail = rest.partition(END)
    if not mark:
        raise ValueError(f"docs/rules.md lacks {BEGIN} … {END}")
    return f"{head}{BEGIN}\n\n{table()}\n\n{END}{tail}"


if __name__ == "__main__":
    RULES.write_text(written(RULES.read_text(encoding="utf-8")), encoding="utf-8")
