// The ward: expiry counts down, a scanner's Enter moves on, what was scanned outlives a lost network. Every page works without it.
// Photographs and the camera are read by scan.js.
"use strict";
(() => {
  const shown = document.querySelector("[data-now]");
  const ahead = shown ? Date.parse(shown.dataset.now) - Date.now() : 0;

  function span(minutes, units) {
    const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
    const [day, hour, minute] = units.split(",");
    if (days) return `${days} ${day} ${hours} ${hour}`;
    return hours ? `${hours} ${hour} ${rest} ${minute}` : `${rest} ${minute}`;
  }

  function tick() {
    const now = Date.now() + ahead;
    document.querySelectorAll("[data-until]").forEach((place) => {
      const left = Date.parse(place.dataset.until) - now;
      const words = left > 0 ? place.dataset.left : place.dataset.over;
      const says = place.querySelector("[data-says]");
      const told = words.replace("{span}", span(Math.floor(Math.abs(left) / 60000), place.dataset.units));
      if (says && says.textContent !== told) says.textContent = told;
      if (left <= 0 && place.classList.contains("until")) place.classList.add("over");
      const reminder = document.querySelector("[data-reminder]");
      if (left <= 0 && place.dataset.remind && !place.dataset.reminded && reminder) {
        place.dataset.reminded = "1";
        reminder.textContent = place.dataset.remind;
        navigator.vibrate?.(300);
      }
    });
  }
  tick();
  setInterval(tick, 5000);
  document.querySelector("[data-focus]")?.focus();

  const form = document.querySelector("[data-scan-form]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("[data-scan-box]")];
  const status = form.querySelector("[data-scan-status]");
  let sending = false;

  function onwards() {
    const empty = boxes.find((one) => !one.value.trim());
    if (empty) empty.focus();
    else form.requestSubmit(form.querySelector("button[value=scan]") ?? undefined);
  }

  // A scanner types as soon as it has read: what it types belongs to a box even where none has the focus.
  const nowhere = () => !document.activeElement?.matches("a, button, input, select, summary, textarea");
  const wait = () => boxes.find((one) => !one.value.trim())?.focus();
  document.addEventListener("keydown", (event) => {
    if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey && nowhere()) wait();
  });

  boxes.forEach((box) => box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !box.value.trim()) return;
    event.preventDefault();
    onwards();
  }));

  // A lost network must not cost what was scanned: the server is asked first whether it is there.
  form.addEventListener("submit", async (event) => {
    if (sending) { event.preventDefault(); return; }
    event.preventDefault();
    const button = event.submitter;
    sending = true;
    try {
      await fetch(location.href, { method: "HEAD", cache: "no-store", credentials: "same-origin" });
    } catch {
      sending = false;
      status.textContent = form.dataset.offline;
      status.classList.add("trouble");
      return;
    }
    if (button?.name) {
      const asked = document.createElement("input");
      asked.type = "hidden"; asked.name = button.name; asked.value = button.value;
      form.append(asked);
    }
    form.submit();
    setTimeout(() => { sending = false; }, 8000);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) sending = false; });
})();
