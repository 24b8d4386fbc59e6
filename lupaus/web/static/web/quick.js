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
