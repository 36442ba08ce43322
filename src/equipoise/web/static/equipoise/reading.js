// What a reading comes to while it is typed: the server computes it by the rules, as it will when the reading is given.
"use strict";
(() => {
  const form = document.getElementById("entry");
  const place = document.querySelector("[data-computed]");
  if (!form || !place) return;
  let waiting = 0;
  let asked = 0;

  async function ask() {
    const mine = ++asked;
    try {
      const answer = await fetch(place.dataset.computed, { method: "POST", body: new FormData(form), credentials: "same-origin", cache: "no-store", redirect: "error" });
      if (!answer.ok || mine !== asked) return;
      const html = await answer.text();
      if (html.trim() !== place.innerHTML.trim()) place.innerHTML = html;
    } catch { /* the page says by itself when the connection is lost */ }
  }

  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 400); });
  ask();
})();
