// Rows of targets or injections: fields that depend on others, and the points of a row in a list.
// The server checks it all again; without this file everything is asked for and points are text.
(() => {
  "use strict";
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const rowOf = (event) => event.target.closest?.("[data-formset-row]");
  const rows = () => document.querySelectorAll("[data-formset] [data-formset-row]");

  // What is asked depends on what is injected: a change of kind empties what it leaves behind, and
  // puts it back when it is taken back.
  const emptied = new WeakMap(); // row -> Map of field -> what stood there
  const asked = (row, name) => row.querySelectorAll(`.pr-if-${name} input, .pr-if-${name} select`);
  const empty = (row, name) => {
    const kept = emptied.get(row) ?? new Map();
    for (const input of asked(row, name)) {
      if (input.value) kept.set(input, input.value);
      input.value = "";
    }
    emptied.set(row, kept);
  };
  const restore = (row, name) => {
    for (const input of asked(row, name)) {
      if (!input.value) input.value = emptied.get(row)?.get(input) ?? "";
    }
  };

  // The structures that are proposed are those of the row's region.
  const listStructures = (row) => {
    const region = field(row, "region")?.value || document.querySelector('[name="region"]')?.value;
    const list = `structures-${region}`;
    if (document.getElementById(list)) field(row, "structure")?.setAttribute("list", list);
  };

  // The points of a row, one line each, in place of the text field that is sent.
  const VIEWS = { front: "Front", back: "Back" };
  const points = (text) =>
    text.value
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter((point) => point.length === 3);
  const write = (text, list) => {
    text.value = list.map((point) => point.join(" ")).join("\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm btn-outline-secondary";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };
  const lineOf = (text, [view, x, y], at) => {
    const line = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = `Point ${at + 1}`;
    const pick = document.createElement("select");
    pick.className = "form-select";
    pick.append(...Object.entries(VIEWS).map(([code, words]) => new Option(words, code)));
    pick.value = view;
    pick.setAttribute("aria-label", `Point ${at + 1}, view`);
    const figures = Object.entries({ "from the left": x, "from the top": y });
    const inputs = figures.map(([words, figure]) => {
      const input = document.createElement("input");
      Object.assign(input, { type: "number", min: 0, max: 1, step: 0.001, value: figure });
      input.className = "form-control";
      input.setAttribute("aria-label", `Point ${at + 1}, ${words}, 0 to 1`);
      return input;
    });
    for (const input of [pick, ...inputs]) {
      // These have no name and are not sent; what they say goes into the text field.
      input.addEventListener("input", (event) => event.stopPropagation());
      input.addEventListener("change", (event) => {
        event.stopPropagation();
        const list = points(text);
        list[at] = [pick.value, ...inputs.map((figure) => figure.value || "0")];
        write(text, list);
      });
    }
    const remove = button("Remove", () => write(text, points(text).toSpliced(at, 1)));
    remove.setAttribute("aria-label", `Remove point ${at + 1}`);
    line.append(name, pick, ...inputs, remove);
    return line;
  };
  const head = () => {
    const line = document.createElement("li");
    line.className = "is-head";
    line.setAttribute("aria-hidden", "true");
    line.append(
      ...["", "View", "From the left", "From the top"].map((words) => {
        const made = document.createElement("span");
        made.textContent = words;
        return made;
      }),
    );
    return line;
  };
  const drawList = (row) => {
    const text = field(row, "map_points");
    const details = text?.closest("details");
    if (!details) return;
    const list = points(text);
    const needles = field(row, "points")?.value || "?";
    details.querySelector("summary").textContent = `Points on the body map: ${list.length} of ${needles}`;
    let lines = details.querySelector(".pr-map-list");
    if (!lines) {
      lines = document.createElement("ul");
      lines.className = "pr-map-list";
      const go = button("Put points on the map", () =>
        row.dispatchEvent(new Event("prolo:put-points", { bubbles: true })),
      );
      details.append(lines, go);
      details.querySelector("[data-map-text]").hidden = true;
    }
    const held = [...lines.querySelectorAll("input, select")].indexOf(document.activeElement);
    const drawn = list.map((point, at) => lineOf(text, point, at));
    lines.replaceChildren(...(drawn.length ? [head(), ...drawn] : []));
    lines.querySelectorAll("input, select")[held]?.focus();
  };

  document.addEventListener("change", (event) => {
    const row = rowOf(event);
    if (!row) return;
    if (/-region$/.test(event.target.name)) listStructures(row);
    if (!/-procedure$/.test(event.target.name)) return;
    const [now, before] = event.target.value ? ["procedure", "solution"] : ["solution", "procedure"];
    empty(row, before);
    restore(row, now);
  });
  document.addEventListener("input", (event) => {
    const row = rowOf(event);
    if (row && /-(map_points|points)$/.test(event.target.name)) drawList(row);
  });
  const start = () => {
    for (const row of rows()) {
      listStructures(row);
      drawList(row);
    }
  };
  for (const box of document.querySelectorAll("[data-formset]")) {
    new MutationObserver(start).observe(box, { childList: true });
  }
  document.addEventListener("change", (event) => {
    if (event.target.name === "region") start();
  });
  start();
})();
