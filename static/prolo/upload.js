// Says how large a file is, before it is sent, and how much of it has been sent. The server looks
// at the file in any case.
(() => {
  "use strict";
  const form = document.querySelector("form[data-upload]");
  const field = form?.querySelector("input[type=file]");
  const bar = form?.querySelector("progress");
  const said = form?.querySelector("[data-upload-said]");
  if (!field || !bar || !said) return;
  const most = Number(form.dataset.upload);
  const inWords = (bytes) =>
    bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
  field.addEventListener("change", () => {
    const file = field.files[0];
    const tooLarge = file && file.size > most;
    field.setCustomValidity(tooLarge ? `This file has ${inWords(file.size)}; ${inWords(most)} is the most.` : "");
    said.textContent = file ? `${file.name}, ${inWords(file.size)}` : "";
    if (tooLarge) field.reportValidity();
  });
  form.addEventListener("submit", (event) => {
    const file = field.files[0];
    // A small file is there before anybody could read how far it is.
    if (!file || file.size < 2e6 || form.dataset.sent) return;
    event.preventDefault();
    form.dataset.sent = "1";
    const sending = new XMLHttpRequest();
    sending.open("POST", form.action);
    bar.hidden = false;
    said.textContent = `Sending ${inWords(file.size)}. Stay on this page.`;
    sending.upload.addEventListener("progress", (step) => {
      if (step.lengthComputable) bar.value = (100 * step.loaded) / step.total;
    });
    sending.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      said.textContent = "Sent. The file is being unpacked.";
    });
    const failed = () => {
      bar.hidden = true;
      delete form.dataset.sent;
      said.textContent = "The file could not be sent. Check the connection and try again.";
    };
    sending.addEventListener("error", failed);
    sending.addEventListener("load", () => {
      // Where the form led to, or the form again with what is wrong.
      if (sending.status === 200 && sending.responseURL !== location.href) {
        location.assign(sending.responseURL);
      } else if (sending.status === 200) {
        const answer = new DOMParser().parseFromString(sending.responseText, "text/html");
        const wrong = answer.querySelector("[data-wrong]") ?? answer.querySelector(".invalid-feedback");
        failed();
        if (wrong) said.textContent = wrong.textContent.replace(/\s+/g, " ").trim();
      } else {
        failed();
      }
    });
    sending.send(new FormData(form));
  });
})();
