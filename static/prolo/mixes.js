// The page that puts a mix together. Without this file its buttons do the same through the server.
(() => {
  "use strict";
  const inputs = document.querySelector("[data-mix-inputs]");
  if (!inputs) return;
  const form = inputs.closest("form");

  // What is typed is worked out at once: the button for it is not needed.
  const calculate = document.querySelector("[data-mix-calculate]");
  if (calculate && window.htmx) calculate.hidden = true;

  // A neighboring mix is put into the form instead of being sent for.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mix-fill]");
    if (!button || !window.htmx) return;
    event.preventDefault();
    let last = null;
    for (const [name, value] of new URLSearchParams(button.value)) {
      const field = form.elements.namedItem(name);
      if (field) {
        field.value = value;
        last = field;
      }
    }
    last?.focus();
    last?.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // Enter in a field works out; it never keeps a mix that nobody looked at.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-mix-inputs] input")) {
      event.preventDefault();
      event.target.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
})();
