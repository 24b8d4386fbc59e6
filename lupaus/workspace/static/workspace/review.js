// The review: words selected in the text are quoted in the remark by themselves.
// Everything works without this file: the passage is then copied into the form by hand.
(() => {
  const KEY = "lupaus-passage";
  const LONGEST = 1000;
  let chosen = null; // { of, words } of what is selected now
  let isFresh = false; // whether the next Tab goes to the remark on it

  // The part a node stands in, as "kind/slug"; null outside the text, or where its remark cannot be written.
  const partOf = (node) => {
    const element = node && (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
    const within = element && element.closest("[data-of]");
    return within ? within.dataset.of : null;
  };

  const linkOf = (of) => [...document.querySelectorAll("[data-remark]")].find((link) => link.dataset.remark === of);

  const bar = document.createElement("div");
  bar.className = "remark-selection";
  bar.setAttribute("role", "status");
  bar.hidden = true;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  bar.append(button);

  const forget = () => {
    if (chosen) {
      const link = linkOf(chosen.of);
      if (link) {
        link.textContent = link.dataset.usual;
        link.classList.remove("is-selected");
      }
    }
    chosen = null;
    isFresh = false;
    bar.hidden = true;
  };

  const look = () => {
    const selection = document.getSelection();
    const words = selection ? selection.toString().trim() : "";
    const of = partOf(selection && selection.anchorNode);
    if (!words || words.length > LONGEST || !of || of !== partOf(selection.focusNode)) {
      // A press on the link or the button ends the selection: what was chosen stays until another choice.
      if (!document.activeElement || !document.activeElement.closest("[data-remark], .remark-selection")) {
        forget();
      }
      return;
    }
    const link = linkOf(of);
    if (!link) {
      const field = document.querySelector("textarea[data-passage]");
      if (field && field.dataset.passage === of) {
        field.value = words; // the form of this part is open already
      }
      return;
    }
    if (chosen && chosen.of !== of) {
      forget();
    }
    link.dataset.usual = link.dataset.usual || link.textContent;
    link.textContent = link.dataset.selected;
    link.classList.add("is-selected");
    button.textContent = link.dataset.selected;
    chosen = { of, words };
    isFresh = true;
    bar.hidden = false;
  };

  const keep = () => {
    if (chosen) {
      sessionStorage.setItem(KEY, JSON.stringify(chosen));
    }
  };

  const start = () => {
    const field = document.querySelector("textarea[data-passage]");
    const kept = JSON.parse(sessionStorage.getItem(KEY) || "null");
    sessionStorage.removeItem(KEY);
    if (field && kept && kept.of === field.dataset.passage && !field.value.trim()) {
      field.value = kept.words;
      const words = document.getElementById("f-words");
      // Going to the form takes the focus away once more: only then is it given.
      window.setTimeout(() => words && words.focus(), 100);
    }
    document.body.append(bar);
    document.addEventListener("selectionchange", look);
    // By keyboard: the first Tab after words were selected goes to the remark on them.
    document.addEventListener("keydown", (event) => {
      const link = isFresh && chosen && event.key === "Tab" && !event.shiftKey && linkOf(chosen.of);
      if (link) {
        isFresh = false;
        event.preventDefault();
        link.focus();
      }
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-remark]");
      if (link && chosen && link.dataset.remark === chosen.of) {
        keep();
      }
    });
    button.addEventListener("mousedown", (event) => event.preventDefault()); // keep the selection
    button.addEventListener("click", () => {
      const link = chosen && linkOf(chosen.of);
      if (link) {
        keep();
        window.location.assign(link.href);
      }
    });
  };

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
