"""What is being entered at one step of a case, as it is kept over a killed page, and the words that it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from app.domain.times import wire
from app.locales import tr
from app.patrol.evidence import Evidence
from app.patrol.kept import Kept, forget, keep, kept
from app.patrol.step_needs import NameOf, Subject, TextOf
from app.patrol.work import Work
from app.ui import words

PHOTO_WORDS: Final[Mapping[Subject, str]] = {
    "thing": "拍现场照片", "meter": "拍表盘照片", "valve": "拍水闸照片", "notice": "拍通知照片", "cause": "拍问题源头照片",
    "after": "拍整改后照片", "same_place": "在同一位置拍照", "barrier": "拍警示围挡照片", "damage": "拍损坏处照片",
}  # fmt: skip
NAMES: Final[Mapping[NameOf, str]] = {
    "told": "通知对象", "answered": "答复人", "entered": "入户人员（两人）", "came": "到场人", "handed_to": "接收人",
    "responsible": "责任人或施工单位", "agreed": "同意人姓名",
}  # fmt: skip
TEXTS: Final[Mapping[TextOf, str]] = {
    "text": "说明", "units": "涉及住户", "leave": "同意人及时间", "wanted": "业户要求", "pass": "出入证号", "file": "文号",
    "rule": "违反条款", "announcement": "日期、地点、作业单位", "place": "位置", "summary": "小结", "reason": "原因",
    "how": "取得同意的方式及时间",
}  # fmt: skip


@dataclass(frozen=True)
class StepEntry:
    """chosen: fact → value so far. calls: times of calls that nobody answered. choice: the trade that the steward names.
    promised: in how many days it is promised."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    figure: str = ""
    calls: tuple[datetime, ...] = ()
    choice: str | None = None
    promised: int | None = None
    photos: tuple[Evidence, ...] = ()

    @property
    def empty(self) -> bool:
        return self == StepEntry()

    def with_(self, **changed: Any) -> "StepEntry":
        return replace(self, **changed)

    def choose(self, fact: str, value: str) -> "StepEntry":
        return self.with_(chosen={**self.chosen, fact: value})

    def say(self, text: TextOf, said: str) -> "StepEntry":
        return self.with_(texts={**self.texts, text: said})


def key_of(case: object, step: str) -> str:
    """One draft for each step of each case."""
    return f"{case}:{step}"


def entry_of(work: Work, key: str) -> StepEntry:
    """What was left of this step; a fresh one when nothing was."""
    left = kept(work, "step", key)
    return _from(left) if left else StepEntry()


def _from(left: Kept) -> StepEntry:
    data = left.data
    return StepEntry(
        chosen=data["chosen"], name=data["name"], texts=data["texts"], figure=data["figure"],
        calls=tuple(datetime.fromisoformat(at) for at in data["calls"]), choice=data["choice"], promised=data["promised"], photos=left.photos,
    )  # fmt: skip


def keep_entry(work: Work, key: str, entry: StepEntry) -> None:
    """Keep it, or forget it once it is empty again."""
    if entry.empty:
        if kept(work, "step", key):
            forget(work, "step", key)
        return
    data = {
        "chosen": dict(entry.chosen), "name": entry.name, "texts": dict(entry.texts), "figure": entry.figure,
        "calls": [wire(at) for at in entry.calls], "choice": entry.choice, "promised": entry.promised,
    }  # fmt: skip
    keep(work, "step", key, data, entry.photos)


def words_of(work: Work, entry: StepEntry, unit: str) -> str:
    """What the fact says in words: each call that nobody answered, the figure, and what was written."""
    lines = [
        tr("第{n}次 {time} 无人接听", n=n, time=words.clock(work, at)) for n, at in enumerate(entry.calls, start=1)
    ]
    if entry.figure:
        lines.append(tr("表读数 {reading} {unit}", reading=entry.figure, unit=unit).strip())
    for text, said in entry.texts.items():
        if said.strip():
            label = next((TEXTS[known] for known in TEXTS if known == text), text)
            lines.append(said.strip() if text == "text" else tr("{item}：{what}", item=tr(label), what=said.strip()))
    return tr("；").join(lines)
