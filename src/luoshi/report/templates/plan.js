// Shows how far the item goes that the address points at. All else works without script.
(function () {
  var shown = [];
  function show() {
    var i, key = decodeURIComponent(location.hash.slice(1));
    for (i = 0; i < shown.length; i++) shown[i].classList.remove("reached");
    shown = [];
    if (key.slice(0, 2) !== "s-") return;
    var all = document.querySelectorAll("[data-i]");
    for (i = 0; i < all.length; i++) {
      if (all[i].getAttribute("data-i").split(" ").indexOf(key.slice(2)) >= 0) shown.push(all[i]);
    }
    for (i = 0; i < shown.length; i++) shown[i].classList.add("reached");
  }
  window.addEventListener("hashchange", show);
  show();
})();
