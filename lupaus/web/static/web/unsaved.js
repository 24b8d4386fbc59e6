// Warns before leaving a form with changes that were not saved. Nothing that is typed is kept in the browser:
// several people may use one computer. Everything works without this file.
(() => {
  const marked = "form[data-unsaved]";
  const changed = new Set();

  const isOpen = () => [...changed].some((form) => form.isConnected);

  // A form that came back refused, or as a preview, holds words that are kept nowhere yet.
  const start = () => {
    const refused = document.getElementById("problems");
    for (const form of document.querySelectorAll(marked)) {
      if (refused || form.dataset.changed) changed.add(form);
    }
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.(marked);
    if (form) changed.add(form);
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) changed.clear();
  });
  document.addEventListener("DOMContentLoaded", start);
  window.addEventListener("beforeunload", (event) => {
    if (isOpen()) event.preventDefault();
  });
  // A quick navigation loads no page: the browser does not ask, so we do.
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.boosted && !event.target.closest?.("a")) return;
    const form = [...changed].find((each) => each.isConnected);
    if (!form) return;
    event.preventDefault();
    if (window.confirm(form.dataset.unsaved)) {
      changed.clear();
      event.detail.issueRequest(true);
    }
  });
})();
