/* How many keys were pressed on this page, sent with its form: a number, not which keys, and nobody's name.
   A reader of documents types lines by itself: what comes into that field is not counted. */
(function () {
  "use strict";
  var presses = 0;
  addEventListener("keydown", function (event) {
    if (event.repeat || event.target.id === "lines") return;
    presses += 1;
  }, true);
  addEventListener("submit", function (event) {
    var field = event.target.querySelector("[data-keys]");
    if (field) field.value = String(presses);
  }, true);
})();
