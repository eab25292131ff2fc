// Sets the language before anything is drawn.  ?lang=en in the address wins over the last choice.
(function () {
  "use strict";
  var root = document.documentElement;
  var wanted = /[?&]lang=(zh|en)\b/.exec(window.location.search);
  var lang = wanted ? wanted[1] : null;
  try {
    if (lang) window.localStorage.setItem("mz-lang", lang);
    else lang = window.localStorage.getItem("mz-lang");
  } catch (e) {
    // Some browsers keep nothing for pages opened from disk; the choice then lasts for the page.
  }
  if (lang !== "zh" && lang !== "en") lang = root.getAttribute("data-lang") || "zh";
  root.setAttribute("data-lang", lang);
  root.lang = lang === "zh" ? "zh-CN" : "en";
})();
