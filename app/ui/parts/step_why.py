"""Why a step comes where it comes, in one line: the words that a steward needs in a stairwell."""

from typing import Final

from app.locales import tr

_WHY: Final[dict[str, dict[str, str]]] = {
    "water_runs_unoccupied": {
        "close_valve": "先关水，防止水浸。",
        "front_desk_verify": "前台可查居住和钥匙情况。",
        "phone_occupant": "无需等前台答复，立即致电。",
        "front_desk_answer": "有无钥匙，决定入户还是放通知。",
        "lived_in_after_all": "有人居住须用水：先说明，再开启。",
        "enter_with_key": "须业户或主管同意，两人一起进。",
        "leave_notice": "无钥匙且电话联系不上才放通知；不写个人信息。",
        "settle_valve": "水闸开或关须经业户同意。联系不上则保持关闭，继续致电。",
        "record": "核对后确认。",
    },
    "electricity_abnormal": {
        "keep_clear": "不碰表、不拉闸，人先离开。",
        "notify_department": "用电问题由工程处理。",
        "contact_occupant": "告知业户，便于工程入户。",
        "follow_result": "可日后补填，事项保持未结。",
        "record": "核对后确认。",
    },
    "meter_fault_contact": {
        "note_unit": "记录户号，不关水闸：有人居住。",
        "contact": "告知业户表或配件损坏。",
        "follow": "可日后补填，事项保持未结。",
    },
    "stairwell_odour": {
        "gas_safety": "边撤离边敲门通知本层住户，到安全处再打电话（119、燃气抢修）。此处不拍照。",
        "check_units": "逐户排查，找到源头。",
        "call_people": "一人无法查明，请同事协助。",
        "handle": "源头消除才算完成。",
    },
    "rubbish_persuade": {
        "photo_before": "留存整改前的现场。",
        "escape_way": "疏散通道须随时畅通。",
        "persuade": "先礼貌劝说，多数能当场整改。",
        "corrected": "当场整改，或约定期限。",
        "look_again": "承诺整改的，须到场查看。",
        "clear": "无人认领也要清走；他人物品先保管。",
    },
    "lift_forbidden_goods": {
        "dissuade": "说明不能运载的原因。",
        "withdraw_pass": "只收我司发放的施工出入证，不收身份证件。",
        "responsible": "写明责任人和施工单位。",
        "damage": "查看轿厢、门和按钮。",
        "compensation": "只记事实，赔偿另议。",
    },
    "fire_door_restore": {
        "photo_before": "留存发现时的现场。",
        "close_door": "关闭才能挡烟。",
        "unlock_door": "上锁等于堵死出口。",
        "who": "不查明原因，还会再发生。",
    },
    "facade_tiles_rainy": {
        "notify_engineering": "须打电话，发消息无效。",
        "cordon": "工程到场前瓷片可能先掉。",
        "go_on": "发现一处，其余各面照样要查完。",
    },
    "villa_illegal_structure": {
        "stop": "越早制止，越易拆除。",
        "notice": "须以书面通知单为准。",
        "report_supervisor": "逐级上报，先到主管。",
        "report_manager": "由主管报管家部经理。",
        "report_authority": "由经理决定是否报执法部门。",
        "follow": "从同一位置再拍，看有没有拆。",
    },
    "shop_violation": {
        "dissuade": "先礼貌劝阻，多数能当场整改。",
        "look_again": "承诺整改的，须回访查看。",
        "report_supervisor": "劝阻无效再上报，如实填写。",
        "decide": "上报须有回复。",
    },
    "renovation_violation": {
        "stop": "先停工，再开通知单。",
        "notice": "整改和备查都要有通知单。",
        "coordinate": "需要协助时通知秩序、工程。",
        "tell_owner": "装修由业主负责。",
        "report_supervisor": "拒不停止或有危险的，立即报主管。",
        "authority": "由经理联系执法部门。",
        "reinspect": "整改后从同一位置再拍。",
    },
    "disinfection": {
        "announce": "提前告知住户，老人小孩注意避让。",
        "safety": "有无公告都要查；不安全即叫停。",
        "support": "照公告的时间和地点做。",
        "clear": "清场通风后恢复开放。",
    },
    "dead_branch": {
        "cordon": "先围挡，防止坠落伤人。",
        "notify": "交给绿化清除。",
        "seen_removed": "确认清走才算完成。",
    },
    "hazard_make_safe": {
        "guard": "先隔离现场，再报修。",
        "tell": "须打电话，发消息无效。",
        "handed": "现场有人接手后再离开。",
    },
    "record_and_follow": {"record": "核对后确认。", "file": "任务由系统自动派单。"},
}  # fmt: skip


def why(protocol: str, step: str) -> str:
    """One short line; "" for a step of a newer protocol."""
    words = _WHY.get(protocol, {}).get(step, "")
    return tr(words) if words else ""
