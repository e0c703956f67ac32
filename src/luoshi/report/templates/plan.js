// Shows in the text how far the item goes that the address points at. All else works without script.
(function () {
  var shown = [];
  function show() {
    var i, key = decodeURIComponent(location.hash.slice(1)), kind = key.slice(0, 2);
    for (i = 0; i < shown.length; i++) shown[i].classList.remove("reached");
    shown = [];
    if (kind !== "s-" && kind !== "i-") return;
    key = key.slice(2);
    var all = document.querySelectorAll("[data-i]"), place = document.getElementById("s-" + key);
    for (i = 0; i < all.length; i++) {
      if (all[i].getAttribute("data-i").split(" ").indexOf(key) >= 0) shown.push(all[i]);
    }
    if (kind === "i-" && place && shown.indexOf(place) < 0) shown.push(place);
    for (i = 0; i < shown.length; i++) shown[i].classList.add("reached");
  }
  window.addEventListener("hashchange", show);
  show();
})();
