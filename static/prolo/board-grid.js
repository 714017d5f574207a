// The day board as a grid: visits stand beside each other by time, and one can be dragged to
// another time or column. A drop moves nothing: it opens the page of the move with the time chosen,
// which pressing the same handle opens without one. Without this file the columns are lists.
(() => {
  "use strict";
  const place = document.querySelector("[data-board-place]");
  if (!place) return;

  const LEAST = 92; // pixels of the shortest visit: four lines of text
  const MOST = 5; // pixels of a minute
  const FEWEST = 1.6;
  const STEP = 5; // minutes
  const BEGINS = 6; // pixels after which a press is a drag
  const wide = matchMedia("screen and (min-width: 900px)");
  const board = () => place.querySelector("[data-board]");
  const isGrid = () => wide.matches && board()?.classList.contains("is-grid");
  const number = (element, name) => Number(element.dataset[name]);
  let scale = 2;

  function lay() {
    const here = board();
    if (!here || "asList" in here.dataset || !here.querySelector(".pr-board-col")) return;
    const visits = [...here.querySelectorAll(".pr-visit")];
    const shortest = Math.min(60, ...visits.map((each) => number(each, "to") - number(each, "from")));
    scale = Math.min(MOST, Math.max(FEWEST, LEAST / Math.max(shortest, 1)));
    here.style.setProperty("--scale", `${scale}px`);
    here.style.setProperty("--from", here.dataset.from);
    here.style.setProperty("--to", here.dataset.to);
    if (here.dataset.now) here.style.setProperty("--now", here.dataset.now);
    for (const hour of here.querySelectorAll("[data-minute]")) {
      hour.style.setProperty("--start", hour.dataset.minute);
    }
    for (const list of here.querySelectorAll(".pr-board-col > ol")) layColumn([...list.children]);
    here.classList.add("is-grid");
  }

  // Visits that overlap stand side by side, each in the first lane that is free.
  function layColumn(entries) {
    let group = [];
    let until = -1;
    const close = () => {
      const lanes = Math.max(...group.map((entry) => entry.lane)) + 1;
      for (const { element } of group) element.style.setProperty("--lanes", String(lanes));
    };
    for (const element of entries) {
      const [start, end] = [number(element, "from"), number(element, "to")];
      if (group.length && start >= until) {
        close();
        group = [];
      }
      const busy = new Set(group.filter((entry) => entry.end > start).map((entry) => entry.lane));
      let lane = 0;
      while (busy.has(lane)) lane += 1;
      group.push({ element, end, lane });
      until = Math.max(until, end);
      element.style.setProperty("--start", String(start));
      element.style.setProperty("--end", String(end));
      element.style.setProperty("--lane", String(lane));
    }
    if (group.length) close();
  }

  function showNow() {
    const here = board();
    if (!isGrid() || !here.dataset.now) return;
    here.scrollTop = (number(here, "now") - number(here, "from")) * scale - here.clientHeight / 4;
  }

  // Dragging
  let drag = null;

  place.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".pr-visit-move");
    if (!handle || event.button !== 0 || !isGrid()) return;
    const visit = handle.closest(".pr-visit");
    const top = visit.getBoundingClientRect().top;
    drag = { handle, visit, x: event.clientX, y: event.clientY, grabbed: event.clientY - top };
  });

  addEventListener("pointermove", (event) => {
    if (!drag) return;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > BEGINS;
    if (!drag.ghost && !far) return;
    if (!drag.ghost) begin(event);
    event.preventDefault();
    follow(event);
  });

  function begin(event) {
    drag.ghost = document.createElement("div");
    drag.ghost.className = "pr-ghost";
    drag.ghost.setAttribute("aria-hidden", "true");
    drag.ghost.style.setProperty("width", `${drag.visit.offsetWidth}px`);
    document.body.append(drag.ghost);
    drag.visit.classList.add("is-dragged");
    drag.handle.setPointerCapture?.(event.pointerId);
  }

  function follow(event) {
    const here = board();
    const edge = here.getBoundingClientRect();
    if (event.clientY > edge.bottom - 40) here.scrollTop += 12;
    if (event.clientY < edge.top + 70) here.scrollTop -= 12;
    if (event.clientX > edge.right - 30) here.scrollLeft += 12;
    if (event.clientX < edge.left + 30) here.scrollLeft -= 12;
    drag.target = targetAt(event.clientX, event.clientY);
    const words = drag.target
      ? `${clock(drag.target.minute)}, ${drag.target.heading}`
      : "Not here";
    drag.ghost.textContent = `${drag.visit.querySelector(".pr-visit-who").textContent}: ${words}`;
    drag.ghost.style.setProperty("left", `${event.clientX + 12}px`);
    drag.ghost.style.setProperty("top", `${event.clientY - 12}px`);
  }

  function targetAt(x, y) {
    const here = board();
    const inside = (box) => x >= box.left && x < box.right && y >= box.top && y < box.bottom;
    for (const column of here.querySelectorAll(".pr-board-col")) {
      const box = column.lastElementChild.getBoundingClientRect();
      if (!inside(box)) continue;
      const minute = number(here, "from") + (y - drag.grabbed - box.top) / scale;
      const heading = column.querySelector("h2").firstChild.textContent.trim();
      return { column, heading, minute: Math.max(0, Math.round(minute / STEP) * STEP) };
    }
    return null;
  }

  const instant = (minute) => new Date((number(board(), "midnight") + minute * 60) * 1000);
  const clock = (minute) => {
    const hour = [...board().querySelectorAll("[data-minute]")].findLast(
      (each) => number(each, "minute") <= minute,
    );
    if (!hour) return "";
    return hour.textContent.replace(":00", `:${String(minute % 60).padStart(2, "0")}`);
  };

  function end() {
    drag?.ghost?.remove();
    drag?.visit.classList.remove("is-dragged");
    const ended = drag;
    drag = null;
    return ended;
  }

  addEventListener("pointerup", () => {
    const ended = end();
    if (!ended?.ghost) return;
    // The click that follows is not a press of the handle.
    ended.handle.addEventListener("click", (event) => event.preventDefault(), { once: true });
    setTimeout(() => ended.target && go(ended));
  });
  addEventListener("pointercancel", end);
  addEventListener("keydown", (event) => event.key === "Escape" && end());

  // The time as the page of free times writes it: instant in UTC, practitioner, room.
  function go({ handle, target }) {
    const time = instant(target.minute).toISOString().slice(0, 16);
    const practitioner = target.column.dataset.practitioner || handle.dataset.practitioner;
    const room = target.column.dataset.room || handle.dataset.room;
    const to = encodeURIComponent(`${time}+0000_${practitioner}_${room}`);
    location.assign(`${handle.href}?to=${to}`);
  }

  // In a long free time: the time that was pointed at, not its beginning.
  place.addEventListener("click", (event) => {
    const link = event.target.closest(".pr-gap > a");
    if (!link || !event.detail || !isGrid()) return;
    const gap = link.parentElement;
    const into = (event.clientY - gap.getBoundingClientRect().top) / scale;
    const minute = number(gap, "from") + Math.floor(into / STEP) * STEP;
    const address = new URL(link.href);
    address.searchParams.set("at", `${instant(minute).toISOString().slice(0, 16)}+0000`);
    link.href = address;
  });

  place.addEventListener("dragstart", (event) => event.preventDefault());
  document.addEventListener("prolo:board", lay);
  lay();
  showNow();
})();
