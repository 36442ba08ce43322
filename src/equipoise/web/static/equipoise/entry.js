// A form while somebody writes on it: keeps a draft on the server, shows what the rules say, goes on by Enter.
// The page works without it. Nothing typed is kept in the browser beyond the page itself.
"use strict";
(() => {
  const form = document.getElementById("entry");
  if (!form) return;
  const status = form.querySelector("[data-status]");
  const WAIT = 700;
  const RETRY = 4000;
  let waiting = 0;
  let running = null;
  let dirty = false;
  let lost = "";
  let leaving = false;

  const box = (path) => document.getElementById(`f-${path}`);
  const filled = (place) => [...place.querySelectorAll("input, select, textarea")].some((one) =>
    one.type === "radio" ? one.checked && one.value : one.value && !one.name.endsWith("~unit"));

  function tell(words, trouble, link) {
    status.classList.toggle("trouble", Boolean(trouble));
    if (status.textContent !== words) status.textContent = words;
    if (link) {
      const to = document.createElement("a");
      to.href = link; to.target = "_blank"; to.rel = "noopener"; to.textContent = form.dataset.signIn;
      status.append(" ", to);
    }
  }

  function showAsked() {
    form.querySelectorAll("[data-when]").forEach((place) => {
      place.hidden = place.tagName !== "TD" && !place.dataset.asked && !filled(place);
    });
  }

  // What the rules say arrives while somebody aims or types: whatever is under the hand stays where it is, and nothing
  // moves between the press of a button and its release.
  let hand = null;
  let pressed = false;
  let arrived = null;
  const aim = (event) => { hand = event.target; };
  form.addEventListener("pointermove", aim);
  form.addEventListener("focusin", aim);
  form.addEventListener("pointerdown", (event) => { aim(event); pressed = true; });
  ["pointerup", "pointercancel"].forEach((kind) => window.addEventListener(kind, () => setTimeout(() => {
    pressed = false;
    if (arrived) show(arrived);
  }, 60)));

  function steady(change) {
    const place = hand?.isConnected ? hand.closest("[data-item]") ?? hand : null;
    const before = place?.getBoundingClientRect().top;
    change();
    if (!place?.offsetParent) return;
    const by = place.getBoundingClientRect().top - before;
    if (by) window.scrollBy({ top: by, behavior: "instant" });
  }

  function show(notes) {
    arrived = pressed ? notes : null;
    if (!pressed) steady(() => put(notes));
  }

  function put(notes) {
    for (const [path, note] of Object.entries(notes)) {
      const place = box(path);
      if (!place) continue;
      const words = place.querySelector("[data-note]");
      if (words && words.innerHTML !== note.html) { words.innerHTML = note.html; }
      place.classList.toggle("faulty", note.wrong);
      place.querySelectorAll(".boxes > input, .boxes > select:first-child, .boxes > textarea, .date-boxes input, .choices-line input").forEach((one) => {
        if (note.wrong) one.setAttribute("aria-invalid", "true"); else one.removeAttribute("aria-invalid");
      });
      const number = note.read && form.elements[path];
      if (number && number !== document.activeElement && note.read.unit && form.elements[`${path}~unit`]) {
        number.value = note.read.value;
        form.elements[`${path}~unit`].value = note.read.unit;
      }
      const computed = place.querySelector("[data-computed]");
      if (computed) computed.textContent = note.derived || "–";
      if (place.dataset.when !== undefined) place.dataset.asked = note.asked ? "1" : "";
    }
    showAsked();
    offerUnits();
  }

  function offerUnits() {
    form.querySelectorAll("[data-use-unit]").forEach((button) => { button.hidden = false; });
  }

  async function freshToken() {
    const page = await fetch(form.dataset.page, { credentials: "same-origin" });
    if (page.redirected && new URL(page.url).pathname === "/sign-in") return false;
    const found = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("#entry [name=csrfmiddlewaretoken]");
    if (!found) return false;
    form.querySelector("[name=csrfmiddlewaretoken]").value = found.value;
    return true;
  }

  const send = () => fetch(form.dataset.draft, { method: "POST", body: new FormData(form), credentials: "same-origin", headers: { Accept: "application/json" } });
  const signedOut = (answer) => answer.redirected && new URL(answer.url).pathname === "/sign-in";

  // True when the server has what is typed.
  async function keep() {
    clearTimeout(waiting);
    if (running) await running;
    running = (async () => {
      dirty = false;
      try {
        let answer = await send();
        if (answer.status === 403 && await freshToken()) answer = await send();
        if (signedOut(answer)) { dirty = true; tell(form.dataset.signedOut, true, "/sign-in"); return false; }
        if (!answer.ok) {
          const kind = answer.headers.get("Content-Type") || "";
          if (kind.includes("json")) tell((await answer.json()).says, true);
          else { dirty = true; tell(form.dataset.signedOut, true, "/sign-in"); }
          return false;
        }
        const said = await answer.json();
        lost = "";
        show(said.notes);
        tell(said.says, said.late);
        return true;
      } catch {
        dirty = true;
        lost = lost || new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
        tell(form.dataset.offline.replace("{time}", lost), true);
        waiting = setTimeout(keep, RETRY);
        return false;
      }
    })();
    const done = await running;
    running = null;
    return done;
  }

  function soon() {
    dirty = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, WAIT);
  }

  // The lesions that stand there from the beginning are passed over: Enter goes to what is to be measured.
  const begun = new Set(form.dataset.begun === undefined ? [] : [...form.querySelectorAll("table.rows :is(input, select)")].filter((one) => one.value));
  const stops = () => [...form.querySelectorAll("input, select, textarea, [data-save]")].filter((one) =>
    one.type !== "hidden" && one.type !== "file" && one.tabIndex >= 0 && !begun.has(one) && one.offsetParent !== null && !one.closest("details.further:not([open]) > div") &&
    !(one.type === "radio" && one !== (form.querySelector(`input[name="${CSS.escape(one.name)}"]:checked`) ?? form.querySelector(`input[name="${CSS.escape(one.name)}"]`))) &&
    !one.name.endsWith("~unit"));

  function next(from) {
    const all = stops();
    const here = from.type === "radio" ? all.find((one) => one.name === from.name) ?? from : from.name.endsWith("~unit") ? form.elements[from.name.slice(0, -5)] : from;
    const to = all.includes(here) ? all[all.indexOf(here) + 1] : all.find((one) => here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (!to) return;
    to.focus();
    if (to.select && to.type !== "radio") to.select();
  }

  function today(part) {
    const path = part.name.slice(0, -2);
    const [year, month, day] = form.dataset.today.split("-").map(Number);
    form.elements[`${path}~d`].value = day;
    form.elements[`${path}~m`].value = month;
    form.elements[`${path}~y`].value = year;
    soon();
  }

  form.addEventListener("keydown", (event) => {
    const one = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.querySelector("[data-save]").click(); return; }
    if (event.key === "Enter" && !event.shiftKey && one.matches("input, select, textarea")) { event.preventDefault(); next(one); return; }
    if (one.name?.endsWith("~d") && (event.key === "t" || event.key === "T") && !event.ctrlKey) { event.preventDefault(); today(one); return; }
    if (one.type === "radio" && (event.key === "Delete" || event.key === "Backspace")) {
      form.querySelectorAll(`input[name="${CSS.escape(one.name)}"]`).forEach((each) => { each.checked = false; });
      soon();
    }
    if (one.type === "radio" && /^[yn]$/i.test(event.key) && !event.ctrlKey) {
      const wanted = form.querySelector(`input[name="${CSS.escape(one.name)}"][value="${event.key.toUpperCase()}"]`);
      if (wanted) { event.preventDefault(); wanted.checked = true; wanted.focus(); soon(); }
    }
  });
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);

  form.addEventListener("click", (event) => {
    const use = event.target.closest("[data-use-unit]");
    if (use) {
      const unit = form.elements[`${use.dataset.for}~unit`];
      if (unit) { unit.value = use.dataset.useUnit; unit.focus(); soon(); }
    }
    const add = event.target.closest("[data-add]");
    if (add) { event.preventDefault(); addRow(add.dataset.add); }
  });

  function addRow(group) {
    const count = form.elements[`~rows.${group}`];
    const number = Number(count.value);
    const blank = form.querySelector(`template[data-row-of="${CSS.escape(group)}"]`).innerHTML.replaceAll("__row__", String(number));
    const body = form.querySelector(`tbody[data-rows-of="${CSS.escape(group)}"]`);
    body.insertAdjacentHTML("beforeend", blank);
    const row = body.lastElementChild;
    row.querySelector("th").textContent = String(number + 1);
    count.value = String(number + 1);
    row.querySelector("input, select, textarea")?.focus();
  }

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (leaving) { event.preventDefault(); return; }
    if (button?.dataset.discard !== undefined) {
      if (!window.confirm(button.dataset.discard)) { event.preventDefault(); return; }
      leaving = true;
      return;
    }
    event.preventDefault();
    const words = status.textContent;
    tell(form.dataset.saving, false);
    leaving = true;
    if (!(await keep())) { leaving = false; return; }
    tell(words, false);
    const asked = document.createElement("input");
    asked.type = "hidden"; asked.name = "~act"; asked.value = button?.value || "save";
    form.append(asked);
    form.submit();
    setTimeout(() => { leaving = false; asked.remove(); }, 8000);
  });

  window.addEventListener("beforeunload", (event) => { if (dirty && !leaving) event.preventDefault(); });
  window.addEventListener("online", () => { if (dirty) keep(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; keep(); } });

  showAsked();
  offerUnits();
  const told = document.querySelector("[data-focus]");
  const first = form.querySelector(".item input:not([type=hidden]), .item select, .item textarea, .items input:not([type=hidden])");
  // Whoever has begun to type or to scan keeps the box.
  if (document.activeElement !== document.body) return;
  if (told) told.focus();
  else if (!location.hash) first?.focus({ preventScroll: true });
})();
