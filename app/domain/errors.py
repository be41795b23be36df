"""The one catalogue of errors: a stable code, an HTTP status, what happened, and what the person can do."""

from dataclasses import dataclass

from app.domain.exchange import Fault


@dataclass(frozen=True)
class ErrorKind:
    """status: HTTP. zh/en: what happened. do_zh/do_en: what is safe and what to do."""

    code: str
    status: int
    zh: str
    en: str
    do_zh: str
    do_en: str

    def fault(self, detail: str = "") -> Fault:
        return Fault(code=self.code, zh=self.zh, en=self.en, do_zh=self.do_zh, do_en=self.do_en, detail=detail)


class ZonewalkError(Exception):
    """Something that a person can be told: `kind` is from the catalogue, `detail` is for the log."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.kind = ERRORS[code]
        self.detail = detail
        super().__init__(f"{code}: {detail or self.kind.en}")

    @property
    def code(self) -> str:
        return self.kind.code

    def fault(self) -> Fault:
        return self.kind.fault(self.detail)


_SAFE_ZH, _SAFE_EN = "已保存的内容都在本机。", "What was saved is safe on this phone."

_ALL = (
    # -- signing in and rights
    ErrorKind("sign_in_wrong", 401, "账号或密码错误。", "Account or password is wrong.", "请重新输入。", "Please try again."),
    ErrorKind("sign_in_throttled", 429, "尝试次数过多。", "Too many attempts.", "请一分钟后再试。", "Please wait a minute."),
    ErrorKind("sign_in_offline", 503, "第一次登录需要网络。", "The first sign-in needs the network.", "请联网后再登录。", "Sign in once you are online."),
    ErrorKind("token_missing", 401, "这台设备还没有登录。", "This device has not signed in.", _SAFE_ZH + "请登录。", _SAFE_EN + " Please sign in."),
    ErrorKind("token_unknown", 401, "登录已失效。", "The sign-in is no longer valid.", _SAFE_ZH + "请重新登录。", _SAFE_EN + " Please sign in again."),
    ErrorKind("session_expired", 401, "登录已过期。", "The session has expired.", _SAFE_ZH + "请重新登录，本机内容照常上传。", _SAFE_EN + " Sign in again; it is still sent."),
    ErrorKind("not_allowed", 403, "此账号无此权限。", "This account may not do that.", "请主管处理。", "Ask the supervisor."),
    ErrorKind("account_taken", 409, "本机已有另一小区的同名账号。", "This phone already has an account of that name from another estate.", "请在另一台设备上登录。", "Sign in on another device."),
    ErrorKind("not_found", 404, "没有找到。", "Not found.", "请返回再试。", "Go back and try again."),
    ErrorKind("request_malformed", 422, "请求内容无法识别。", "The request cannot be read.", _SAFE_ZH + "请更新应用。", _SAFE_EN + " Please update the app."),
    ErrorKind("method_wrong", 405, "服务器不接受此请求。", "This address does not take that.", _SAFE_ZH + "请更新应用。", _SAFE_EN + " Please update the app."),
    ErrorKind("host_unknown", 421, "服务器不使用这个网址。", "This server does not answer to that name.", "请使用管理员提供的网址。", "Use the address that your administrator gave you."),
    ErrorKind("request_slow", 408, "上传太慢，已断开。", "The request came too slowly.", _SAFE_ZH + "会自动再试。", _SAFE_EN + " It is tried again."),
    # -- the exchange
    ErrorKind("cursor_gone", 410, "需要重新取全部数据。", "All records have to be fetched again.", _SAFE_ZH + "正在自动重取。", _SAFE_EN + " It is done by itself."),
    ErrorKind("cursor_malformed", 400, "同步位置无法识别。", "The cursor cannot be read.", _SAFE_ZH, _SAFE_EN),
    ErrorKind("push_malformed", 400, "上传内容无法识别。", "The batch cannot be read.", _SAFE_ZH + "请更新应用。", _SAFE_EN + " Please update the app."),
    ErrorKind("push_too_large", 413, "一次上传的内容太多。", "The batch is too large.", _SAFE_ZH + "将分批再传。", _SAFE_EN + " It is sent in parts."),
    ErrorKind("version_unsupported", 426, "应用版本太旧。", "This app is too old.", _SAFE_ZH + "请更新应用。", _SAFE_EN + " Please update the app."),
    ErrorKind("server_unreachable", 503, "连不上服务器。", "The server cannot be reached.", _SAFE_ZH + "有网络时会自动上传。", _SAFE_EN + " It is sent when there is a network."),
    ErrorKind("server_odd", 502, "网络返回的内容不属于本系统。", "The answer did not come from this system.", _SAFE_ZH + "可能是需要认证的 Wi-Fi，请检查网络。", _SAFE_EN + " It may be a Wi-Fi that wants a sign-in."),
    ErrorKind("internal", 500, "服务器出错。", "The server made an error.", _SAFE_ZH + "稍后会再试。", _SAFE_EN + " It is tried again later."),
    ErrorKind("disk_full", 507, "服务器存储已满，暂时无法接收新内容。", "The server's disk is full; it cannot take anything new.", _SAFE_ZH + "请告知管理员；稍后会再试。", _SAFE_EN + " Tell the administrator; it is tried again later."),
    ErrorKind("disk_failed", 507, "服务器存储出错，暂时无法接收新内容。", "The server's disk fails; it cannot take anything new.", _SAFE_ZH + "请告知管理员；稍后会再试。", _SAFE_EN + " Tell the administrator; it is tried again later."),
    # -- receipts
    ErrorKind("ok", 200, "已收到。", "Received.", "", ""),
    ErrorKind("time_odd", 200, "已收到；记录的时间或日期不合理，按能确定的时间计入。", "Received. Its time or day cannot be; it counts for when it can have been.", "请打开手机的自动时间；记录没有丢失。", "Turn on automatic time on the phone; nothing is lost."),
    ErrorKind("fact_malformed", 422, "这条记录的内容不完整。", "This entry is malformed.", "已在服务器留存，请告知主管。", "It is kept on the server; tell the supervisor."),
    ErrorKind("id_reused", 409, "同一编号的内容不一致。", "The same id came with other content.", "两份都已留存，请告知主管。", "Both are kept; tell the supervisor."),
    ErrorKind("place_unknown", 202, "服务器尚无此地点。", "The server does not know this place yet.", "已存在服务器，等设置人员确认。", "It waits on the server for the set-up."),
    ErrorKind("point_unknown", 202, "服务器尚无此签到点。", "The server does not know this sign-in point yet.", "已存在服务器，等设置人员确认。", "It waits on the server for the set-up."),
    ErrorKind("item_unknown", 202, "服务器尚无此检查项。", "The server does not know this check item yet.", "已存在服务器，等服务器更新。", "It waits for the server's update."),
    ErrorKind("place_unfit", 202, "这一项不属于这个地点。", "This does not belong to that kind of place.", "已存在服务器，等设置人员确认。", "It waits on the server for the set-up."),
    ErrorKind("catalogue_newer", 202, "手机上的检查表比服务器新。", "The phone's checklist is newer than the server's.", "已存在服务器，等服务器更新。", "It waits for the server's update."),
    ErrorKind("addressee_unknown", 202, "服务器查无指定的专业或人员。", "The server does not know for whom this is.", "已存在服务器，等设置人员确认。", "It waits on the server for the set-up."),
    ErrorKind("kind_unknown", 202, "服务器尚不支持此类记录。", "The server does not know this kind of entry yet.", "已存在服务器，等服务器更新。", "It waits for the server's update."),
    ErrorKind("author_no_right", 202, "当时这个账号没有这项权限，未计入。", "The author had no right to do that then; it does not count.", "已存在服务器，等主管确认。", "It is kept on the server and waits for the supervisor."),
    ErrorKind("matter_full", 202, "这一事项的记录已满，未计入。", "This matter has all the entries that it can have; this one does not count.", "已存在服务器，等主管确认。", "It is kept on the server and waits for the supervisor."),
    ErrorKind("session_unknown", 202, "服务器查无此次登录。", "The server does not know this session.", "已存在服务器，等主管确认。", "It waits for the supervisor."),
    ErrorKind("session_ended", 202, "这条记录是退出登录之后做的，未计入。", "This was done after the sign-out; it does not count.", "已存在服务器，等主管确认。", "It is kept on the server and waits for the supervisor."),
    ErrorKind("account_closed", 202, "这条记录是账号停用之后做的，未计入。", "This was done after the account was closed; it does not count.", "已存在服务器，等主管确认。", "It is kept on the server and waits for the supervisor."),
    ErrorKind("device_revoked", 202, "这台设备已被停用。", "This device was revoked.", "已存在服务器，等主管确认。", "It waits for the supervisor."),
    # -- what the fold says of a fact that did not count
    ErrorKind("reinspected_by_fixer", 409, "整改人不能自己复查。", "The fixer may not re-inspect.", "请另一位同事复查。", "Somebody else has to look."),
    ErrorKind("reviewed_by_fixer", 409, "整改人不能通过自己整改的照片。", "Who put it right may not accept its photo.", "请另一位主管或经理审核。", "Another supervisor or the manager has to review it."),
    ErrorKind("looked_before_fix", 409, "此次复查早于整改。", "This look was made before the repair.", "请在整改后再复查。", "Look again after the repair."),
    ErrorKind("photo_not_new", 409, "复查照片不是整改后现场拍摄。", "The photo of the second look was not taken there after the repair.", "请到现场用本应用重新拍照复查。", "Take a new one there, in this app, and look again."),
    ErrorKind("photo_missing_again", 409, "复查缺少新照片。", "The second look has no new photo.", "请补拍后再提交。", "Take a photo and submit again."),
    ErrorKind("task_unknown", 409, "没有这个任务。", "There is no such task.", "请刷新后再试。", "Refresh and try again."),
    ErrorKind("task_state_wrong", 409, "任务已更新，此操作不再适用。", "The task has moved on.", "请查看任务最新情况。", "See how the task stands now."),
    ErrorKind("only_supervisor", 409, "此操作仅限主管。", "Only a supervisor may do that.", "请主管处理。", "Ask the supervisor."),
    ErrorKind("step_locked", 409, "前一步尚未完成。", "An earlier step is not done.", "请先完成前一步。", "Do the earlier step first."),
    ErrorKind("step_unknown", 409, "没有这一步或这个结果。", "There is no such step or result.", "请刷新后再试。", "Refresh and try again."),
    ErrorKind("not_own_fact", 409, "只能撤回自己的记录。", "Only one's own entry can be taken back.", "请作者本人撤回。", "Its author has to do it."),
    # -- photos
    ErrorKind("not_a_photo", 422, "照片无法读取。", "This is not a readable photo.", "请重拍或换一张。", "Take it again or choose another."),
    ErrorKind("photo_heic", 422, "这张照片是 HEIC 格式，这台设备打不开。", "The picture is a HEIC file, which this device can't open.", "请在手机相机设置里选 JPEG（iPhone：设置 → 相机 → 格式 → 兼容性最佳），或先截图再选。", "Set the camera to JPEG (iPhone: Settings → Camera → Formats → Most Compatible), or choose a screenshot of it."),
    ErrorKind("photo_format", 422, "{name} 格式的文件打不开。", "{name} files can't be opened here.", "请选 JPEG 照片，或先截图再选。", "Choose a JPEG, or a screenshot of it."),
    ErrorKind("photo_too_large", 413, "照片太大，这台手机处理不了。", "The photo is too large for this phone.", "请用较低分辨率重拍，或先截图再选。", "Take it with fewer pixels, or choose a screenshot of it."),
    ErrorKind("photo_digest_wrong", 422, "照片传输中损坏。", "The photo was damaged on its way.", _SAFE_ZH + "会自动重传。", _SAFE_EN + " It is sent again."),
    ErrorKind("photo_truncated", 422, "照片不完整。", "The photo is cut off.", "请重拍。", "Take it again."),
    ErrorKind("photo_unnamed", 404, "此照片没有对应记录。", "No entry names this photo.", _SAFE_ZH, _SAFE_EN),
    ErrorKind("photo_offset_wrong", 409, "续传位置不对。", "The upload goes on elsewhere.", _SAFE_ZH + "会自动续传。", _SAFE_EN + " It goes on by itself."),
    ErrorKind("photo_missing", 404, "手机上找不到这张照片。", "The photo is missing on the phone.", "请重拍；找回后会自动上传。", "Take it again; if it comes back, it is sent by itself."),
    ErrorKind("photo_unusable", 404, "照片已损坏。", "The photo is damaged.", "请重拍。", "Take it again."),
    ErrorKind("camera_refused", 403, "没有相机权限。", "The camera was not allowed.", "请在浏览器的网站设置里允许相机；也可先保存，稍后补拍。", "Allow the camera in the site settings, or save now and add the photo later."),
    ErrorKind("camera_none", 404, "没有找到相机。", "No camera was found.", "可以从相册选取，或先保存，稍后补拍。", "Choose from the album, or save now and add the photo later."),
    # -- the phone
    ErrorKind("storage_full", 507, "手机存储已满，这一条没有保存。", "The storage is full; this entry was not saved.", "之前保存的都在。请清理手机空间后再试。", "What was saved before is safe. Free some space and try again."),
    ErrorKind("storage_failed", 500, "手机存储出错，这一条没有保存。", "The storage failed; this entry was not saved.", "之前保存的都在。请重新打开应用再试。", "What was saved before is safe. Reopen the app and try again."),
    ErrorKind("storage_gone", 500, "浏览器清除了本机的存储，照片没有保存。", "The browser has cleared this app's storage; the photo was not saved.", "请先不要关闭页面：到“我的”导出未上传内容，再重新打开应用并登录。已上传的都在服务器。", "Don't close this page yet: export what is not sent under “Me”, then open the app again and sign in. What was sent is on the server."),
    ErrorKind("file_unreadable", 500, "手机上的文件无法读取。", "A file on the phone can't be read.", "请重新打开应用；仍不行请重拍。", "Reopen the app; if that does not help, take the photo again."),
    ErrorKind("migration_failed", 500, "新版本无法沿用本机数据。", "The new version could not take over this phone's data.", "数据没有改动。请继续使用原版本，并告知管理员。", "The data is unchanged. Go on with the version before, and tell the administrator."),
    ErrorKind("database_newer", 409, "本机的数据已由更新的版本使用。", "A newer version already uses this phone's data.", "数据没有改动。请连上网络，更新到新版本再打开。", "The data is unchanged. Connect to the network and open the new version."),
    ErrorKind("app_failed", 500, "程序未能启动。", "The app did not start.", _SAFE_ZH + "请重试。", _SAFE_EN + " Try again."),
    ErrorKind("update_refused", 409, "新版本未能启动，继续使用原版本。", "The new version did not start; the version before goes on.", _SAFE_ZH + "请告知管理员，或稍后再试。", _SAFE_EN + " Tell the administrator, or try it again later."),
    ErrorKind("host_locked", 423, "应用已在另一个标签页打开。", "The app is open in another tab.", "请回到那个标签页。", "Go back to that tab."),
    ErrorKind("clock_off", 200, "手机时间与服务器不一致，记录会按服务器时间校正。", "The phone's clock is off; times are corrected.", "请在手机设置里打开自动时间。", "Turn on automatic time in the phone's settings."),
    ErrorKind("screen_failed", 500, "此页面出错。", "This screen failed.", _SAFE_ZH + "请返回再试。", _SAFE_EN + " Go back and try again."),
    # -- a file that was exported from a phone
    ErrorKind("export_foreign", 422, "这不是本版本巡区导出的文件。", "This is no file that this version of Zonewalk exported.", "没有取回任何内容。请选择 zonewalk-…zip，或先更新应用。", "Nothing was taken in. Choose a file zonewalk-…zip, or update first."),
    ErrorKind("export_damaged", 422, "导出文件已损坏或被改动。", "The exported file is damaged or was changed.", "没有取回任何内容。请用原来的文件再试。", "Nothing was taken in. Try the original file again."),
    # -- sign-in codes
    ErrorKind("code_malformed", 422, "这不是签到码。", "This is not a sign-in code.", "请对准签到码再扫，或输入码下编号。", "Aim at the code, or type what stands below it."),
    ErrorKind("code_mistyped", 422, "签到码有误。", "The code is mistyped.", "请核对码下编号后重新输入。", "Compare it with the sticker and type it again."),
    ErrorKind("code_foreign", 422, "这不是本小区的签到码。", "This code is not of this estate.", "没有签到。请扫本小区的签到码；码损坏时可拍照签到。", "Not signed in. Scan this estate's code, or sign in by photo where it is damaged."),
    # -- places
    ErrorKind("place_malformed", 422, "地点无法识别。", "The place cannot be read.", "请重新选择地点。", "Choose the place again."),
)  # fmt: skip

ERRORS: dict[str, ErrorKind] = {kind.code: kind for kind in _ALL}
