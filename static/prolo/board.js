// The day board keeps itself fresh: it asks every 20 seconds whether anything changed, takes the
// new drawing in place, and sends a tap without leaving the page. Without this file the buttons
// and a reload do the same.
(() => {
  "use strict";
  const place = document.querySelector("[data-board-place]");
  if (!place) return;

  const EVERY = 20000;
  const board = () => place.querySelector("[data-board]");
  const said = document.querySelector("[data-said]");
  const fresh = document.querySelector("[data-fresh]");
  const wrong = document.querySelector("[data-live]");
  let drawn = performance.now();
  let busy = false;
  let timer = setInterval(() => look(), EVERY);

  let lastLook = performance.now();
  const ago = () => `The board is as it was ${Math.round((performance.now() - lastLook) / 60000)} min ago.`;
  const markFresh = () => {
    lastLook = performance.now();
    if (fresh) fresh.textContent = "Kept up to date every 20 seconds.";
    if (wrong) wrong.hidden = true;
  };
  const warn = (text) => {
    if (!wrong) return;
    wrong.textContent = text;
    wrong.hidden = false;
  };
  const stop = (text) => {
    clearInterval(timer);
    timer = 0;
    if (fresh) fresh.textContent = "";
    warn(text);
  };

  async function look() {
    if (document.hidden || busy || !timer || !board()) return;
    busy = true;
    try {
      const answer = await fetch(place.dataset.source, {
        // As htmx says it: who is signed out gets an answer, not the sign-in page.
        headers: {
          "If-None-Match": board().dataset.etag,
          "HX-Request": "true",
          "X-Background": "1", // nobody has done anything: the screen is locked all the same
        },
        cache: "no-store",
      });
      if (answer.status === 401) {
        stop("You are signed out, and the board is not kept up to date. Reload the page to sign in.");
      } else if (answer.status === 403) {
        stop("You may not look at the book any more. Ask an administrator.");
      } else if (answer.status === 304) {
        markFresh();
      } else if (answer.ok) {
        const { content } = html(await answer.text());
        take(content.querySelector("[data-board]"));
        markFresh();
      } else {
        warn(`The board could not be read anew. ${ago()}`);
      }
    } catch {
      warn(`The clinic's server cannot be reached. ${ago()}`);
    } finally {
      busy = false;
    }
  }

  const html = (text) => {
    const template = document.createElement("template");
    template.innerHTML = text;
    return template;
  };

  // The new board in place of the old: what had the focus keeps it, what was in sight stays there.
  function take(next) {
    const old = board();
    if (!next || !old) return;
    const before = states(old);
    const focus = whatHasFocus(old);
    const { scrollLeft, scrollTop } = old;
    old.replaceWith(next);
    drawn = performance.now();
    document.dispatchEvent(new Event("prolo:board"));
    next.scrollLeft = scrollLeft;
    next.scrollTop = scrollTop;
    if (focus) giveFocus(next, focus);
    const total = document.querySelector("[data-total]");
    if (total && next.dataset.total) total.textContent = next.dataset.total;
    tell(before, states(next));
  }

  function whatHasFocus(within) {
    const here = document.activeElement;
    if (!within.contains(here)) return null;
    if (here === within) return { board: true };
    const visit = here.closest("li[id]");
    return { visit: visit?.id, href: here.getAttribute("href"), name: here.className };
  }

  function giveFocus(next, focus) {
    if (focus.board) {
      next.focus({ preventScroll: true });
      return;
    }
    const visit = focus.visit && next.querySelector(`#${focus.visit}`);
    const links = [...(visit || next).querySelectorAll("a, button")];
    const same =
      links.find((link) => focus.href && link.getAttribute("href") === focus.href) ||
      (visit && (links.find((link) => link.localName === "button") || links[0]));
    (same || next).focus({ preventScroll: true });
  }

  const states = (within) =>
    new Map(
      [...within.querySelectorAll("li[id]")].map((visit) => [
        visit.id,
        `${visit.querySelector(".pr-visit-who").textContent}: ` +
          visit.querySelector("[data-state]").textContent.toLowerCase(),
      ]),
    );

  // Read out quietly, and only what is new.
  function tell(before, after) {
    const news = [...after].filter(([id, words]) => before.get(id) !== words).map((pair) => pair[1]);
    if (!said || !news.length) return;
    said.textContent = news.length > 3 ? `${news.length} visits changed.` : `${news.join(". ")}.`;
  }

  place.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-tap]");
    const button = event.submitter;
    if (!form || !button) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    button.setAttribute("aria-disabled", "true");
    const there = button.formAction;
    try {
      const answer = await fetch(there, { method: "POST", body: new FormData(form, button) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.querySelector("[data-board]");
      if (!next) {
        location.assign(answer.redirected ? answer.url : location.href);
        return;
      }
      take(document.adoptNode(next));
      showMessages(page);
      markFresh();
    } catch {
      warn("The clinic's server cannot be reached. Nothing was saved; try again.");
      button.removeAttribute("aria-disabled");
    } finally {
      busy = false;
    }
  });

  function showMessages(page) {
    const came = page.querySelector(".pr-messages");
    document.querySelector(".pr-messages")?.remove();
    if (came) wrong?.before(document.adoptNode(came));
  }

  // Time goes on between two drawings.
  const count = () => {
    const passed = Math.floor((performance.now() - drawn) / 60000);
    for (const since of place.querySelectorAll("[data-minutes]")) {
      const minutes = Number(since.dataset.minutes) + passed;
      since.textContent = since.textContent.replace(/\d+/, String(minutes));
    }
    const here = board();
    if (here?.dataset.now) here.style.setProperty("--now", String(Number(here.dataset.now) + passed));
  };
  setInterval(count, EVERY);
  document.addEventListener("prolo:board", count);
  document.addEventListener("visibilitychange", () => look());
  addEventListener("pageshow", (event) => event.persisted && look());
  if (fresh) fresh.hidden = false;
  markFresh();
})();
