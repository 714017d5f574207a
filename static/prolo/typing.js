// What is typed into a record is kept on the server some seconds after the last key, never here.
(() => {
  "use strict";
  const PAUSE = 2500; // after the last change
  const MOST = 15000; // while somebody types on and on
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const said = form.querySelector("[data-kept]");
  const twoTexts = form.querySelector("[data-two-texts]");
  const field = (name) => form.querySelector(`[name="${name}"]`);
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;

  let changes = form.querySelector("[data-wrong], .pr-error") ? 1 : 0; // not kept yet
  let waitsSince = 0;
  let timer = 0;
  let sending = null;
  let shut = Boolean(twoTexts.firstElementChild);

  const say = (text, kept) => {
    if (said.textContent !== text) said.textContent = text;
    said.classList.toggle("is-not", !kept);
  };
  const typed = () => {
    const data = new FormData(form);
    for (const name of [...data.keys()]) {
      if (name === "form_token" || name.startsWith("pick-")) data.delete(name);
    }
    return data;
  };

  const answered = async (response, sent) => {
    const isAnswer = (response.headers.get("Content-Type") ?? "").includes("json");
    if (response.redirected || !response.ok || !isAnswer) throw new Error("no answer of ours");
    const answer = await response.json();
    say(answer.said, answer.kept);
    if (answer.kept) {
      field("typing").value = answer.typing;
      field("revision").value = answer.revision;
      if (changes === sent) changes = 0;
      return;
    }
    // Nothing more is kept from here before the person has chosen, or opened the page again.
    shut = true;
    if (answer.both) {
      twoTexts.innerHTML = answer.both;
      twoTexts.querySelector("[data-wrong]").focus();
    }
  };

  const keep = async () => {
    clearTimeout(timer);
    timer = 0;
    if (!changes || shut || sending) return;
    const sent = changes;
    waitsSince = 0;
    sending = fetch(form.dataset.keep, {
      method: "POST",
      body: typed(),
      headers: { "X-Requested-With": "typing" },
    })
      .then((response) => answered(response, sent))
      .catch(() => say("Not kept: the server does not answer. It is tried again.", false));
    await sending;
    sending = null;
    if (changes && !shut) later();
  };
  const later = () => {
    clearTimeout(timer);
    waitsSince ||= Date.now();
    timer = setTimeout(keep, Math.max(0, Math.min(PAUSE, waitsSince + MOST - Date.now())));
  };
  const changed = (event) => {
    if (event.target.name?.startsWith("pick-")) return;
    changes += 1;
    if (shut) return;
    say("Typing …", true);
    later();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  if (changes) later();

  // Only what is not kept is lost by leaving.
  addEventListener("beforeunload", (event) => {
    if (changes) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });

  // A form is not sent while its typing is on the way: the two would not know of each other.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (sending) {
      event.preventDefault();
      const { submitter } = event;
      sending.finally(() => setTimeout(() => form.requestSubmit(submitter)));
      return;
    }
    changes = 0;
    shut = true;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
