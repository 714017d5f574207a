// Says why a passkey did not work; the library only writes it to the console.
(() => {
  "use strict";
  const words = {
    NotAllowedError: "The passkey was not used: it was cancelled, or it took too long. Try again, or choose another way.",
    InvalidStateError: "This passkey is set up already.",
    SecurityError: "A passkey does not work at this address. Open Prolo under its own name, with https.",
  };
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const said = document.querySelector("[data-live]");
    if (!said) return;
    said.textContent = words[event.detail.exception?.name] ?? "This browser or device could not use the passkey. Choose another way.";
    said.hidden = false;
  });
})();
