// Forms that are answered on their own address are answered in place, so that “back” leads to what stood there before: a browser cannot
// come back to the answer of a form that nobody may keep. What was shown lies in this page's memory alone. The pages work without it.
"use strict";
(() => {
  const main = document.getElementById("main");
  const views = [];
  let at = history.state?.turn ?? 0;
  let waiting = false;
  let refused = false;
  history.replaceState({ turn: at }, "");

  const keep = () => { views[at] = { nodes: [...main.childNodes], top: scrollY, title: document.title }; };

  function show(view) {
    main.replaceChildren(...view.nodes);
    document.title = view.title;
    scrollTo(0, view.top);
    const first = [".notice[role=alert]", "[aria-invalid]", "#asks, #result, #found, #sent"].map((one) => main.querySelector(one)).find(Boolean) || main;
    if (!first.matches("input, textarea")) first.tabIndex = -1;
    first.focus({ preventScroll: true });
  }

  async function send(form, button) {
    waiting = true;
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new FormData(form, button), credentials: "same-origin", cache: "no-store", redirect: "error" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const nodes = [...page.getElementById("main").childNodes];
      keep();
      at += 1;
      views.length = at;
      history.pushState({ turn: at }, "");
      show({ nodes, top: 0, title: page.title });
    } catch {
      refused = true; // the browser's own way says what is wrong with the connection
      form.requestSubmit(button);
    }
    waiting = false;
  }

  addEventListener("submit", (event) => {
    const form = event.target;
    if (refused || form.method !== "post" || form.getAttribute("action") !== location.pathname) return;
    event.preventDefault();
    if (!waiting) send(form, event.submitter);
  });
  addEventListener("popstate", (event) => {
    const turn = event.state?.turn;
    if (turn === undefined || turn === at) return;
    if (!views[turn]) { location.reload(); return; }
    keep();
    at = turn;
    show(views[at]);
  });
})();
