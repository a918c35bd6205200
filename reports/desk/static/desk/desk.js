// Keys, uploads with progress, and jumping between a finding and its place. Every page works without it.
(function () {
  "use strict";

  var HERE = "here";

  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }

  function typing(target) {
    return (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) && target.type !== "checkbox") || target.isContentEditable;
  }

  function choose(items, item, focus) {
    items.forEach(function (one) { one.classList.toggle(HERE, one === item); });
    if (!item) { return; }
    item.scrollIntoView({ block: "nearest" });
    if (focus) { focus(item); }
  }

  function step(items, by, focus) {
    if (!items.length) { return; }
    var at = items.findIndex(function (one) { return one.classList.contains(HERE); });
    var next = at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, at + by));
    choose(items, items[next], focus);
  }

  function current(items) { return items.find(function (one) { return one.classList.contains(HERE); }); }

  // The list.
  function rows() { return all("tr[data-href]"); }
  function focusRow(row) { row.querySelector("a").focus({ preventScroll: true }); }
  function openRow(suffix) {
    var row = current(rows());
    if (row) { window.location.href = row.dataset.href + suffix; }
  }

  function boxes() { return all('.marked input[name="case"]'); }
  function marked() { return boxes().filter(function (box) { return box.checked; }); }
  function count() {
    var said = document.querySelector("[data-count]"), number = marked().length;
    if (said) { said.textContent = number ? "已选 " + number + " 件" : ""; }
  }
  function mark() {
    var row = current(rows()), box = row && row.querySelector('input[name="case"]');
    if (box) { box.checked = !box.checked; count(); }
  }
  function together() {
    var form = document.querySelector("form.marked");
    if (form && marked().length) { form.requestSubmit(); }
  }

  // Several findings may share a box: all but the first only say which one shows them.
  function markOf(jump) {
    var mark = jump && document.getElementById(jump.dataset.mark);
    return mark && mark.dataset.same ? document.getElementById(mark.dataset.same) : mark;
  }

  // The case.
  function findings() { return all(".finding"); }
  function focusFinding(finding) {
    finding.focus({ preventScroll: true });
    var mark = markOf(finding.querySelector(".jump"));
    if (mark) { choose(all("mark, .sheet a"), mark); }
  }
  // Only what the line of keys offers: never the release of what may be a state secret.
  function offers(decision) { return document.querySelector('.keys kbd[data-decision="' + decision + '"]'); }
  function decide(decision) {
    var choice = document.querySelector('input[name="decision"][value="' + decision + '"]');
    var form = document.getElementById("ruling");
    if (!form) { return; }
    form.scrollIntoView({ block: "start" });
    if (choice && offers(decision)) { choice.checked = true; choice.focus(); }
  }

  // The line of keys, large and in front of the page.
  function keys() {
    var line = document.querySelector("main .keys");
    if (!line || document.querySelector("dialog[open]")) { return; }
    var dialog = document.createElement("dialog"), form = document.createElement("form"), close = document.createElement("button");
    var title = document.createElement("h2");
    title.textContent = "快捷键";
    title.id = "keys-h";
    dialog.setAttribute("aria-labelledby", title.id);
    form.method = "dialog";
    close.textContent = "关闭";
    form.append(close);
    dialog.append(title, line.cloneNode(true), form);
    dialog.addEventListener("close", function () { dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  var KEYS = document.body.classList.contains("case") ? {
    j: function () { step(findings(), 1, focusFinding); },
    k: function () { step(findings(), -1, focusFinding); },
    a: function () { decide("release"); },
    r: function () { decide("reject"); },
    u: function () { var link = document.querySelector("a[data-back]"); if (link) { window.location.href = link.href; } },
    "?": keys
  } : {
    j: function () { step(rows(), 1, focusRow); },
    k: function () { step(rows(), -1, focusRow); },
    o: function () { openRow(""); },
    a: function () { openRow("?decide=release#ruling"); },
    r: function () { openRow("?decide=reject#ruling"); },
    x: mark,
    b: together,
    "?": keys,
    n: function () { var next = document.querySelector("a[rel=next]"); if (next) { window.location.href = next.href; } },
    "/": function () { var find = document.querySelector("[data-find]"); if (find) { find.focus(); find.select(); } }
  };

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) { return; }
    var act = KEYS[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  document.addEventListener("click", function (event) {
    var row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a, button, .mark") && !String(window.getSelection())) { window.location.href = row.dataset.href; return; }
    var jump = event.target.closest(".jump");
    var mark = markOf(jump);
    if (mark) {
      event.preventDefault();
      choose(all("mark, .sheet a"), mark);
      mark.scrollIntoView({ block: "center" });
      return;
    }
    var back = event.target.closest("mark a, .sheet a");
    var finding = back && document.getElementById(back.getAttribute("href").slice(1));
    if (finding) {
      event.preventDefault();
      choose(findings(), finding);
      finding.scrollIntoView({ block: "center" });
      finding.focus({ preventScroll: true });
    }
  });

  document.addEventListener("change", count);
  window.addEventListener("pageshow", count);

  // A list that was fetched again keeps the row at which the reader was.
  // Whoever is typing in the filters meanwhile is not taken away from there.
  // What was marked stays marked, where it is there still.
  var kept = "", inside = false, ticked = [];
  document.addEventListener("htmx:beforeSwap", function (event) {
    var row = current(rows());
    kept = row ? row.dataset.number : "";
    inside = event.target.contains(document.activeElement);
    ticked = marked().map(function (box) { return box.value; });
  });
  document.addEventListener("htmx:afterSwap", function () {
    boxes().forEach(function (box) { box.checked = ticked.indexOf(box.value) >= 0; });
    count();
    var row = kept && rows().find(function (one) { return one.dataset.number === kept; });
    if (!row) { return; }
    row.classList.add(HERE);
    if (inside) { focusRow(row); }
  });
  // A case that was opened shows its places: the links of the findings then lead there.
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.target.id !== "document") { return; }
    var number = window.location.pathname;
    all(".finding .jump").forEach(function (jump) { jump.setAttribute("href", number + "?finding=" + jump.dataset.mark.slice(1) + "#" + jump.dataset.mark); });
  });

  // Uploads.
  var form = document.querySelector("form[data-upload]");
  if (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var bar = form.querySelector("progress"), said = form.querySelector(".sent"), button = form.querySelector("button.main");
      var problems = document.getElementById("problems");
      var request = new XMLHttpRequest();
      problems.replaceChildren();
      bar.hidden = false;
      button.disabled = true;
      request.open("POST", form.action);
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.upload.addEventListener("progress", function (step) {
        if (!step.lengthComputable) { return; }
        bar.value = Math.round(100 * step.loaded / step.total);
        said.textContent = bar.value < 100 ? "已上传 " + bar.value + "%" : "已上传，正在登记";
      });
      function failed(lines) {
        bar.hidden = true;
        button.disabled = false;
        said.textContent = "";
        var box = document.createElement("div"), list = document.createElement("ul");
        box.className = "notice error";
        lines.forEach(function (line) {
          var item = document.createElement("li"), link = document.createElement("a");
          link.href = "#id_" + line[0];
          link.textContent = line[1];
          item.append(link);
          list.append(item);
        });
        box.append(list);
        problems.append(box);
        problems.scrollIntoView({ block: "center" });
      }
      request.addEventListener("load", function () {
        var answer = {};
        try { answer = JSON.parse(request.responseText); } catch (error) { answer = {}; }
        if (answer.to) { window.location.href = answer.to; return; }
        failed(answer.problems || [["file", "没有收取成功。请刷新页面后重试；登录可能已过期。"]]);
      });
      request.addEventListener("error", function () { failed([["file", "连接中断，没有收取。请检查网络后重试；文件可能过大。"]]); });
      request.send(new FormData(form));
    });
  }
})();
