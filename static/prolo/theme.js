// Runs before the first paint: "auto" follows the system. Light and dark come ready from the server.
(() => {
  const root = document.documentElement;
  const wish = () => root.dataset.theme;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    root.dataset.bsTheme = wish() === "auto" ? (dark.matches ? "dark" : "light") : wish();
  };
  show();
  dark.addEventListener("change", show);
  document.addEventListener("prolo:theme", show);
})();
