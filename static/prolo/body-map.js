// The body map writes the points of the rows of a form and mirrors what they say. The rows are
// what is sent: without this file points are typed there (target-rows.js makes that easy).
(() => {
  "use strict";
  const section = document.querySelector("[data-body-map]");
  const prefix = section?.dataset.bodyMap;
  const rowsBox = prefix && document.querySelector(`[data-formset="${prefix}"]`);
  if (!rowsBox) return;

  const SIZE = { width: 240, height: 524 };
  const CLOSE = { width: 84, height: 183.4 };
  const MOST = 60;
  const word = section.dataset.rowWord;
  const find = (name) => section.querySelector(`[data-map-${name}]`);
  const chooser = find("row");
  const zoom = find("zoom");
  const svgs = Object.fromEntries(
    [...section.querySelectorAll("[data-map-view]")].map((svg) => [svg.dataset.mapView, svg]),
  );
  const regions = [...section.querySelectorAll(".pr-map-region")];
  let active = null; // the row that gets the points
  let wanted = null; // a region clicked that is not the row's, until it is decided
  let drawn = false; // whether the map itself is changing the fields

  // What a row says.
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const value = (row, name) => field(row, name)?.value.trim() ?? "";
  const chosen = (row, name) => field(row, name)?.selectedOptions?.[0]?.textContent.trim() ?? "";
  const rows = () =>
    [...rowsBox.querySelectorAll("[data-formset-row]")].filter(
      // Neither a row that is removed nor the empty one that is folded away.
      (row) =>
        field(row, "map_points") &&
        !field(row, "DELETE")?.checked &&
        !row.closest("details:not([open])"),
    );
  const place = (row) => ({
    region: value(row, "region") || document.querySelector('[name="region"]')?.value || "",
    side: value(row, "side"),
  });
  const number = (row) => rows().indexOf(row) + 1;
  const points = (row) =>
    value(row, "map_points")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([view, x, y]) => svgs[view] && inside(x) && inside(y));
  const inside = (text) => text?.trim() && Number(text) >= 0 && Number(text) <= 1;
  const fraction = (share) => String(Math.round(Math.min(1, Math.max(0, share)) * 1000) / 1000);
  const shape = (region, side, view) =>
    regions.find(
      (path) =>
        path.dataset.region === region &&
        path.dataset.side === side &&
        (!view || path.closest("svg").dataset.mapView === view),
    );
  const lies = (path, { region, side }) =>
    path.dataset.region === region && (path.dataset.side === side || side === "bilateral");
  const placeWords = (row) => {
    const { region, side } = place(row);
    const words = shape(region, side)?.dataset.label.replace(/(, midline)?, (front|back)$/, "");
    const both = chosen(row, "region") && `${chosen(row, "region")}, both sides`;
    return [words || both || "no place yet", value(row, "structure")].filter(Boolean).join(", ");
  };
  const solutionWords = (row) => {
    if (value(row, "procedure")) return chosen(row, "procedure");
    if (value(row, "mix")) return chosen(row, "mix");
    const percent = (name, words) => value(row, name) && `${words} ${value(row, name)} %`;
    const agent = (name) =>
      value(row, name) && `${value(row, name)} ${value(row, `${name}_pct`)} %`.replace("  %", "");
    return [
      percent("dextrose_pct", "dextrose"),
      percent("glycerin_pct", "glycerin"),
      percent("phenol_pct", "phenol"),
      percent("morrhuate_pct", "sodium morrhuate"),
      agent("anaesthetic"),
      agent("second_anaesthetic"),
    ]
      .filter(Boolean)
      .join(", ");
  };
  const howMany = (row) => {
    const put = points(row).length;
    return `${put} of ${value(row, "points") || "?"}`;
  };

  // Writing: every change goes through the row's own field.
  const set = (input, text) => {
    if (!input || input.value === text) return;
    input.value = text;
    drawn = true;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    drawn = false;
  };
  const write = (row, list) => {
    set(field(row, "map_points"), list.map((point) => point.join(" ")).join("\n"));
    draw();
  };
  const say = (text) => {
    find("said").textContent = text;
  };

  const add = (row, view, x, y) => {
    const list = points(row);
    if (list.length >= MOST) return say(`At most ${MOST} points for one ${word.toLowerCase()}.`);
    list.push([view, fraction(x), fraction(y)]);
    const needles = field(row, "points");
    const raised = needles && Number(needles.value || 0) < list.length;
    if (raised) set(needles, String(list.length));
    write(row, list);
    say(
      `${word} ${number(row)}: point ${list.length} put` +
        (raised ? `; the number of needle points is ${list.length} now.` : "."),
    );
    return list.length - 1;
  };
  const take = (row, place) => {
    const list = points(row);
    list.splice(place, 1);
    write(row, list);
    say(`${word} ${number(row)}: point ${place + 1} taken away, ${list.length} left.`);
  };
  const move = (row, place, [view, x, y]) => {
    const list = points(row);
    list[place] = [view, fraction(x), fraction(y)];
    write(row, list);
  };

  // Choosing a region: an empty row takes it over; a row with a place keeps its own until asked.
  const isEmpty = (row) => !value(row, "structure") && !points(row).length;
  const takeOver = (row, path) => {
    const { region, side } = path.dataset;
    set(field(row, "region"), region);
    set(field(row, "side"), side);
  };
  const choose = (path, view, x, y) => {
    offer(null);
    if (!active) return say(`Add a ${word.toLowerCase()} first.`);
    if (isEmpty(active)) takeOver(active, path);
    else if (!lies(path, place(active))) {
      offer({ path, view, x, y });
      return undefined;
    }
    return add(active, view, x, y);
  };
  const offer = (found) => {
    wanted = found;
    find("offer").hidden = !found;
    if (!found) return;
    const where = found.path.dataset.label.replace(/, (front|back)$/, "");
    say(`${word} ${number(active)} is: ${placeWords(active)}. No point was put at: ${where}.`);
    find("change").textContent = `Make ${word.toLowerCase()} ${number(active)}: ${where}`;
  };
  find("change").addEventListener("click", () => {
    const { path, view, x, y } = wanted;
    takeOver(active, path);
    offer(null);
    add(active, view, x, y);
    field(active, "structure")?.focus();
  });
  find("anyway").addEventListener("click", () => {
    const { view, x, y } = wanted;
    offer(null);
    add(active, view, x, y);
  });

  // Drawing.
  const make = (name, attributes = {}, ...children) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, text] of Object.entries(attributes)) node.setAttribute(key, text);
    node.append(...children);
    return node;
  };
  const draw = () => {
    const all = rows();
    if (!all.includes(active)) active = all[0] ?? null;
    const held = document.activeElement?.closest?.(".pr-map-point")?.dataset.key;
    for (const svg of Object.values(svgs)) svg.querySelector("[data-map-points]").replaceChildren();
    // The row being edited lies on top.
    for (const row of [...all.filter((row) => row !== active), ...(active ? [active] : [])]) {
      points(row).forEach((point, at) => drawPoint(row, point, at));
    }
    const here = active ? place(active) : {};
    for (const path of regions) {
      path.classList.toggle("is-chosen", lies(path, here));
      path.classList.remove("is-used");
    }
    for (const [view, svg] of Object.entries(svgs)) {
      const count = all.reduce((sum, row) => sum + points(row).filter(([v]) => v === view).length, 0);
      svg.setAttribute("aria-label", `Body from the ${view}, ${count} points`);
    }
    drawChooser(all);
    drawLegend(all);
    frame();
    if (held) section.querySelector(`[data-key="${held}"]`)?.focus();
  };
  const drawPoint = (row, [view, x, y], at) => {
    const label = `${word} ${number(row)}, point ${at + 1} of ${points(row).length}: ${placeWords(row)}`;
    const group = make(
      "g",
      {
        class: `pr-map-point${row === active ? " is-active" : ""}`,
        transform: `translate(${x * SIZE.width} ${y * SIZE.height})`,
        tabindex: row === active ? 0 : -1,
        role: "button",
        "aria-label": label,
        "aria-roledescription": "point",
        "data-key": `${number(row)}-${at}`,
      },
      make("circle", { class: "pr-map-reach", r: 8 }),
      make("circle", { r: 4.8 }),
      make("text", {}, String(number(row))),
    );
    group.addEventListener("click", (event) => {
      event.stopPropagation();
      activate(row);
      section.querySelector(`[data-key="${number(row)}-${at}"]`)?.focus();
    });
    group.addEventListener("keydown", (event) => pointKey(event, row, at));
    svgs[view].querySelector("[data-map-points]").append(group);
  };
  const drawChooser = (all) => {
    chooser.replaceChildren(
      ...all.map((row) => new Option(`${number(row)}: ${placeWords(row)} (${howMany(row)})`)),
    );
    chooser.selectedIndex = all.indexOf(active);
  };
  const drawLegend = (all) => {
    const cell = (kind, label, text) => {
      const made = document.createElement(kind);
      made.dataset.label = label;
      if (kind === "th") made.scope = "row";
      made.append(text);
      return made;
    };
    find("legend").replaceChildren(
      ...all.map((row) => {
        const line = document.createElement("tr");
        line.classList.toggle("is-active", row === active);
        const sign = document.createElement("span");
        sign.className = "pr-map-number";
        sign.textContent = String(number(row));
        const words = placeWords(row);
        line.append(
          cell("td", "No.", sign),
          cell("th", "Place", words[0].toUpperCase() + words.slice(1)),
          cell("td", "Solution", solutionWords(row) || "Not stated yet"),
          cell("td", "Volume", value(row, "volume_ml") ? `${value(row, "volume_ml")} mL` : "–"),
          cell("td", "On the map", howMany(row)),
        );
        return line;
      }),
    );
  };

  // Keyboard: one stop for the regions of each picture, one for each point of the row.
  const stops = {};
  const stop = (path) => {
    const view = path.closest("svg").dataset.mapView;
    stops[view]?.setAttribute("tabindex", "-1");
    path.setAttribute("tabindex", "0");
    stops[view] = path;
  };
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const regionKey = (event) => {
    const path = event.currentTarget;
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      neighbor(path, step)?.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      const view = path.closest("svg").dataset.mapView;
      // Points put one after the other lie side by side.
      const nth = active ? points(active).filter(([v]) => v === view).length : 0;
      const x = Number(path.dataset.x) + [0, 0.03, -0.03][nth % 3];
      const at = choose(path, view, x, Number(path.dataset.y) + Math.floor(nth / 3) * 0.014);
      if (at !== undefined) section.querySelector(`[data-key="${number(active)}-${at}"]`)?.focus();
      else if (wanted) find("change").focus();
    }
  };
  const neighbor = (from, [dx, dy]) => {
    const far = (path) => {
      const x = (path.dataset.x - from.dataset.x) * SIZE.width;
      const y = (path.dataset.y - from.dataset.y) * SIZE.height;
      const along = x * dx + y * dy;
      const across = Math.abs(x * dy) + Math.abs(y * dx);
      return along > 0.5 ? along + 2 * across : Infinity;
    };
    const others = regions.filter((path) => path.closest("svg") === from.closest("svg"));
    const near = others.reduce((best, path) => (far(path) < far(best) ? path : best), from);
    return near === from ? null : near;
  };
  const pointKey = (event, row, at) => {
    const step = STEPS[event.key];
    const [view, x, y] = points(row)[at];
    if (step) {
      event.preventDefault();
      const far = event.shiftKey ? 5 : 1;
      move(row, at, [
        view,
        Number(x) + (step[0] * far) / SIZE.width,
        Number(y) + (step[1] * far) / SIZE.height,
      ]);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      take(row, at);
      const left = section.querySelector(`[data-key="${number(row)}-${Math.max(at - 1, 0)}"]`);
      (left ?? stops[view]).focus();
    } else if (event.key === "Escape") stops[view].focus();
  };

  const activate = (row) => {
    if (row === active) return;
    active = row;
    offer(null);
    say("");
    draw();
  };

  // Closer: the surroundings of the row's place fill the pictures.
  const frame = () => {
    const close = zoom.getAttribute("aria-pressed") === "true";
    section.classList.toggle("is-close", close);
    for (const [view, svg] of Object.entries(svgs)) {
      const path = close && active && regions.find((p) => p.closest("svg") === svg && lies(p, place(active)));
      const box = path
        ? [path.dataset.x * SIZE.width - CLOSE.width / 2, path.dataset.y * SIZE.height - CLOSE.height / 2, CLOSE.width, CLOSE.height]
        : [0, 0, SIZE.width, SIZE.height];
      svg.setAttribute("viewBox", box.join(" "));
      svg.closest("figure").hidden = close && !path && view !== "front";
    }
  };
  zoom.addEventListener("click", () => {
    const close = zoom.getAttribute("aria-pressed") !== "true";
    zoom.setAttribute("aria-pressed", String(close));
    frame();
  });

  // Making the pictures work.
  section.classList.add("is-edited");
  // Looking around in the map is no typing.
  for (const kind of ["input", "change"]) {
    section.addEventListener(kind, (event) => event.stopPropagation());
  }
  for (const [view, svg] of Object.entries(svgs)) {
    svg.setAttribute("role", "group");
    svg.addEventListener("click", (event) => {
      const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(
        svg.getScreenCTM().inverse(),
      );
      const [x, y] = [spot.x / SIZE.width, spot.y / SIZE.height];
      const path = event.target.closest(".pr-map-region");
      if (path) choose(path, view, x, y);
      else if (event.target.closest(".pr-map-skin") && active) add(active, view, x, y);
    });
  }
  for (const path of regions) {
    path.setAttribute("role", "button");
    path.setAttribute("aria-label", path.dataset.label);
    path.setAttribute("tabindex", "-1");
    path.append(make("title", {}, path.dataset.label));
    path.addEventListener("focus", () => stop(path));
    path.addEventListener("keydown", regionKey);
  }
  for (const svg of Object.values(svgs)) stop(svg.querySelector(".pr-map-region"));
  chooser.addEventListener("change", () => activate(rows()[chooser.selectedIndex]));
  for (const kind of ["input", "change"]) {
    rowsBox.closest("form").addEventListener(kind, () => drawn || draw());
  }
  document.addEventListener("prolo:put-points", (event) => {
    activate(event.target);
    const fold = section.closest("details");
    if (fold) fold.open = true;
    section.scrollIntoView();
    const home = regions.find((path) => lies(path, place(active))) ?? stops.front;
    home.focus({ preventScroll: true });
  });
  rowsBox.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-formset-row]");
    if (row && rows().includes(row)) activate(row);
  });
  rowsBox.addEventListener("toggle", draw, true);
  new MutationObserver(draw).observe(rowsBox, { childList: true });
  draw();
})();
