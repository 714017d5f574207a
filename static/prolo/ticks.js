// Ticking many boxes at once, and how many are ticked. The page works without this file.
(() => {
  "use strict";
  const boxes = (within) => [...within.querySelectorAll("input[type=checkbox][name=entries]")];
  const said = document.querySelector("[data-ticked]");
  const tell = () => {
    const number = boxes(document).filter((box) => box.checked).length;
    const words = document.querySelectorAll("[data-tick-all]");
    for (const button of words) {
      const all = boxes(button.closest("[data-ticks]")).every((box) => box.checked);
      button.firstChild.textContent = all ? "Untick these" : "Tick these";
    }
    if (said) said.textContent = number ? `${number} ticked` : "Nothing ticked";
  };
  document.addEventListener("change", (event) => {
    if (event.target.name === "entries") tell();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tick-all]");
    if (!button) return;
    const group = boxes(button.closest("[data-ticks]"));
    const all = group.every((box) => box.checked);
    for (const box of group) box.checked = !all;
    tell();
  });
  // What is about all needs no ticks, and a form takes only so many fields.
  document.addEventListener("submit", (event) => {
    if (!event.submitter?.formAction.includes("accept-all")) return;
    for (const box of boxes(event.target)) box.checked = false;
  });
  tell();
})();
