// The sentences of the camera and code overlays. `texts` of a call replaces single ones.
const ZH = {
  shutter: "拍照", cancel: "取消", torch: "手电", album: "相册", system: "系统相机", use: "用这张", retake: "重拍", again: "重试",
  compare: "首张照片", over: "叠加", side: "对比", code: "或输入签到码", ok: "确定", starting: "正在打开相机…", empty: "请先输入签到码",
  NotAllowedError: "未获相机权限。请点地址栏左边的图标 → 权限 → 相机，选允许“相机”；如没有，请到手机设置 → 应用 → 浏览器 → 权限里允许“相机”。然后点“重试”。",
  notAllowedInstalled: "未获相机权限。请打开手机的浏览器（Chrome）→ 右上角菜单 → 设置 → 网站设置 → 相机，在“已屏蔽”里点本网址，允许“相机”；如没有，请到手机设置 → 应用 → 浏览器 → 权限里允许“相机”。然后点“重试”。",
  notAllowedApple: "未获相机权限。请到 iPhone 的设置 → App → Safari 浏览器 → 相机，允许“相机”；并检查地址栏的页面菜单 → 网站设置 → 相机。然后点“重试”。",
  NotFoundError: "本设备没有相机。",
  NotReadableError: "相机被其他应用占用，请关闭后重试。",
  other: "相机无法打开。",
  photoInstead: "可改用系统相机，或从相册选取。",
  codeInstead: "可直接输入签到码。",
  toMiddle: "请将签到码对准框中间", keepStill: "保持对准…", notOurs: "非本小区签到码",
  noCode: "无法识别二维码，请输入签到码。",
};
const EN = {
  shutter: "Take photo", cancel: "Cancel", torch: "Torch", album: "Album", system: "System camera", use: "Use photo", retake: "Retake", again: "Try again",
  compare: "First photo", over: "Overlay", side: "Compare", code: "or type the sign-in code", ok: "OK", starting: "Opening the camera…", empty: "Type the sign-in code first",
  NotAllowedError: "The camera is not allowed. Tap the icon left of the address → Permissions → Camera and allow it; if it is not there, phone settings → Apps → your browser → Permissions → Camera. Then tap “Try again”.",
  notAllowedInstalled: "The camera is not allowed. Open the phone's browser (Chrome) → the menu at the top right → Settings → Site settings → Camera, tap this address under “Blocked” and allow it; if it is not there, phone settings → Apps → your browser → Permissions → Camera. Then tap “Try again”.",
  notAllowedApple: "The camera is not allowed. Open the iPhone's Settings → Apps → Safari → Camera and allow it; look at the page menu in the address bar → Website Settings → Camera, too. Then tap “Try again”.",
  NotFoundError: "No camera was found on this device.",
  NotReadableError: "Another app is using the camera. Close it and try again.",
  other: "The camera can't be opened.",
  photoInstead: "You can use the system camera now, or choose a picture from the album.",
  codeInstead: "You can type the sign-in code now.",
  toMiddle: "Move the code into the middle of the frame", keepStill: "Hold still…", notOurs: "This is not a code of this estate",
  noCode: "QR codes can't be read here. Please type the sign-in code.",
};

export const textsOf = ({ lang, texts } = {}) => ({ ...(lang === "en" ? EN : ZH), ...(texts ?? {}) });
