"""Why a step comes where it comes, in one line: the words that a steward needs in a stairwell."""

from typing import Final

from app.locales import tr

_WHY: Final[dict[str, dict[str, str]]] = {
    "water_runs_unoccupied": {
        "close_valve": "先关水，防止水浸。",
        "front_desk_verify": "前台查得到有没有人住、有没有钥匙。",
        "phone_occupant": "不等前台答复，现在就打。",
        "front_desk_answer": "有没有钥匙，决定入户还是放通知。",
        "lived_in_after_all": "有人住就要用水：先说清楚，再重开。",
        "enter_with_key": "须业户或主管同意，两人一起进。",
        "leave_notice": "没有钥匙、电话也联系不上，才放通知；不写个人信息。",
        "settle_valve": "水闸最后怎样，要有人同意。联系不上就保持关闭，继续打。",
        "record": "记录表由系统填写，确认即可。",
    },
    "electricity_abnormal": {
        "keep_clear": "不碰表、不拉闸，人先离开。",
        "notify_department": "电的事由工程处理。",
        "contact_occupant": "让业户知道，方便工程入户。",
        "follow_result": "可以过几天再填，个案一直开着。",
        "record": "记录表由系统填写，确认即可。",
    },
    "meter_fault_contact": {
        "note_unit": "记下是哪一户，不关水闸：有人住。",
        "contact": "让业户知道表或配件坏了。",
        "follow": "可以过几天再填，个案一直开着。",
    },
    "stairwell_odour": {
        "gas_safety": "先保命：人先走，到安全处再打电话。这里不拍照。",
        "check_units": "一户一户闻、敲门问，找到源头。",
        "call_people": "一个人查不出，就叫人一起查。",
        "handle": "源头没有了，才算完。",
    },
    "rubbish_persuade": {
        "photo_before": "留下整改前的样子。",
        "escape_way": "逃生的路一刻也不能堵。",
        "persuade": "先礼貌劝，大多当场就改。",
        "corrected": "当场改好，或说定时间。",
        "look_again": "答应了的，要去看一眼。",
        "clear": "没人认领的也要清走；别人的东西先保管。",
    },
    "lift_forbidden_goods": {
        "dissuade": "说清楚为什么不能运。",
        "withdraw_pass": "只收我们自己发的施工证，不收身份证件。",
        "responsible": "写清是谁、哪家单位。",
        "damage": "轿厢、门、按钮都看一眼。",
        "compensation": "这里只记事实，赔多少另谈。",
    },
    "fire_door_restore": {
        "photo_before": "留下发现时的样子。",
        "close_door": "关着才能挡烟。",
        "unlock_door": "上锁等于没有出口。",
        "who": "不查原因，明天还会再开、再锁。",
    },
    "facade_tiles_rainy": {
        "notify_engineering": "打电话，发消息不算。",
        "cordon": "瓷片会先掉，工程才到。",
        "go_on": "发现一处，其余各面照样要查完。",
    },
    "villa_illegal_structure": {
        "stop": "越早停，越好拆。",
        "notice": "口说无凭，要有通知单。",
        "report_supervisor": "逐级上报，先到主管。",
        "report_manager": "由主管报管家部经理。",
        "report_authority": "由经理决定是否报执法部门。",
        "follow": "从同一位置再拍，看有没有拆。",
    },
    "shop_violation": {
        "dissuade": "先礼貌劝阻，大多当场就改。",
        "look_again": "答应了的，要回来看一眼。",
        "report_supervisor": "劝不动才报，照实说。",
        "decide": "上报要有回音。",
    },
    "renovation_violation": {
        "stop": "先停工，再写单子。",
        "notice": "整改和备查都要有通知单。",
        "coordinate": "要人帮忙就叫安管、工程。",
        "tell_owner": "装修由业主负责。",
        "report_supervisor": "停不下来或危险的，主管马上要知道。",
        "authority": "由经理联系执法部门。",
        "reinspect": "改好了才算完，从同一位置再拍。",
    },
    "disinfection": {
        "announce": "业户要事先知道，老人孩子好避开。",
        "safety": "有没有公告都要问；不安全就叫停。",
        "support": "照公告的时间和地点做。",
        "clear": "清场通风以后才开放。",
    },
    "dead_branch": {
        "cordon": "先围起来，防止掉下来伤人。",
        "notify": "交给绿化清除。",
        "seen_removed": "看见清走了才算完。",
    },
    "hazard_make_safe": {
        "guard": "先让人走不进去，再叫人修。",
        "tell": "打电话，发消息不算。",
        "handed": "说清楚现场交给了谁，才能离开。",
    },
    "record_and_follow": {"record": "记录表由系统填写。", "file": "工单由系统自动发出。"},
    "duty_hand_over": {
        "take_call": "先问清在哪里、要什么。",
        "ask_duty": "值班管家亲口说接，才算接。",
        "duty_acts": "由值班管家处理。",
        "come_in_person": "没人接，就自己去。",
        "report_major": "重大的直接报管家部经理。",
        "tell_caller": "求助的人要有回音。",
        "hand_back": "办完交回原管家。",
    },
}  # fmt: skip


def why(protocol: str, step: str) -> str:
    """One short line; "" for a step of a newer protocol."""
    words = _WHY.get(protocol, {}).get(step, "")
    return tr(words) if words else ""
