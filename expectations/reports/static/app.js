// Language switch and filtered lists.  Plain scripts, no network: the pages open from a folder.
// Everything that comes from a document is put into the page as text, never as HTML.
(function () {
  "use strict";
  var PAGE = 50;
  var PRINT_MAX = 2000;
  var root = document.documentElement;
  var MZ = window.MZ || {};
  var RUN = MZ.run || { labels: {} };
  // [class, Chinese, English], worst first; words come from the program's one list of labels.
  var SEVERITY = RUN.labels.severity || [];
  var IF_TRUE = RUN.labels.if_true || [];
  var OUTCOME = RUN.labels.outcome || {};

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
    return el("span", "chip " + s[0], say(s[1], s[2]));
  }
  function word(outcome) { var o = OUTCOME[outcome]; return say(o[0], o[1]); }
  function counts(e, w, i) {
    var box = el("span", "counts");
    [e, w, i].forEach(function (n, k) {
      if (n) add(box, el("span", "chip " + SEVERITY[k][0], say(SEVERITY[k][1], SEVERITY[k][2]) + " " + group(n)));
    });
    return box;
  }
  // "None found" may only be said of what was read and could be checked.
  function outcome(e, w, i, read, partial) {
    if (!read) return el("span", "chip unread", word("unread"));
    var box = e + w + i ? counts(e, w, i) : el("span");
    if (partial) add(box, el("span", "chip unread", word("partial")));
    else if (!(e + w + i)) add(box, el("span", "ok", word("clean")));
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
  //   8 identity, 9 href, 10 waived, 11 attribution, 12 state over the runs, 13 unit in English, 14 form in English; docs: 0 name, 1 year, 2 kind zh, 3 kind en, 4 portal
  function findingList(data, base, name) {
    var docs = data.docs;
    // Where everything is new there was no run to compare with.
    var comparable = data.rows.some(function (r) { return r[12] === "standing"; });
    return {
      rows: data.rows,
      text: function (r) { var d = docs[r[0]]; return [r[2], r[3], d[0], r[4], r[8], d[1]].join(" "); },
      filters: {
        severity: { of: function (r) { return String(r[1]); } },
        year: { of: function (r) { return docs[r[0]][1]; } },
        form: { of: function (r) { return r[4]; }, en: function (r) { return r[14]; } },
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
        add(where, el("div", "", say(r[4], r[14])));
        if (r[5]) add(where, el("div", "muted", say("第 " + r[5] + " 页", "page " + r[5])));
        var unitWord = say(r[7], r[13]);
        var diff = r[6] ? r[6] + (unitWord ? " " + unitWord : "") : "";
        var mark = chip(r[1]);
        // What waits for a person's look is no error yet.
        if (name === "review") mark = el("span", "chip unread", say(IF_TRUE[r[1]][0], IF_TRUE[r[1]][1]));
        return add(tr, td("level", mark), what, unit, where, td("num", diff));
      }
    };
  }

  // The outcome in a word; the same as DocumentView.outcome of the program.
  function resultOf(e, w, read, partial) {
    return e ? "error" : w ? "warning" : !read ? "unread" : partial ? "partial" : "clean";
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
        result: { of: function (r) { return resultOf(r[14], r[15], r[5], r[19]); } }
      },
      head: [["单位 · 文件", "Unit · document"], ["年度", "Year"], ["读取", "Reading"], ["发现", "Findings"],
        ["已核对", "Checked", "num"], ["不符", "Disagree", "num"], ["尾差", "Rounding", "num"], ["无法核对", "Unchecked", "num"], ["数字读入", "Read", "num"]],
      row: function (r) {
        var tr = el("tr");
        var name = el("td", "what");
        add(name, link(base + r[9], r[0]), el("div", "muted small", say(r[2], r[3]) + " · " + r[18]));
        var status = el("td", "");
        add(status, el("span", r[5] ? "" : "chip unread", say(r[6], r[7])));
        if (!r[5] && r[8] && lang() === "zh") add(status, el("div", "muted small", r[8]));
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
      filters: {
        portal: { of: function (r) { return r[1]; } },
        result: { of: function (r) { return resultOf(r[2], r[3], r[7], r[8]); } }
      },
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
    var spec = LISTS[name](MZ[name], box.getAttribute("data-root") || "", name);
    var haystack = [];
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
    // Texts to search in, made in small steps while nobody waits, or at once when somebody does.
    function prepare(until) {
      for (; haystack.length < until && haystack.length < spec.rows.length;) {
        haystack.push(spec.text(spec.rows[haystack.length]).toLowerCase());
      }
    }
    function prepareLater() {
      if (haystack.length >= spec.rows.length) return;
      prepare(haystack.length + 1500);
      setTimeout(prepareLater, 0);
    }
    function select() {
      var terms = words();
      if (terms.length) prepare(spec.rows.length);
      var active = Object.keys(controls).filter(function (key) { return controls[key].isSet(); });
      shown = !terms.length && !active.length ? spec.rows : spec.rows.filter(function (r, i) {
        for (var a = 0; a < active.length; a++) {
          if (!controls[active[a]].accepts(spec.filters[active[a]].of(r))) return false;
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
        var english = {};
        if (filter.en) spec.rows.forEach(function (r) { english[filter.of(r)] = filter.en(r); });
        values.forEach(function (v) {
          var o = el("option", "", v);
          o.value = v;
          if (filter.en) { o.setAttribute("data-zh", v); o.setAttribute("data-en", english[v]); }
          node.appendChild(o);
        });
      }
      if (filter.hide && filter.hide(spec.rows)) { node.parentNode.hidden = true; return; }
      var asked = new RegExp("[?&]" + key + "=([a-z0-9_]+)").exec(window.location.search);
      if (asked) node.value = asked[1];
      controls[key] = {
        isSet: function () { return node.value !== ""; },
        accepts: function (v) { return String(v) === node.value; }
      };
      node.addEventListener("change", select);
    }
    function setUpChecks(group) {
      var key = group.getAttribute("data-filter");
      var boxes = Array.prototype.slice.call(group.querySelectorAll("input"));
      controls[key] = {
        isSet: function () { return boxes.some(function (b) { return !b.checked; }); },
        accepts: function (v) { return boxes.some(function (b) { return b.checked && b.value === v; }); }
      };
      var asked = new RegExp("[?&]" + key + "=([0-9]+)").exec(window.location.search);
      if (asked) boxes.forEach(function (b) { b.checked = b.value === asked[1]; });
      boxes.forEach(function (b) { b.addEventListener("change", select); });
    }

    Array.prototype.forEach.call(box.querySelectorAll("select[data-filter]"), setUpSelect);
    Array.prototype.forEach.call(box.querySelectorAll(".checks[data-filter]"), setUpChecks);
    if (search) {
      var timer = null;
      search.addEventListener("input", function () {
        clearTimeout(timer);
        timer = setTimeout(select, 100);
      });
      var q = /[?&]q=([^&]*)/.exec(window.location.search);
      if (q) { try { search.value = decodeURIComponent(q[1].replace(/\+/g, " ")); } catch (e) { search.value = ""; } }
    }
    select();
    setTimeout(prepareLater, 0);
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
