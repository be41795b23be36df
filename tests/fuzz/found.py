"""What a run of the fuzzing did and found."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Found:
    """photos, facts: by what became of them. shown: pictures fetched. read: matters and days that a phone read. faults: what
    must not be; each input that brought one is kept in `folder`."""

    folder: Path
    photos: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    shown: int = 0
    read: int = 0
    starts: int = 0
    faults: list[str] = field(default_factory=list)

    def photo(self, state: str, code: str) -> None:
        self.photos[state if state == "verified" else f"{state} {code}"] += 1

    def start(self, well: bool) -> None:
        self.starts += 1
        if not well:
            self.fault("a start that failed")

    def fault(self, said: str) -> None:
        self.faults.append(said)

    def keep(self, said: str, data: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / f"{len(self.faults):04}.bin"
        file.write_bytes(data)
        self.fault(f"{said[:300]} ({file.name})")

    def lines(self) -> list[str]:
        def told(counts: Counter[str]) -> str:
            return ", ".join(f"{n} {name}" for name, n in counts.most_common())

        return [
            f"{self.photos.total()} photos: {told(self.photos)}; {self.shown} pictures fetched",
            f"{self.facts.total()} facts: {told(self.facts)}; {self.read} records read by a phone",
            f"{self.starts} starts on the data, {len(self.faults)} faults",
            *self.faults[:20],
        ]
