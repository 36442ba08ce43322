// Codes without a scanner: a photograph, or the running camera. The browser's own reader looks where it has one; otherwise pictures
// of the camera go to the server, one a second, while the page is in view. What is read enters its box as a scanner types it.
"use strict";
(() => {
  const SIDE = 1600;
  const EVERY = 1000;
  const PATIENCE = 120000;
  const used = "data-scan-box";

  function boxesOf(ways) {
    const one = ways.dataset.scanFor && document.getElementById(ways.dataset.scanFor);
    return one ? [one] : [...ways.closest("form").querySelectorAll(`[${used}]`)];
  }

  const isEmpty = (box) => !box.value.trim();

  // Words, then Enter: the same as from a scanner, so that the page goes on in the same way.
  function enter(boxes, code) {
    const box = boxes.find((one) => one.dataset.takes === code.is && isEmpty(one))
      ?? (boxes.length > 1 ? boxes.find(isEmpty) : boxes[0]);
    if (!box || boxes.some((one) => one.value.trim() === code.words)) return;
    box.value = code.words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  }

  async function drawn(source, width, height) {
    const smaller = Math.min(1, SIDE / Math.max(width, height));
    const sheet = document.createElement("canvas");
    sheet.width = Math.max(1, Math.round(width * smaller));
    sheet.height = Math.max(1, Math.round(height * smaller));
    sheet.getContext("2d").drawImage(source, 0, 0, sheet.width, sheet.height);
    return new Promise((done) => sheet.toBlob(done, "image/jpeg", 0.85));
  }

  async function small(file) {
    try {
      const picture = await createImageBitmap(file);
      return (await drawn(picture, picture.width, picture.height)) ?? file;
    } catch {
      return file; // what the browser cannot draw the server looks at
    }
  }

  async function ask(ways, picture) {
    const sent = new FormData();
    sent.append("csrfmiddlewaretoken", ways.closest("form").querySelector("[name=csrfmiddlewaretoken]").value);
    sent.append("photograph", picture, "picture.jpg");
    let answer;
    try {
      answer = await fetch(ways.dataset.scanWays, { method: "POST", body: sent, credentials: "same-origin", cache: "no-store" });
    } catch {
      return { codes: [], says: ways.dataset.offline, stop: false };
    }
    const told = answer.ok && !answer.redirected ? await answer.json().catch(() => null) : null;
    return told ?? { codes: [], says: ways.dataset.signedOut, stop: true };
  }

  function onPhotograph(ways, says) {
    const photograph = ways.querySelector("[data-photograph]");
    const send = ways.querySelector("[data-send-photograph]");
    if (!photograph) return;
    if (send) send.hidden = true;
    photograph.classList.add("unseen"); // its label is the button
    photograph.addEventListener("change", async () => {
      const [file] = photograph.files;
      if (!file) return;
      says.textContent = ways.dataset.reading;
      const told = await ask(ways, await small(file));
      photograph.value = "";
      says.textContent = told.says;
      if (!told.codes.length) photograph.focus();
      told.codes.forEach((code) => enter(boxesOf(ways), code));
    });
  }

  async function ownReader() {
    if (!("BarcodeDetector" in window)) return null;
    const known = await BarcodeDetector.getSupportedFormats().catch(() => []);
    return known.includes("data_matrix") ? new BarcodeDetector({ formats: ["data_matrix"] }) : null;
  }

  function onCamera(ways, says) {
    const start = ways.querySelector("[data-live-start]");
    const picture = ways.querySelector("[data-live-picture]");
    if (!start || !picture || !navigator.mediaDevices?.getUserMedia) return;
    let stream = null;
    start.hidden = false;

    function stop(words = "") {
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
      picture.srcObject = null;
      picture.hidden = true;
      start.textContent = start.dataset.on;
      start.setAttribute("aria-pressed", "false");
      says.textContent = words;
    }

    async function look(reader) {
      if (reader) {
        const found = await reader.detect(picture).catch(() => []);
        return { codes: found.map((one) => ({ words: one.rawValue, is: "" })), says: "" };
      }
      if (!picture.videoWidth) return { codes: [], says: "" };
      return ask(ways, await drawn(picture, picture.videoWidth, picture.videoHeight));
    }

    async function run(reader, mine) {
      const seen = new Set();
      let last = Date.now();
      while (stream === mine) {
        const told = document.hidden ? { codes: [] } : await look(reader);
        if (stream !== mine) return;
        if (told.stop) { stop(told.says); return; }
        const fresh = told.codes.filter((code) => !seen.has(code.words));
        for (const code of fresh) {
          seen.add(code.words);
          navigator.vibrate?.(80);
          enter(boxesOf(ways), code);
        }
        if (fresh.length && !boxesOf(ways).some(isEmpty)) { stop(); return; }
        if (fresh.length) last = Date.now();
        if (Date.now() - last > PATIENCE) { stop(ways.dataset.tired); return; }
        const trouble = told.says === ways.dataset.offline ? told.says : ways.dataset.looking;
        if (says.textContent !== trouble) says.textContent = trouble;
        await new Promise((done) => setTimeout(done, reader ? 200 : EVERY));
      }
    }

    start.addEventListener("click", async () => {
      if (stream) { stop(); return; }
      try {
        const wanted = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };
        stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
      } catch {
        stop(ways.dataset.none);
        return;
      }
      start.textContent = start.dataset.off;
      start.setAttribute("aria-pressed", "true");
      picture.srcObject = stream;
      picture.hidden = false;
      says.textContent = ways.dataset.looking;
      await picture.play().catch(() => {});
      picture.scrollIntoView({ block: "nearest" });
      run(await ownReader(), stream);
    });
    window.addEventListener("pagehide", () => stop());
  }

  document.querySelectorAll("[data-scan-ways]").forEach((ways) => {
    const says = ways.querySelector("[data-scan-says]");
    ways.hidden = false;
    onPhotograph(ways, says);
    onCamera(ways, says);
  });
})();
