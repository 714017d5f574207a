// The questions of a screening by keyboard: y, n and u answer the one that has the focus and go on.
// A convenience only: without this file they are plain radio buttons, and dates are always there.
(() => {
  "use strict";
  const box = document.querySelector("[data-questions]");
  if (!box) return;
  const ANSWERS = { y: "yes", n: "no", u: "unknown" };
  const questions = [...box.querySelectorAll(".pr-question")];
  const form = box.closest("form");
  const said = box.querySelector("[data-ask-said]");
  const count = box.querySelector("[data-ask-count]");

  const radios = (question) => [...question.querySelectorAll("input[type=radio]")];
  const chosen = (question) => radios(question).find((radio) => radio.checked);
  const dateField = (question) => question.querySelector("[data-ask-date] input");

  // The date belongs to a "yes"; one that is filled in or refused is never hidden.
  const showDate = (question) => {
    const input = dateField(question);
    if (!input) return;
    const wanted = chosen(question)?.value === "yes" || input.value;
    input.parentElement.hidden = !wanted && !question.querySelector(".pr-error");
  };
  const showCount = () => {
    const answered = questions.filter(chosen).length;
    count.textContent =
      answered === questions.length ? "All answered." : `${answered} of ${questions.length} answered.`;
  };
  const show = (question) => {
    showDate(question);
    showCount();
  };

  const answer = (question, value) => {
    const radio = radios(question).find((one) => one.value === value);
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const focusOn = (question) => (chosen(question) ?? radios(question)[0]).focus();

  // After the last question comes whatever the form asks next.
  const goOn = (question) => {
    const next = questions[questions.indexOf(question) + 1];
    if (next) return focusOn(next);
    const after = [...form.elements].filter(
      (field) =>
        !box.contains(field) && field.type !== "hidden" && !field.disabled &&
        field.offsetParent !== null &&
        box.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    after[0]?.focus();
  };

  box.addEventListener("keydown", (event) => {
    const value = ANSWERS[event.key.toLowerCase()];
    const question = event.target.closest(".pr-question");
    if (!value || !question || event.target.type !== "radio") return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    answer(question, value);
    const input = dateField(question);
    if (value === "yes" && input && !input.value) input.focus();
    else goOn(question);
  });

  box.addEventListener("change", (event) => {
    const question = event.target.closest(".pr-question");
    if (question) show(question);
  });

  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-ask-none]");
    if (!button) return;
    const group = [...button.closest("[data-ask-group]").querySelectorAll(".pr-question")];
    const left = group.filter((one) => one.dataset.harmful === "yes" && !chosen(one));
    for (const question of left) answer(question, "no");
    said.textContent = left.length ? `${left.length} answered with no.` : "All of these were answered.";
    const open = questions.slice(questions.indexOf(group.at(-1)) + 1).find((one) => !chosen(one));
    if (open) focusOn(open);
    else goOn(questions.at(-1));
  });

  questions.forEach(showDate);
  showCount();
  // A link to one question, from the finding that waits for it, puts the focus there.
  const wanted = location.hash && document.getElementById(`div_${location.hash.slice(1)}`);
  if (wanted && questions.includes(wanted)) {
    wanted.scrollIntoView({ block: "center" });
    focusOn(wanted);
  } else if (questions.length && !document.querySelector("[data-wrong]")) {
    radios(questions[0])[0].focus({ preventScroll: true });
  }
})();
