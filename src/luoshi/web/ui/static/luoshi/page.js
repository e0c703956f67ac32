// Small habits of pages; every page works without them.
(function () {
  "use strict";
  document.addEventListener("change", function (event) {
    var box = event.target;
    if (box.matches && box.matches("input[data-all]")) {
      var boxes = document.querySelectorAll('input[name="' + box.getAttribute("data-all") + '"]');
      for (var i = 0; i < boxes.length; i++) { boxes[i].checked = box.checked; }
    }
    if (box.matches && box.matches("[data-submit]")) { box.form.submit(); }
  });
  // Browsers write on their buttons for files in their own language: ours is Chinese, with the names of what was chosen.
  function dressFiles(root) {
    var inputs = root.querySelectorAll("input[type=file]:not([data-dressed])");
    for (var i = 0; i < inputs.length; i++) {
      var input = inputs[i], box = document.createElement("span");
      box.className = "file";
      input.setAttribute("data-dressed", "");
      input.parentNode.insertBefore(box, input);
      box.appendChild(input);
      box.appendChild(told("button", input.disabled ? "不能选" : "选择文件"));
      box.appendChild(told("file-names", namesOf(input)));
    }
  }
  function told(look, words) {
    var made = document.createElement("span");
    made.className = look;
    made.setAttribute("aria-hidden", "true");
    made.textContent = words;
    return made;
  }
  function namesOf(input) {
    var names = [];
    for (var i = 0; i < input.files.length; i++) { names.push(input.files[i].name); }
    return names.length ? names.join("、") : "没有选文件";
  }
  document.addEventListener("change", function (event) {
    if (event.target.type === "file" && event.target.hasAttribute("data-dressed")) {
      event.target.parentNode.querySelector(".file-names").textContent = namesOf(event.target);
    }
  });
  document.addEventListener("htmx:load", function (event) { dressFiles(event.target); });
  dressFiles(document);
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-print]") : null;
    if (button) { event.preventDefault(); window.print(); }
  });
  document.addEventListener("submit", function (event) {
    var asked = event.target.getAttribute("data-confirm");
    if (asked && !window.confirm(asked)) { event.preventDefault(); }
  });
})();
