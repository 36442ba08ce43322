// Keys of the workspace. Every page works without them: j k move, Enter opens, / filters, g goes, h shows a history.
"use strict";
(() => {
  const STORED = "equipoise.keys";
  const isOn = () => localStorage.getItem(STORED) !== "off";
  const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")].filter((row) => !row.hidden);
  const here = () => document.querySelector("tr[data-here]");
  const typing = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

  function stand(row) {
    here()?.removeAttribute("data-here");
    if (!row) return;
    row.setAttribute("data-here", "");
    row.scrollIntoView({ block: "nearest" });
    row.querySelector("a[data-open], a, summary")?.focus({ preventScroll: true });
  }

  function move(step) {
    const all = rows();
    const place = all.indexOf(here() ?? document.activeElement?.closest("tr[data-row]"));
    stand(all[place < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(place + step, 0), all.length - 1)]);
  }

  function history() {
    const row = here() ?? document.activeElement?.closest("tr[data-row]");
    const found = row ? row.querySelectorAll("details.history") : [];
    found.forEach((one) => { one.open = !one.open; });
  }

  const acts = {
    j: () => move(1),
    k: () => move(-1),
    h: history,
    "/": () => document.querySelector('[data-key="/"]')?.focus(),
    g: () => {
      const box = document.querySelector('[data-key="g"]');
      if (box && !box.checkVisibility()) box.closest("details").open = true;
      box?.focus();
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = acts[event.key];
    if (act) { event.preventDefault(); act(); return; }
    if (event.key === "Enter" && here() && !event.target.closest("a, button, summary")) here().querySelector("a[data-open], a")?.click();
  });

  document.querySelectorAll("input[data-filters]").forEach((box) => {
    const table = document.getElementById(box.dataset.filters);
    box.addEventListener("input", () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      table?.querySelectorAll("[data-row]").forEach((row) => {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
      });
    });
  });

  document.querySelectorAll("[data-mark-all]").forEach((button) => {
    const boxes = () => [...document.querySelectorAll(`input[name="${button.dataset.markAll}"]`)];
    button.hidden = boxes().length === 0;
    button.addEventListener("click", () => { const all = boxes(); const every = all.every((one) => one.checked); all.forEach((one) => { one.checked = !every; }); });
  });

  document.querySelectorAll("a[data-ask]").forEach((link) => {
    link.addEventListener("click", (event) => {
      const item = document.getElementById("ask-item");
      if (!item) return;
      event.preventDefault();
      item.value = link.dataset.ask;
      document.getElementById("ask-words").focus();
    });
  });

  // Whoever comes from a task about a query finds the box of the answer under the hand.
  if (location.hash === "#queries") addEventListener("load", () => requestAnimationFrame(() => document.querySelector("#queries li:not(:has(.state.done)) input[name=words]")?.focus()));

  const control = document.querySelector("[data-keys-switch]");
  if (control) {
    const tell = () => { control.textContent = isOn() ? control.dataset.on : control.dataset.off; };
    control.hidden = false;
    control.addEventListener("click", () => { localStorage.setItem(STORED, isOn() ? "off" : "on"); tell(); });
    tell();
  }
})();
