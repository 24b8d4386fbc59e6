// Quick navigation swaps the body of the page: tell the reader, as a full load would.
// Everything works without this file.
document.addEventListener("htmx:pushedIntoHistory", () => {
  const heading = document.querySelector("main h1");
  const main = document.getElementById("main");
  // A live filter keeps the reader's place in the form; only a new page moves the focus to its content.
  if (main && heading && document.activeElement === document.body) {
    main.focus({ preventScroll: true });
  }
});

// The swap takes the body alone. A style sheet that only the next page has is put in place first, or the page
// would stand there bare.
document.addEventListener("htmx:beforeSwap", (event) => {
  const next = new DOMParser().parseFromString(event.detail.serverResponse || "", "text/html");
  const have = new Set([...document.querySelectorAll('link[rel="stylesheet"]')].map((link) => link.href));
  for (const link of next.head.querySelectorAll('link[rel="stylesheet"]')) {
    const address = new URL(link.getAttribute("href"), document.baseURI).href;
    if (!have.has(address)) {
      const added = document.createElement("link");
      added.rel = "stylesheet";
      added.href = address;
      document.head.append(added);
    }
  }
});
