// Language switch and filtered lists.  Plain scripts, no network: the pages open from a folder.
// Everything that comes from a document is put into the page as text, never as HTML.
(function () {
  "use strict";
  var PAGE = 50;
  var PRINT_MAX = 2000;
  var root = document.documentElement;
  var SEVERITY = [
    { css: "error", zh: "错误", en: "Error" },
    { css: "warning", zh: "提示", en: "Notice" },
    { css: "info", zh: "说明", en: "Remark" }
  ];

  function lang() { return root.getAttribute("data-lang"); }
  function say(zh, en) { return lang() === "en" ? en : zh; }
  function group(n) { return String(n).replace(/\B(?=(\d{3})+$)/g, ","); }

  function el(tag, className, text) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = String(text);
    return node;
  }
  function add(parent) {
    for (var i = 1; i < arguments.length; i++) if (arguments[i]) parent.appendChild(arguments[i]);
    return parent;
  }
  function link(href, text, className) {
    var a = el("a", className, text);
    a.setAttribute("href", href);
    return a;
  }
  function chip(severity) {
    var s = SEVERITY[severity];
    return el("span", "chip " + s.css, say(s.zh, s.en));
  }
  function counts(e, w, i) {
    var box = el("span", "counts");
    [e, w, i].forEach(function (n, k) {
      if (n) add(box, el("span", "chip " + SEVERITY[k].css, say(SEVERITY[k].zh, SEVERITY[k].en) + " " + group(n)));
    });
    return box;
  }
  // "None found" may only be said of what was read and could be checked.
  function outcome(e, w, i, read, partial) {
    if (!read) return el("span", "chip unread", say("没有读取", "Not read"));
    var box = e + w + i ? counts(e, w, i) : el("span");
    if (partial) add(box, el("span", "chip unread", say("核对不全", "Incomplete check")));
    else if (!(e + w + i)) add(box, el("span", "ok", say("未发现问题", "None found")));
    return box;
  }
  function td(className, child) {
    var cell = el("td", className);
    if (child !== undefined && child !== null) {
      if (typeof child === "object") cell.appendChild(child);
      else cell.textContent = String(child);
    }
    return cell;
  }
  function distinct(values) {
    var seen = {};
    values.forEach(function (v) { if (v !== null && v !== undefined && v !== "") seen[v] = true; });
    return Object.keys(seen).sort();
  }

  // ---- what each list holds, how a row is searched, filtered and drawn ----
  // findings/review row: 0 doc, 1 severity, 2 zh, 3 en, 4 form, 5 page, 6 difference, 7 unit,
  //   8 identity, 9 href, 10 waived, 11 attribution, 12 state over the runs; docs: 0 name, 1 year, 2 kind zh, 3 kind en, 4 portal
  function findingList(data, base) {
    var docs = data.docs;
    // Where everything is new there was no run to compare with.
    var comparable = data.rows.some(function (r) { return r[12] === "standing"; });
    return {
      rows: data.rows,
      text: function (r) { var d = docs[r[0]]; return [r[2], r[3], d[0], r[4], r[8], d[1]].join(" "); },
      filters: {
        severity: { of: function (r) { return String(r[1]); } },
        year: { of: function (r) { return docs[r[0]][1]; } },
        form: { of: function (r) { return r[4]; } },
        portal: { of: function (r) { return docs[r[0]][4]; } },
        state: { of: function (r) { return r[12]; }, hide: function (rows) { return !rows.some(function (r) { return r[12] === "standing"; }); } }
      },
      head: [["程度", "Level"], ["问题", "Finding"], ["单位 · 年度", "Unit · year"], ["位置", "Where"], ["差额", "Difference", "num"]],
      row: function (r) {
        var d = docs[r[0]];
        var tr = el("tr", r[10] ? "waived" : "");
        var what = el("td", "what");
        add(what, link(base + r[9], lang() === "en" ? r[3] : r[2], "finding-link"));
        if (r[10]) add(what, el("span", "tag", say("已说明", "Explained")));
        if (r[12] === "new" && comparable) add(what, el("span", "tag new", say("新增", "new")));
        var unit = el("td", "who");
        add(unit, el("div", "", d[0]), el("div", "muted", (d[1] ? d[1] + " " : "") + say(d[2], d[3])));
        var where = el("td", "who");
        add(where, el("div", "", r[4]));
        if (r[5]) add(where, el("div", "muted", say("第 " + r[5] + " 页", "page " + r[5])));
        var diff = r[6] ? r[6] + (r[7] ? " " + r[7] : "") : "";
        return add(tr, td("", chip(r[1])), what, unit, where, td("num", diff));
      }
    };
  }

  // 0 name,1 year,2 kind zh,3 kind en,4 portal,5 read,6 status zh,7 status en,8 reason,9 href,
  // 10 checked,11 rounded,12 failed,13 unchecked,14 e,15 w,16 i,17 coverage,18 file name,19 partial
  function documentList(data, base) {
    return {
      rows: data.rows,
      text: function (r) { return [r[0], r[1], r[2], r[3], r[6], r[8], r[18]].join(" "); },
      filters: {
        year: { of: function (r) { return r[1]; } },
        status: { of: function (r) { return r[6]; }, en: function (r) { return r[7]; } },
        portal: { of: function (r) { return r[4]; } },
        result: { of: function (r) { return r[14] ? "error" : r[15] ? "warning" : !r[5] ? "unread" : r[19] ? "partial" : "clean"; } }
      },
      head: [["单位 · 文件", "Unit · document"], ["年度", "Year"], ["读取", "Reading"], ["发现", "Findings"],
        ["已核对", "Checked", "num"], ["不符", "Disagree", "num"], ["尾差", "Rounding", "num"], ["无法核对", "Unchecked", "num"], ["数字读入", "Read", "num"]],
      row: function (r) {
        var tr = el("tr");
        var name = el("td", "what");
        add(name, link(base + r[9], r[0]), el("div", "muted small", say(r[2], r[3]) + " · " + r[18]));
        var status = el("td", "");
        add(status, el("span", r[5] ? "" : "chip unread", say(r[6], r[7])));
        if (!r[5] && r[8]) add(status, el("div", "muted small", r[8]));
        if (!r[5]) return add(tr, name, td("", r[1] || "—"), status, td(""), td("num", "—"), td("num", "—"), td("num", "—"), td("num", "—"), td("num", "—"));
        return add(tr, name, td("", r[1] || "—"), status, td("", outcome(r[14], r[15], r[16], r[5], r[19])),
          td("num", group(r[10])), td("num", group(r[12])), td("num", group(r[11])), td("num", group(r[13])), td("num", r[17] || "—"));
      }
    };
  }

  // 0 name,1 portal,2 e,3 w,4 i,5 unchecked,6 cells by year [e,w,i,read,unread,href,partial],
  // 7 documents read, 8 of these with large gaps, 9 the unit's page
  function unitList(data, base) {
    var head = [["单位", "Unit"], ["合计", "Total"]];
    data.years.forEach(function (y) { head.push([String(y), String(y)]); });
    return {
      rows: data.rows,
      text: function (r) { return r[0]; },
      filters: { portal: { of: function (r) { return r[1]; } } },
      head: head,
      row: function (r) {
        var tr = el("tr");
        var total = outcome(r[2], r[3], r[4], r[7], r[8]);
        add(tr, td("what", r[9] ? link(base + r[9], r[0]) : r[0]), td("", total));
        r[6].forEach(function (c) {
          if (!c) { tr.appendChild(td("empty", "—")); return; }
          var inner = outcome(c[0], c[1], c[2], c[3], c[6]);
          var a = link(c[5] ? base + c[5] : base + "documents.html?q=" + encodeURIComponent(r[0]), "", "plain");
          tr.appendChild(td("", add(a, inner)));
        });
        return tr;
      }
    };
  }

  var LISTS = { findings: findingList, review: findingList, documents: documentList, units: unitList };

  function Listing(box) {
    var name = box.getAttribute("data-list");
    var spec = LISTS[name](window.MZ[name], box.getAttribute("data-root") || "");
    var haystack = null;
    var shown = spec.rows;
    var page = 0;
    var controls = {};
    var head = box.querySelector("thead");
    var body = box.querySelector("tbody");
    var status = box.querySelector(".list-status");
    var pager = box.querySelector(".pager");
    var search = box.querySelector("input[type=search]");

    function words() {
      return search ? search.value.toLowerCase().split(/\s+/).filter(Boolean) : [];
    }
    function select() {
      var terms = words();
      if (terms.length && !haystack) haystack = spec.rows.map(function (r) { return spec.text(r).toLowerCase(); });
      shown = spec.rows.filter(function (r, i) {
        for (var key in controls) {
          if (!controls[key].accepts(spec.filters[key].of(r))) return false;
        }
        for (var k = 0; k < terms.length; k++) if (haystack[i].indexOf(terms[k]) < 0) return false;
        return true;
      });
      page = 0;
      draw();
    }
    function drawHead() {
      var tr = el("tr");
      spec.head.forEach(function (h) {
        var th = el("th", h[2] || "", say(h[0], h[1]));
        th.scope = "col";
        tr.appendChild(th);
      });
      head.textContent = "";
      head.appendChild(tr);
    }
    function fill(rows) {
      var fragment = document.createDocumentFragment();
      rows.forEach(function (r) { fragment.appendChild(spec.row(r)); });
      if (!rows.length) {
        var none = el("td", "none", say("没有符合条件的。", "Nothing matches."));
        none.colSpan = spec.head.length;
        fragment.appendChild(add(el("tr", "no-rows"), none));
      }
      body.textContent = "";
      body.appendChild(fragment);
    }
    function draw() {
      drawHead();
      fill(shown.slice(page * PAGE, (page + 1) * PAGE));
      var all = spec.rows.length;
      status.textContent = shown.length === all
        ? say("共 " + group(all) + " 条", group(all) + " in all")
        : say("符合条件 " + group(shown.length) + " 条，共 " + group(all) + " 条", group(shown.length) + " of " + group(all));
      var last = Math.max(0, Math.ceil(shown.length / PAGE) - 1);
      pager.textContent = "";
      if (last === 0) return;
      function button(text, target, off) {
        var b = el("button", "", text);
        b.type = "button";
        b.disabled = off;
        b.addEventListener("click", function () { page = target; draw(); box.scrollIntoView(); });
        return b;
      }
      add(pager, button(say("上一页", "Previous"), page - 1, page === 0),
        el("span", "", say("第 " + (page + 1) + " / " + (last + 1) + " 页", "Page " + (page + 1) + " of " + (last + 1))),
        button(say("下一页", "Next"), page + 1, page === last));
    }
    function setUpSelect(node) {
      var key = node.getAttribute("data-filter");
      var filter = spec.filters[key];
      if (!node.hasAttribute("data-fixed")) {
        var values = distinct(spec.rows.map(filter.of));
        if (values.length < 2) { node.parentNode.hidden = true; return; }
        values.forEach(function (v) { var o = el("option", "", v); o.value = v; node.appendChild(o); });
      }
      if (filter.hide && filter.hide(spec.rows)) { node.parentNode.hidden = true; return; }
      var asked = new RegExp("[?&]" + key + "=([a-z]+)").exec(window.location.search);
      if (asked) node.value = asked[1];
      controls[key] = { accepts: function (v) { return !node.value || String(v) === node.value; } };
      node.addEventListener("change", select);
    }
    function setUpChecks(group) {
      var key = group.getAttribute("data-filter");
      var boxes = Array.prototype.slice.call(group.querySelectorAll("input"));
      controls[key] = {
        accepts: function (v) { return boxes.some(function (b) { return b.checked && b.value === String(v); }); }
      };
      boxes.forEach(function (b) { b.addEventListener("change", select); });
    }

    Array.prototype.forEach.call(box.querySelectorAll("select[data-filter]"), setUpSelect);
    Array.prototype.forEach.call(box.querySelectorAll(".checks[data-filter]"), setUpChecks);
    if (search) {
      var timer = null;
      search.addEventListener("input", function () {
        clearTimeout(timer);
        timer = setTimeout(select, 120);
      });
      var q = /[?&]q=([^&]*)/.exec(window.location.search);
      if (q) { try { search.value = decodeURIComponent(q[1].replace(/\+/g, " ")); } catch (e) { search.value = ""; } }
    }
    select();
    window.addEventListener("beforeprint", function () { drawHead(); fill(shown.slice(0, PRINT_MAX)); });
    window.addEventListener("afterprint", draw);
    this.redraw = draw;
  }

  // Rows already in the page (rules, forms): filtered by their own text.
  function StaticFilter(input) {
    var table = document.getElementById(input.getAttribute("data-table"));
    var rows = Array.prototype.slice.call(table.querySelectorAll("tbody tr"));
    var texts = rows.map(function (r) { return r.textContent.toLowerCase(); });
    input.addEventListener("input", function () {
      var term = input.value.toLowerCase();
      rows.forEach(function (r, i) { r.hidden = texts[i].indexOf(term) < 0; });
    });
  }

  function applyLanguage() {
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
    var lists = Array.prototype.map.call(document.querySelectorAll("[data-list]"), function (box) { return new Listing(box); });
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
