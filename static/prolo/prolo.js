// Conveniences only: every page works without this file. Nothing of a patient is kept in the browser.
(() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Theme: a cookie, so that the server draws the next page in it without a flash.
  const markTheme = () => {
    for (const button of all("[data-theme-choice]")) {
      const chosen = button.dataset.themeChoice === document.documentElement.dataset.theme;
      button.setAttribute("aria-pressed", String(chosen));
    }
  };
  for (const button of all("[data-theme-choice]")) {
    button.addEventListener("click", () => {
      const theme = button.dataset.themeChoice;
      const secure = location.protocol === "https:" ? "; secure" : "";
      document.cookie = `prolo_theme=${theme}; path=/; max-age=31536000; samesite=lax${secure}`;
      document.documentElement.dataset.theme = theme;
      document.dispatchEvent(new Event("prolo:theme"));
      markTheme();
    });
  }
  markTheme();
  for (const hidden of all("[data-needs-script]")) hidden.hidden = false;

  // An open menu closes on Escape and on a click elsewhere.
  const menus = () => all("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of menus()) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.querySelector("[data-patient-search]");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
  });

  // What is wrong with a form is read out first.
  document.querySelector("[data-wrong]")?.focus();

  // Leaving a page with unsaved typing asks first. A form that came back with errors is unsaved.
  const unsaved = new Set();
  for (const form of all("form[data-guard]")) {
    if (form.querySelector("[data-wrong], .is-invalid")) unsaved.add(form);
    form.addEventListener("input", () => unsaved.add(form));
  }
  addEventListener("beforeunload", (event) => {
    if (unsaved.size) event.preventDefault();
  });

  // A second click does not send a form twice. Buttons are disabled after the browser has
  // collected the fields, so that the pressed one's own name and value still go with them.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    unsaved.delete(form);
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(() => {
      for (const button of submitButtons(form)) button.disabled = true;
    });
  });
  const submitButtons = (form) =>
    [...form.elements].filter((field) => field.type === "submit" && !field.disabled);
  const reopen = (form) => {
    delete form.dataset.sent;
    for (const field of form.elements) if (field.type === "submit") field.disabled = false;
  };
  addEventListener("pageshow", (event) => {
    if (event.persisted) all("form[data-sent]").forEach(reopen);
  });

  // Repeating rows: [data-formset=prefix] holds rows, a <template> of the empty row and the button.
  for (const formset of all("[data-formset]")) {
    const button = formset.querySelector("[data-formset-add]");
    const template = formset.querySelector("template");
    const total = formset.querySelector(`[name="${formset.dataset.formset}-TOTAL_FORMS"]`);
    if (!button || !template || !total) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const row = template.content.cloneNode(true);
      for (const node of row.querySelectorAll("*")) {
        for (const attribute of node.attributes) {
          attribute.value = attribute.value.replaceAll("__prefix__", total.value);
        }
      }
      for (const node of row.querySelectorAll("[data-row-number]")) {
        node.textContent = String(Number(total.value) + 1);
      }
      const first = row.querySelector("input:not([type=hidden]), select, textarea");
      template.before(row);
      total.value = String(Number(total.value) + 1);
      first?.focus();
      const most = formset.querySelector(`[name="${formset.dataset.formset}-MAX_NUM_FORMS"]`);
      if (most && Number(total.value) >= Number(most.value)) button.hidden = true;
    });
  }

  // A suggestion fills fields: data-fill is a JSON object of element ids and values.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    if (!button) return;
    const values = Object.entries(JSON.parse(button.dataset.fill));
    const fields = values.map(([id]) => document.getElementById(id));
    values.forEach(([, value], place) => {
      if (fields[place]) fields[place].value = value;
    });
    button.closest("[data-suggestions]")?.replaceChildren();
    fields[0]?.focus();
    fields[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // A figure that is not the plan's is marked at once; the server marks it in the same way.
  const figure = (text) => (text.trim() && !Number.isNaN(Number(text)) ? Number(text) : text.trim());
  for (const cell of all("[data-planned]")) {
    const field = cell.querySelector("input, select");
    field?.addEventListener("input", () =>
      cell.classList.toggle("is-changed", figure(field.value) !== figure(cell.dataset.planned)),
    );
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-autosubmit]")) event.target.form?.requestSubmit();
  });

  // htmx answers that did not arrive are said aloud instead of being dropped.
  const said = document.querySelector("[data-live]");
  const failed = (text) => {
    if (said) {
      said.textContent = text;
      said.hidden = false;
    }
  };
  document.addEventListener("htmx:sendError", () =>
    failed("The clinic's server cannot be reached. What you see may be out of date; nothing was saved."),
  );
  document.addEventListener("htmx:timeout", () =>
    failed("The clinic's server is slow to answer. What you see may be out of date."),
  );
  document.addEventListener("htmx:responseError", (event) => {
    // 401: the screen is locked or nobody is signed in; idle.js says so.
    if (event.detail.xhr.status === 401 && document.querySelector("[data-idle]")) return;
    failed("The server could not answer that. Reload the page and try again.");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && said) said.hidden = true;
    const form = event.detail.elt.closest?.("form");
    if (form) reopen(form);
  });
})();
