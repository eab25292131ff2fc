// Language switch, rules filtered by a word, printing.  Plain scripts, no network: the pages open
// from a folder.  Everything that comes from a document is put into the page as text, never as HTML.
(function () {
  "use strict";
  var root = document.documentElement;
  var MZ = window.MZ || {};
  var RUN = MZ.run || { labels: {} };

  function lang() { return root.getAttribute("data-lang"); }
  function say(zh, en) { return lang() === "en" ? en : zh; }
  function group(n) { return String(n).replace(/\B(?=(\d{3})+$)/g, ","); }

  // Calls back when somebody has typed, never with half a word: pinyin on its way to characters
  // is no text to search for.
  function whenTyped(input, pauseMs, then) {
    var timer = null;
    var isComposing = false;
    function later() {
      clearTimeout(timer);
      if (pauseMs) timer = setTimeout(then, pauseMs);
      else then();
    }
    input.addEventListener("compositionstart", function () { isComposing = true; clearTimeout(timer); });
    input.addEventListener("compositionend", function () { isComposing = false; later(); });
    input.addEventListener("input", function (event) { if (!isComposing && !event.isComposing) later(); });
  }

  // Rows already in the page (rules, forms): filtered by their own text.
  function StaticFilter(input) {
    var table = document.getElementById(input.getAttribute("data-table"));
    var rows = Array.prototype.slice.call(table.querySelectorAll("tbody tr"));
    var texts = rows.map(function (r) { return r.textContent.toLowerCase(); });
    whenTyped(input, 0, function () {
      var term = input.value.trim().toLowerCase();
      rows.forEach(function (r, i) { r.hidden = texts[i].indexOf(term) < 0; });
    });
  }

  // What changes with every build stands in one file, so that pages keep their bytes.
  function applyRun() {
    Array.prototype.forEach.call(document.querySelectorAll("[data-run]"), function (node) {
      var key = node.getAttribute("data-run");
      if (key === "review") node.textContent = RUN.review ? " " + group(RUN.review) : "";
      else if (RUN[key]) node.textContent = say(RUN[key][0], RUN[key][1]);
    });
    Array.prototype.forEach.call(document.querySelectorAll("[data-rule]"), function (node) {
      var rule = (MZ.rules || {})[node.getAttribute("data-rule")];
      if (rule) node.textContent = say(rule[0], rule[1]);
    });
  }

  function applyLanguage() {
    applyRun();
    Array.prototype.forEach.call(document.querySelectorAll("[data-zh]"), function (node) {
      var text = node.getAttribute(lang() === "en" ? "data-en" : "data-zh");
      if (node.tagName === "INPUT") node.placeholder = text;
      else node.textContent = text;
    });
    var title = document.querySelector("title");
    if (title.hasAttribute("data-en")) document.title = title.getAttribute(lang() === "en" ? "data-en" : "data-zh");
    Array.prototype.forEach.call(document.querySelectorAll("[data-set-lang]"), function (b) {
      b.setAttribute("aria-pressed", String(b.getAttribute("data-set-lang") === lang()));
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var lists = window.MZLists ? window.MZLists({ lang: lang, say: say, group: group, whenTyped: whenTyped, data: MZ, labels: RUN.labels }) : [];
    Array.prototype.forEach.call(document.querySelectorAll("input[data-table]"), function (i) { StaticFilter(i); });
    applyLanguage();
    Array.prototype.forEach.call(document.querySelectorAll("[data-set-lang]"), function (button) {
      button.addEventListener("click", function () {
        var wanted = button.getAttribute("data-set-lang");
        root.setAttribute("data-lang", wanted);
        root.lang = wanted === "zh" ? "zh-CN" : "en";
        try { window.localStorage.setItem("mz-lang", wanted); } catch (e) { /* kept for this page only */ }
        applyLanguage();
        lists.forEach(function (l) { l.redraw(); });
      });
    });
    // A link to a finding inside a folded part opens it.
    function unfold() {
      var id = window.location.hash.slice(1);
      var node = id && document.getElementById(id);
      for (; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    }
    window.addEventListener("hashchange", unfold);
    unfold();
    // A printed page shows what is folded away on the screen.
    var folded = [];
    window.addEventListener("beforeprint", function () {
      folded = Array.prototype.filter.call(document.querySelectorAll("details.print-open"), function (d) { return !d.open; });
      folded.forEach(function (d) { d.open = true; });
    });
    window.addEventListener("afterprint", function () { folded.forEach(function (d) { d.open = false; }); });
  });
})();
