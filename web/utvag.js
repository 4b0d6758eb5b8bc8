// Pages work without this. It only asks before what has been typed is left unsaved.
"use strict";
(() => {
  let changed = false;
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.method === "post") changed = true;
  });
  document.addEventListener("submit", () => {
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
})();
