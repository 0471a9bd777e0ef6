/* Small helps on every page, all of which work without script too: menus and shortcuts. */
"use strict";

/* A part with data-closed-below is a menu or a bar below that width, and always open above it. */
function closeWhenNarrow() {
  for (const details of document.querySelectorAll("[data-closed-below]")) {
    const narrow = window.matchMedia(`(max-width: ${details.dataset.closedBelow}px)`);
    details.open = !narrow.matches;
    narrow.addEventListener("change", () => {
      details.open = !narrow.matches;
    });
  }
}

/* A link with data-shortcut opens by its key, unless something is being typed. */
function listenForShortcuts() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    const link = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
    if (link) link.click();
  });
}

closeWhenNarrow();
listenForShortcuts();
