// The signature pad. What is drawn stays in the hidden field of the form and nowhere else: strokes of
// [x, y], per mille of the pad's width and height.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const PER_MILLE = 1000;
  const STEP = 4; // closer than that to the last point is no movement
  const MOST_POINTS = 4000;
  const MOST_STROKES = 80;

  const read = (text) => {
    try {
      const found = JSON.parse(text);
      return Array.isArray(found) && found.every(Array.isArray) ? found : [];
    } catch {
      return [];
    }
  };

  const ready = (pad) => {
    const field = document.getElementById(pad.dataset.signaturePad);
    const paper = pad.querySelector("svg");
    const drawn = pad.querySelector("[data-signature-strokes]");
    const state = pad.querySelector("[data-signature-state]");
    const { width, height } = paper.viewBox.baseVal;
    let strokes = read(field.value);
    let pointer = null; // the one finger or pen that is drawing

    const draw = (stroke, line) => {
      const points = stroke.map(([x, y]) => `${(x * width) / PER_MILLE},${(y * height) / PER_MILLE}`);
      line.setAttribute("points", (points.length === 1 ? [...points, ...points] : points).join(" "));
    };
    const add = (stroke) => {
      const line = document.createElementNS(SVG, "polyline");
      draw(stroke, line);
      drawn.append(line);
      return line;
    };
    const full = () =>
      strokes.length >= MOST_STROKES || strokes.reduce((sum, stroke) => sum + stroke.length, 0) >= MOST_POINTS;
    const keep = () => {
      field.value = strokes.length ? JSON.stringify(strokes) : "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      state.textContent = strokes.length ? "Signed." : "Sign above the line.";
    };
    const place = (event) => {
      const box = paper.getBoundingClientRect();
      return [
        [event.clientX - box.left, box.width],
        [event.clientY - box.top, box.height],
      ].map(([at, size]) => Math.max(0, Math.min(PER_MILLE, Math.round((at / size) * PER_MILLE))));
    };

    paper.addEventListener("pointerdown", (event) => {
      if (pointer !== null || event.button !== 0 || full()) return;
      event.preventDefault();
      pointer = event.pointerId;
      paper.setPointerCapture(pointer);
      strokes.push([place(event)]);
      add(strokes.at(-1));
    });
    paper.addEventListener("pointermove", (event) => {
      if (event.pointerId !== pointer || full()) return;
      const stroke = strokes.at(-1);
      const [x, y] = place(event);
      const [lastX, lastY] = stroke.at(-1);
      if (Math.abs(x - lastX) + Math.abs(y - lastY) < STEP) return;
      stroke.push([x, y]);
      draw(stroke, drawn.lastElementChild);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      paper.addEventListener(end, (event) => {
        if (event.pointerId !== pointer) return;
        pointer = null;
        keep();
      });
    }
    pad.querySelector("[data-signature-clear]").addEventListener("click", () => {
      strokes = [];
      drawn.replaceChildren();
      keep();
    });

    strokes.forEach(add);
    if (strokes.length) state.textContent = "Signed.";
  };

  document.querySelectorAll("[data-signature-pad]").forEach(ready);
})();
