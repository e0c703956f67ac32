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
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-print]") : null;
    if (button) { event.preventDefault(); window.print(); }
  });
  document.addEventListener("submit", function (event) {
    var asked = event.target.getAttribute("data-confirm");
    if (asked && !window.confirm(asked)) { event.preventDefault(); }
  });
})();
