// A screen that is left alone: warns a minute beforehand, covers the page when it is locked, and
// unlocks it in place, so that nothing typed is lost. The server decides; without this file it
// locks all the same and keeps the form that is sent next.
(() => {
  "use strict";
  const dialog = document.querySelector("[data-idle]");
  if (!dialog) return;
  const { state, stay, unlock } = dialog.dataset;
  const warned = Number(dialog.dataset.warnedSeconds) * 1000;
  const whole = Number(dialog.dataset.idleSeconds) * 1000;
  const find = (name) => dialog.querySelector(`[data-idle-${name}]`);
  const password = dialog.querySelector("#idle-password");
  // Typing and clicking is told to the server now and then; a page that is only open is not.
  const TOLD_EVERY = Math.min(60000, whole / 6);
  const texts = {
    warning: ["Are you still there?", `Nothing was done here for a while. In ${Math.round(warned / 1000)} seconds this screen is locked. What you typed stays.`],
    locked: ["The screen is locked", "Nothing was done here for a while. Say again who you are: the page is as you left it, and what you typed is still there."],
    over: ["You are signed out", "Sign in again in a new tab, then come back here: what you typed is still there."],
    other: ["Somebody else is signed in now", "This page belongs to another person, and what was typed here cannot be saved any more."],
  };
  let until = Date.now() + whole;
  let shown = "";
  let active = false;
  let told = Date.now();
  let asking = false;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("prolo-session") : null;

  function show(part) {
    if (part === shown) return;
    shown = part;
    if (part) {
      [find("title").textContent, find("text").textContent] = texts[part];
    } else if (dialog.open) {
      dialog.close();
    }
    for (const each of dialog.querySelectorAll("[data-idle-part]")) {
      each.hidden = each.dataset.idlePart !== part;
    }
    // Whoever passes by reads nothing: see account.css.
    document.documentElement.toggleAttribute("data-locked", Boolean(part) && part !== "warning");
    if (!part) return;
    if (!dialog.open) dialog.showModal();
    (part === "locked" ? password : dialog.querySelector(`[data-idle-part="${part}"] .btn`)).focus();
  }

  // Forms of this page go on with the token of the sign-in that is in force now.
  function take(answer) {
    if (String(answer.user) !== dialog.dataset.user) return show("other");
    if (answer.csrf) {
      for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = answer.csrf;
      document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": answer.csrf }));
    }
    until = Date.now() + Math.min(answer.idle_left, answer.whole_left) * 1000;
    if (!answer.idle_left) return show("locked");
    return show(until - Date.now() <= warned ? "warning" : "");
  }

  async function ask(address, options = {}) {
    const headers = { Accept: "application/json", "X-CSRFToken": dialog.querySelector("[name=csrfmiddlewaretoken]").value };
    if (!options.method) headers["X-Background"] = "1";
    return fetch(address, { cache: "no-store", ...options, headers });
  }

  async function look(address = state, options = {}) {
    if (asking) return;
    asking = true;
    try {
      const answer = await ask(address, options);
      if (answer.ok && !answer.redirected) {
        take(await answer.json());
        if (options.method && channel) channel.postMessage("seen");
      } else if (address !== state) {
        asking = false;
        await look();
      } else {
        show("over");
      }
    } catch {
      // The server cannot be reached: the time runs all the same.
      if (Date.now() >= until) show("locked");
    } finally {
      asking = false;
    }
  }

  const post = { method: "POST" };
  const tick = () => {
    if (shown && shown !== "warning") return;
    const now = Date.now();
    if (active && !shown && now - told >= TOLD_EVERY) {
      active = false;
      told = now;
      look(stay, post);
    } else if (now >= until || (!shown && until - now <= warned)) {
      // Another tab may have gone on: ask before saying anything.
      look(active && !shown ? stay : state, active && !shown ? post : {});
      active = false;
    }
  };
  setInterval(tick, Math.min(5000, whole / 20));
  addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });
  // A page that comes back from the browser's memory may be of long ago.
  addEventListener("pageshow", (event) => {
    if (event.persisted) look();
  });
  for (const kind of ["keydown", "pointerdown", "input", "wheel"]) {
    addEventListener(kind, () => (active = true), { capture: true, passive: true });
  }
  channel?.addEventListener("message", () => look());

  // Neither Escape nor a click beside it opens a locked page.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (shown === "warning") look(stay, post);
  });
  find("stay").addEventListener("click", () => look(stay, post));
  find("look").addEventListener("click", () => look());
  find("reload").addEventListener("click", () => location.reload());
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const wrong = find("wrong");
    const typed = new URLSearchParams({ password: password.value });
    wrong.hidden = true;
    try {
      const answer = await ask(unlock, { ...post, body: typed });
      if (answer.status === 422) {
        wrong.textContent = (await answer.json()).wrong;
        wrong.hidden = false;
        password.select();
        return;
      }
      password.value = "";
      await look();
      channel?.postMessage("seen");
    } catch {
      wrong.textContent = "The clinic's server cannot be reached. Try again.";
      wrong.hidden = false;
    }
  });

  // What the page asks by itself stops while it is locked; a refusal shows that it is.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (shown && shown !== "warning") event.preventDefault();
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) look();
  });
})();
