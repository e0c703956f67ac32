// Search of the site, from the index in search-index.js: works from a folder, asks nothing of a network.
(function () {
  "use strict";
  var pages = LUOSHI_PAGES.map(function (one) {
    return { address: one[0], kind: one[1], title: one[2], text: one[3], name: plain(one[2]), all: plain(one[2] + " " + one[3]) };
  });
  var form = document.getElementById("search"), field = document.getElementById("q");
  var told = document.getElementById("told"), list = document.getElementById("found");
  var MOST = 50;

  function plain(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function pairs(word) {
    var found = [];
    for (var at = 0; at + 1 < word.length; at += 1) { found.push(word.slice(at, at + 2)); }
    return found;
  }

  function weigh(page, words) {
    var weight = 0;
    for (var at = 0; at < words.length; at += 1) {
      if (page.all.indexOf(words[at]) < 0) { return 0; }
      weight += page.name === words[at] ? 8 : page.name.indexOf(words[at]) >= 0 ? 4 : 1;
    }
    return weight;
  }

  // Nothing has all the words: take what has most of their neighbouring characters.
  function liken(page, words) {
    var all = [].concat.apply([], words.map(pairs));
    var hit = all.filter(function (pair) { return page.all.indexOf(pair) >= 0; }).length;
    return all.length && hit / all.length >= 0.6 ? hit / all.length : 0;
  }

  function ranked(measure, words) {
    return pages.map(function (page, at) { return { page: page, at: at, weight: measure(page, words) }; })
      .filter(function (one) { return one.weight > 0; })
      .sort(function (a, b) { return b.weight - a.weight || a.at - b.at; });
  }

  function show(one) {
    var item = document.createElement("li"), link = document.createElement("a");
    var kind = document.createElement("span"), text = document.createElement("p");
    link.href = one.page.address;
    link.textContent = one.page.title;
    kind.className = "tag";
    kind.textContent = one.page.kind;
    text.className = "small";
    text.textContent = one.page.text.length > 90 ? one.page.text.slice(0, 90) + "…" : one.page.text;
    item.appendChild(link);
    item.appendChild(document.createTextNode(" "));
    item.appendChild(kind);
    item.appendChild(text);
    list.appendChild(item);
  }

  function search() {
    var words = plain(field.value).split(/\s+/).filter(Boolean);
    list.textContent = "";
    told.textContent = "";
    if (!words.length) { return; }
    var found = ranked(weigh, words), about = "";
    if (!found.length) {
      found = ranked(liken, words);
      about = found.length ? "没有完全相符的，下面是相近的。" : "";
    }
    told.textContent = about + "共 " + found.length + " 条" + (found.length > MOST ? "，列出前 " + MOST + " 条" : "");
    found.slice(0, MOST).forEach(show);
  }

  form.addEventListener("submit", function (event) { event.preventDefault(); search(); });
  field.addEventListener("input", search);
  var asked = /[?&]q=([^&]*)/.exec(location.search);
  if (asked) {
    field.value = decodeURIComponent(asked[1].replace(/\+/g, " "));
    search();
  }
}());
