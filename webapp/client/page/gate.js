// Decides, before anything heavy is loaded, whether the app can work here at all. For browsers of any age, like plain.js.
(function () {
  "use strict";
  var zw = window.zonewalk;
  var agent = navigator.userAgent;

  // Browsers inside other apps: no service worker on iOS, storage cleared with the app's cache on Android.
  var IN_APP = /MicroMessenger|wxwork|\bQQ\/|AlipayClient|DingTalk|Lark\/|Feishu|Weibo|aweme|NewsArticle|baiduboxapp|AliApp|Kwai|xhsdiscover|FBAN|FBAV|Instagram|\bLine\/|; wv\)/i;
  var ANYWAY = "zonewalk-anyway";

  function missing() {
    var lacks = [];
    function need(name, there) { if (!there) lacks.push(name); }
    need("WebAssembly", typeof WebAssembly === "object");
    need("Worker", typeof Worker === "function");
    need("service worker", "serviceWorker" in navigator);
    need("OPFS", !!(navigator.storage && navigator.storage.getDirectory));
    need("Web Locks", !!navigator.locks);
    need("OffscreenCanvas", typeof OffscreenCanvas === "function");
    need("dialog", typeof HTMLDialogElement === "function");
    need("crypto.subtle", !!(window.crypto && crypto.subtle));
    return lacks;
  }

  function anyway() {
    try { return sessionStorage.getItem(ANYWAY) === "1"; } catch (e) { return false; }
  }

  if (!window.isSecureContext) {
    zw.plain("HOST_INSECURE", location.origin);
    return;
  }
  var lacks = missing();
  if (IN_APP.test(agent) && !anyway()) {
    var copy = {
      id: "host-copy", zh: "复制地址", en: "Copy the address",
      run: function () {
        getSelection().selectAllChildren(document.getElementById("zw-detail"));   // what is marked can be copied by hand too
        if (document.execCommand("copy")) this.textContent = "已复制 · Copied";
      }
    };
    var goOn = {
      id: "host-anyway", zh: "仍在此打开", en: "Open here anyway",
      run: function () {
        try { sessionStorage.setItem(ANYWAY, "1"); } catch (e) { /* then it asks again */ }
        location.reload();
      }
    };
    zw.plain("HOST_IN_APP", location.href, lacks.length ? [copy] : [copy, goOn]);
    return;
  }
  if (lacks.length) zw.plain("HOST_UNSUPPORTED", lacks.join(", ") + "\n" + agent);
})();
