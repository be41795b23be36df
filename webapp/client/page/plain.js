// Pages in plain HTML, for when Flutter can't or mustn't run: what happened, what is safe, what to do; Chinese and English.
// Written for browsers of any age (no arrows, no let): it is what an old browser gets to see.
(function () {
  "use strict";
  var zw = (window.zonewalk = window.zonewalk || {});

  var PAGES = {
    HOST_INSECURE: [
      "此地址不安全，不能离线使用",
      "浏览器只允许 https 地址（或本机）保存数据、使用相机。请向管理员要 https 开头的地址，再用它打开。",
      "This address is not secure",
      "Browsers allow offline storage and the camera on https addresses only. Ask your administrator for the address that begins with https, and open that one."
    ],
    HOST_IN_APP: [
      "请用手机的浏览器打开",
      "现在是在别的应用里打开的（例如微信）。在这里，离线记录可能被清掉，相机也可能用不了。请点右上角的 ⋯，选“在浏览器打开”；或复制下面的地址，到浏览器里打开。",
      "Please open this in the phone's browser",
      "You are inside another app (WeChat, for example). Records kept here may be cleared, and the camera may not work. Tap ⋯ at the top right and choose “Open in browser”, or copy the address below into the browser."
    ],
    HOST_UNSUPPORTED: [
      "浏览器版本过低，无法使用巡区",
      "缺少离线保存所需的功能。安卓手机请用新版 Chrome 或 Edge，苹果手机请升级到 iOS 16.4 以上并用 Safari。此处没有保存过记录，不会丢失。",
      "This browser can't run Zonewalk",
      "It lacks what offline storage needs. On Android use a recent Chrome or Edge; on an iPhone iOS 16.4 or later with Safari. Nothing was stored here, so nothing is lost."
    ],
    HOST_LOCKED: [
      "已在另一个标签页打开",
      "同一时间只能在一个标签页使用。关闭另一个，此处自动继续；也可在此继续，另一个随即停止。已存的记录都在。",
      "Already open in another tab",
      "Only one tab at a time may write your records. Close the other one and this one goes on by itself, or go on here and the other one stops. What was saved is safe."
    ],
    HOST_MOVED: [
      "已在另一个标签页继续",
      "您已选择在另一个标签页继续，此页已停止。已存的记录都在。",
      "Continued in another tab",
      "You chose to go on in another tab, so this one has stopped. What was saved is safe."
    ],
    HOST_STORAGE: [
      "无法打开本机存储",
      "浏览器未提供存储空间。请勿使用无痕模式，检查手机存储是否已满，然后重试。已存的记录没有改动。",
      "The storage of this device can't be opened",
      "The browser did not give a place to keep records. Don't use a private window, check whether the phone's storage is full, then try again. What was saved has not been touched."
    ],
    HOST_OLDER: [
      "本机的记录已由更新的版本使用",
      "当前打开的是旧版本，无法读取这些记录，也没有改动。请联网后点下方按钮更新。",
      "A newer version already uses the records on this phone",
      "What opened now is an older one. It can't read them and has not touched them. Connect to the network and tap the button below to open the new version."
    ],
    HOST_CRASHED: [
      "程序已停止",
      "已存在本机的记录和照片都在。请点重试；如再次停止，请将以下文字发给管理员。",
      "The app has stopped",
      "All records and photos saved on this phone are still there. Tap “Try again”; if it stops again, send the text below to your administrator."
    ],
    APP_FAILED: [
      "程序未能启动",
      "已存在本机的记录和照片都在。请点重试；如再次失败，请将以下文字发给管理员。",
      "The app did not start",
      "All records and photos saved on this phone are still there. Tap “Try again”; if it fails again, send the text below to your administrator."
    ]
  };

  function add(parent, tag, text, className) {
    var element = document.createElement(tag);
    if (text) element.textContent = text;
    if (className) element.className = className;
    parent.appendChild(element);
    return element;
  }

  // code: one of PAGES; detail: text for the administrator; buttons: [{id, zh, en, run}]
  zw.plain = function (code, detail, buttons) {
    function show() {
      var texts = PAGES[code] || PAGES.HOST_CRASHED;
      var old = document.getElementById("zw-plain");
      if (old) old.parentNode.removeChild(old);
      var splash = document.getElementById("zw-splash");
      if (splash) splash.parentNode.removeChild(splash);
      // An open camera overlay lies in the browser's top layer, above every other element.
      var overlays = document.querySelectorAll("dialog");
      for (var o = 0; o < overlays.length; o++) if (overlays[o].close) overlays[o].close();
      var page = add(document.body, "div", "", "zw-plain");
      page.id = "zw-plain";
      page.setAttribute("role", "alert");
      page.setAttribute("data-code", code);
      var main = add(page, "main");
      var icon = add(main, "img");
      icon.src = "/icons/icon-192.png"; icon.width = 64; icon.height = 64; icon.alt = "";
      add(main, "h1", texts[0]);
      add(main, "p", texts[1]);
      add(main, "p", texts[2] + ". " + texts[3], "zw-en").lang = "en";
      for (var i = 0; i < (buttons || []).length; i++) {
        var button = add(main, "button", buttons[i].zh + " · " + buttons[i].en, i ? "zw-second" : "");
        button.type = "button";
        button.id = buttons[i].id;
        button.onclick = buttons[i].run;
      }
      var last = add(main, "p", code + "\n", "zw-code");
      add(last, "span", detail).id = "zw-detail";
      document.title = texts[0] + " · 巡区 Zonewalk";
    }
    zw.stopped = code;
    if (document.body) show(); else document.addEventListener("DOMContentLoaded", show);
  };

  zw.retryButton = function () {
    return { id: "host-retry", zh: "重试", en: "Try again", run: function () { location.reload(); } };
  };
})();
