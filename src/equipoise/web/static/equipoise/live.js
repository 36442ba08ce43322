// A part of a page that follows the data: asks every few seconds, and shows what is new. The page works without it.
"use strict";
(() => {
  const place = document.querySelector("[data-live]");
  if (!place) return;
  const status = document.querySelector("[data-live-status]");
  const EVERY = Number(place.dataset.every) || 4000;
  let mark = "";
  let waiting = null;

  const tell = (words) => { if (status && status.textContent !== words) status.textContent = words; };
  const busy = () => place.contains(document.activeElement) || String(getSelection()).length > 0;

  function show(html) {
    waiting = null;
    const open = [...place.querySelectorAll("details[open]")].map((one) => one.closest("[id]")?.id).filter(Boolean);
    place.innerHTML = html;
    open.forEach((id) => { const one = document.getElementById(id)?.querySelector("details"); if (one) one.open = true; });
    tell(place.dataset.changed);
    const go = place.querySelector("a[data-go]");
    if (go) location.assign(go.href);
    if (place.dataset.every && !place.querySelector("[data-waits]")) clearInterval(asking);
  }

  async function ask() {
    if (document.hidden) return;
    try {
      const answer = await fetch(place.dataset.live, { headers: mark ? { "If-None-Match": mark } : {}, credentials: "same-origin", cache: "no-store", redirect: "error" });
      if (answer.status === 304) { if (waiting && !busy()) show(waiting); return; }
      if (!answer.ok) { tell(place.dataset.lost); return; }
      const first = mark === "";
      mark = answer.headers.get("ETag") || "";
      const html = await answer.text();
      if (first) { if (status?.textContent === place.dataset.lost) tell(""); if (html.trim() === place.innerHTML.trim()) return; }
      if (first && !changed(html)) return;
      if (busy()) { waiting = html; tell(place.dataset.waiting); } else show(html);
    } catch { tell(place.dataset.lost); }
  }

  function changed(html) {
    const other = document.createElement("div");
    other.innerHTML = html;
    return other.textContent.replace(/\s+/g, " ") !== place.textContent.replace(/\s+/g, " ");
  }

  place.addEventListener("focusout", () => setTimeout(() => { if (waiting && !busy()) show(waiting); }, 0));
  document.addEventListener("visibilitychange", ask);
  const asking = setInterval(ask, EVERY);
})();
