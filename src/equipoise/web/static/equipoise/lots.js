// The code of a supplier, scanned into the box of a lot, is taken apart into lot and last day. The server does the same without this.
"use strict";
(() => {
  const form = document.getElementById("entry");
  if (!form) return;
  const FIXED = { "01": 14, "02": 14, 11: 6, 12: 6, 13: 6, 15: 6, 16: 6, 17: 6, 20: 2 };
  const inForm = (form.dataset.lots || "").split(";").filter(Boolean).map((pair) => pair.split("="));

  function elements(words) {
    const plain = words.trim().replace(/^\](?:d2|C1|Q3|e0|J1)/, "");
    const found = {};
    if (plain.startsWith("(")) {
      for (const [, key, value] of plain.matchAll(/\((\d{2,4})\)([^()]*)/g)) found[key] = value;
      return found;
    }
    let rest = plain.replace(/^\x1d+/, "");
    while (rest) {
      const key = rest.slice(0, 2);
      rest = rest.slice(2);
      if (FIXED[key]) {
        found[key] = rest.slice(0, FIXED[key]);
        if (!/^\d+$/.test(found[key]) || found[key].length < FIXED[key]) return {};
        rest = rest.slice(FIXED[key]);
      } else if (key === "10" || key === "21" || key === "22") {
        const end = rest.indexOf("\x1d");
        found[key] = end < 0 ? rest : rest.slice(0, end);
        rest = end < 0 ? "" : rest.slice(end);
      } else return {};
      rest = rest.replace(/^\x1d+/, "");
    }
    return found;
  }

  function lastDay(six) {
    if (!/^\d{6}$/.test(six || "")) return null;
    const [year, month, day] = [Number(six.slice(0, 2)), Number(six.slice(2, 4)), Number(six.slice(4))];
    const full = (year >= 51 ? 1900 : 2000) + year;
    return [full, month, day || new Date(full, month, 0).getDate()];
  }

  function set(name, value) {
    const box = form.elements[name];
    if (box) box.value = value;
  }

  function takeApart(box, expires) {
    const found = elements(box.value);
    if (!found["10"] || !(found["01"] || found["17"])) return;
    box.value = found["10"];
    const day = lastDay(found["17"]);
    if (!day) return;
    const two = (n) => String(n).padStart(2, "0");
    if (form.elements[`${expires}~y`]) {
      set(`${expires}~y`, day[0]); set(`${expires}~m`, day[1]); set(`${expires}~d`, day[2]);
    } else set(expires, `${day[0]}-${two(day[1])}-${two(day[2])}`);
  }

  function expiryOf(box) {
    if (box.dataset.lot) return box.dataset.lot;
    for (const [lot, last] of inForm) {
      const row = new RegExp(`^${lot.replace(".*.", "\\.(\\d+)\\.")}$`).exec(box.name);
      if (row) return last.replace("*", row[1] || "");
    }
    return "";
  }

  // Before the page moves on by Enter, so that what is kept is already the lot.
  form.addEventListener("keydown", (event) => {
    const to = event.key === "Enter" && event.target.name && expiryOf(event.target);
    if (to) takeApart(event.target, to);
  }, true);
  form.addEventListener("change", (event) => {
    const to = event.target.name && expiryOf(event.target);
    if (to) takeApart(event.target, to);
  }, true);
})();
