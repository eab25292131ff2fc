// Lists that are searched and filtered in the browser: findings, review queue, documents, units.
// Everything that comes from a document is put into the page as text, never as HTML.
window.MZLists = function (shared) {
  "use strict";
  var PAGE = 50;
  var PRINT_MAX = 2000;
  var MZ = shared.data;
  var lang = shared.lang;
  var say = shared.say;
  var group = shared.group;
  var whenTyped = shared.whenTyped;
  // [class, Chinese, English], worst first; words come from the program's one list of labels.
  var SEVERITY = shared.labels.severity || [];
  var IF_TRUE = shared.labels.if_true || [];
  var OUTCOME = shared.labels.outcome || {};

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
  // How a word is found in a text: Chinese as it stands; letters in either case, brackets and
  // commas of either width, and 1051.46 also where 1,051.46 is printed.
  var ALIKE = { "(": "[(（]", "（": "[(（]", ")": "[)）]", "）": "[)）]", ":": "[:：]", "：": "[:：]", ",": "[,，]", "，": "[,，]" };
  function finder(word) {
    var term = word.replace(/(\d),(?=\d{3})/g, "$1");
    var isAmount = term !== word || /\d{5}|\d{4}\.\d|^(?!19|20)\d{4}$/.test(term);
    if (!isAmount && !/[()（）:：,，]/.test(term) && term.toLowerCase() === term.toUpperCase()) {
      return function (text) { return text.indexOf(term) >= 0; };
    }
    var pattern = term.replace(/[.*+?^${}|[\]\\]/g, "\\$&").replace(/[()（）:：,，]/g, function (c) { return ALIKE[c]; });
    if (isAmount) pattern = pattern.replace(/(\d)(?=\d{3})/g, "$1,?");
    var found = new RegExp(pattern, "i");
    return function (text) { return found.test(text); };
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
      // What is said of a document is looked at once for all its findings.
      accepts: function (has) {
        var inDocument = docs.map(function (d) { return has(d[0]) || has(String(d[1])); });
        return function (r) { return inDocument[r[0]] || has(r[2]) || has(r[4]) || has(r[8]) || has(r[3]) || has(r[14]); };
      },
      filters: {
        severity: { of: function (r) { return String(r[1]); } },
        year: { of: function (r) { return docs[r[0]][1]; } },
        form: { of: function (r) { return r[4]; }, en: function (r) { return r[14]; } },
        portal: { of: function (r) { return docs[r[0]][4]; } },
        state: { of: function (r) { return r[12]; }, hide: function (rows) { return !rows.some(function (r) { return r[12] === "standing"; }); } }
      },
      head: [["程度", "Level", "level"], ["问题", "Finding", "what"], ["单位 · 年度", "Unit · year", "who"], ["位置", "Where", "where"], ["差额", "Difference", "num diff"]],
      row: function (r) {
        var d = docs[r[0]];
        var tr = el("tr", r[10] ? "waived" : "");
        var what = el("td", "what");
        add(what, link(base + r[9], lang() === "en" ? r[3] : r[2], "finding-link"));
        if (r[10]) add(what, el("span", "tag", say("已说明", "Explained")));
        if (r[12] === "new" && comparable) add(what, el("span", "tag new", say("新增", "new")));
        var unit = el("td", "who");
        add(unit, el("div", "", d[0]), el("div", "muted", (d[1] ? d[1] + " " : "") + say(d[2], d[3])));
        var where = el("td", "where");
        add(where, el("div", "", say(r[4], r[14])));
        if (r[5]) add(where, el("div", "muted", say("第 " + r[5] + " 页", "page " + r[5])));
        var unitWord = say(r[7], r[13]);
        var diff = r[6] ? r[6] + (unitWord ? " " + unitWord : "") : "";
        var mark = chip(r[1]);
        // What waits for a person's look is no error yet.
        if (name === "review") mark = el("span", "chip unread", say(IF_TRUE[r[1]][0], IF_TRUE[r[1]][1]));
        return add(tr, td("level", mark), what, unit, where, td("num diff", diff));
      }
    };
  }

  // Errors and notices of the latest year against the last year before it with the same kinds
  // and number of documents, all read whole: else a difference says nothing.
  function trend(cells, years) {
    var at = [];
    for (var y = cells.length - 1; y >= 0 && at.length < 2; y--) {
      if (cells[y] && (!at.length || cells[y][7] === cells[at[0]][7])) at.push(y);
    }
    var now = cells[at[0]], then = cells[at[1]];
    if (!then || now[4] || then[4] || now[6] || then[6]) return el("span", "muted", "—");
    var change = now[0] + now[1] - then[0] - then[1];
    var sign = change > 0 ? "↑ " + change : change < 0 ? "↓ " + -change : "＝";
    var mark = el("span", change > 0 ? "worse" : change < 0 ? "ok" : "muted", sign);
    var against = say("与 " + years[at[1]] + " 年相比", "against " + years[at[1]]);
    mark.title = against + say(change > 0 ? "多 " + change + " 处" : change < 0 ? "少 " + -change + " 处" : "持平",
      change > 0 ? ": " + change + " more" : change < 0 ? ": " + -change + " fewer" : ": the same");
    add(mark, el("span", "visually-hidden", mark.title));
    return mark;
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
      accepts: function (has) {
        return function (r) { return has(r[0]) || has(String(r[1])) || has(r[2]) || has(r[18]) || has(r[6]) || has(r[8]) || has(r[3]); };
      },
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

  // 0 name,1 portal,2 e,3 w,4 i,5 unchecked,6 cells by year [e,w,i,read,unread,href,partial,kinds],
  // 7 documents read, 8 of these with large gaps, 9 the unit's page
  function unitList(data, base) {
    var head = [["单位", "Unit", "what"], ["合计", "Total", "total"], ["趋势", "Trend", "trend"]];
    data.years.forEach(function (y) { head.push([String(y), String(y), "year"]); });
    return {
      rows: data.rows,
      accepts: function (has) { return function (r) { return has(r[0]); }; },
      filters: {
        portal: { of: function (r) { return r[1]; } },
        result: { of: function (r) { return resultOf(r[2], r[3], r[7], r[8]); } }
      },
      head: head,
      row: function (r) {
        var tr = el("tr");
        var total = outcome(r[2], r[3], r[4], r[7], r[8]);
        add(tr, td("what", r[9] ? link(base + r[9], r[0]) : r[0]), td("total", total), td("trend", trend(r[6], data.years)));
        r[6].forEach(function (c) {
          if (!c) { tr.appendChild(td("year empty", "—")); return; }
          var isClean = c[3] && !c[6] && !(c[0] + c[1] + c[2]);
          var inner = isClean ? add(el("span", "ok tick", "✓"), el("span", "visually-hidden", word("clean"))) : outcome(c[0], c[1], c[2], c[3], c[6]);
          if (isClean) inner.title = word("clean");
          var a = link(c[5] ? base + c[5] : base + "documents.html?q=" + encodeURIComponent(r[0]), "", "plain");
          tr.appendChild(td("year", add(a, inner)));
        });
        return tr;
      }
    };
  }

  var LISTS = { findings: findingList, review: findingList, documents: documentList, units: unitList };

  function Listing(box) {
    var name = box.getAttribute("data-list");
    var spec = LISTS[name](MZ[name], box.getAttribute("data-root") || "", name);
    var shown = spec.rows;
    var page = 0;
    var controls = {};
    var head = box.querySelector("thead");
    var body = box.querySelector("tbody");
    var status = box.querySelector(".list-status");
    var pager = box.querySelector(".pager");
    var search = box.querySelector("input[type=search]");
    var params = new URLSearchParams(window.location.search);

    function words() {
      return search ? search.value.split(/\s+/).filter(Boolean) : [];
    }
    function select() {
      var tests = words().map(function (w) { return spec.accepts(finder(w)); });
      var active = Object.keys(controls).filter(function (key) { return controls[key].isSet(); });
      active.forEach(function (key) {
        var of = spec.filters[key].of;
        var accepts = controls[key].current();
        tests.unshift(function (r) { return accepts(of(r)); });
      });
      shown = !tests.length ? spec.rows : spec.rows.filter(function (r) {
        for (var n = 0; n < tests.length; n++) if (!tests[n](r)) return false;
        return true;
      });
      page = 0;
      draw();
      remember(active);
    }
    // The address says what is asked for: going back, or a bookmark, asks the same again.
    function remember(active) {
      var asked = new URLSearchParams();
      if (search && search.value.trim()) asked.set("q", search.value.trim());
      active.forEach(function (key) { asked.set(key, controls[key].value()); });
      var now = new URLSearchParams(window.location.search);
      if (now.get("lang")) asked.set("lang", now.get("lang"));
      if (asked.toString() === now.toString()) return;
      try { window.history.replaceState(null, "", "?" + asked.toString() + window.location.hash); } catch (e) { /* some browsers keep the address of a file */ }
    }
    function drawHead() {
      if (head.lang === lang()) return;
      head.lang = lang();
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
      if (params.has(key)) node.value = params.get(key);
      if (node.selectedIndex < 0) node.value = "";
      controls[key] = {
        isSet: function () { return node.value !== ""; },
        value: function () { return node.value; },
        current: function () { var wanted = node.value; return function (v) { return String(v) === wanted; }; }
      };
      node.addEventListener("change", select);
    }
    function setUpChecks(group) {
      var key = group.getAttribute("data-filter");
      var boxes = Array.prototype.slice.call(group.querySelectorAll("input"));
      function chosen() { return boxes.filter(function (b) { return b.checked; }).map(function (b) { return b.value; }); }
      controls[key] = {
        isSet: function () { return chosen().length < boxes.length; },
        value: function () { return chosen().join("."); },
        current: function () { var wanted = chosen(); return function (v) { return wanted.indexOf(v) >= 0; }; }
      };
      if (params.has(key)) boxes.forEach(function (b) { b.checked = params.get(key).split(".").indexOf(b.value) >= 0; });
      boxes.forEach(function (b) { b.addEventListener("change", select); });
    }

    Array.prototype.forEach.call(box.querySelectorAll("select[data-filter]"), setUpSelect);
    Array.prototype.forEach.call(box.querySelectorAll(".checks[data-filter]"), setUpChecks);
    if (search) {
      if (params.has("q")) search.value = params.get("q");
      whenTyped(search, 100, select);
    }
    select();
    window.addEventListener("beforeprint", function () { drawHead(); fill(shown.slice(0, PRINT_MAX)); });
    window.addEventListener("afterprint", draw);
    this.redraw = draw;
  }

  return Array.prototype.map.call(document.querySelectorAll("[data-list]"), function (box) { return new Listing(box); });
};
