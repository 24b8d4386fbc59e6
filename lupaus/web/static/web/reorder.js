// Lists that can be put in order (`ui.order`): moves without loading the page, and by dragging. Without this file
// the buttons of the list do the same by sending their form.
//
// A move is one POST; the service answers with the page of the list, from which the new list is taken, so that what
// is shown is always what is kept. An answer that is a refusal is shown instead of the page's content.
(() => {
  const EDGE = 60; // pixels from the edge of the window where dragging scrolls
  const grip =
    '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M9 5h.01M15 5h.01M9 12h.01M15 12h.01M9 19h.01M15 19h.01" stroke="currentColor" stroke-width="3" stroke-linecap="round"/></svg>';

  const frameOf = (element) => element.closest("[data-order]");
  const lines = (frame) => [...frame.querySelectorAll(".order > li")];

  function dress(frame) {
    if (frame.dataset.dressed || lines(frame).length < 2) return;
    frame.dataset.dressed = "yes";
    for (const line of lines(frame)) {
      const handle = document.createElement("span");
      handle.className = "order__handle";
      handle.innerHTML = grip;
      // The buttons beside it do the same for the keyboard and for screen readers.
      handle.setAttribute("aria-hidden", "true");
      line.prepend(handle);
    }
  }

  function dressAll() {
    document.querySelectorAll("[data-order]").forEach(dress);
  }

  function say(frame, name, place) {
    const words = frame.dataset.moved
      .replace("{name}", name)
      .replace("{place}", place)
      .replace("{count}", frame.dataset.count);
    frame.querySelector(".order__said").textContent = words;
  }

  async function send(form, to, way) {
    const frame = frameOf(form);
    const line = form.closest("li");
    const { key, name } = line.dataset;
    const sent = new FormData(form);
    sent.set("to", to);
    frame.setAttribute("aria-busy", "true");
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: sent, credentials: "same-origin" });
    } catch {
      window.location.reload(); // the network failed: show what is kept
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = answer.ok && page.querySelector(`[data-order="${frame.dataset.order}"]`);
    if (!fresh) {
      const main = page.getElementById("main");
      if (!main) {
        window.location.reload();
        return;
      }
      document.getElementById("main").replaceWith(document.adoptNode(main));
      main.focus();
      return;
    }
    // The status line stays, so that a screen reader hears it change.
    frame.querySelector(".order").replaceWith(document.adoptNode(fresh.querySelector(".order")));
    frame.dataset.count = fresh.dataset.count;
    frame.removeAttribute("aria-busy");
    delete frame.dataset.dressed;
    dress(frame);
    say(frame, name, to);
    if (!way) return;
    const moved = lines(frame).find((each) => each.dataset.key === key);
    if (!moved) {
      // It went to another page of the list.
      frame.querySelector("[data-way]:not(:disabled)")?.focus();
      return;
    }
    const button =
      moved.querySelector(`[data-way="${way}"]:not(:disabled)`) || moved.querySelector("[data-way]:not(:disabled)");
    button?.closest("details")?.setAttribute("open", "");
    button?.focus();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches?.("[data-order] form[data-move]")) return;
    event.preventDefault();
    const button = event.submitter;
    const to = button?.name === "to" ? button.value : form.elements.to.value;
    send(form, to, button?.dataset.way);
  });

  // Dragging
  let drag = null;

  function follow() {
    if (!drag) return;
    const { line, y, frame } = drag;
    if (y < EDGE) window.scrollBy(0, -12);
    else if (y > window.innerHeight - EDGE) window.scrollBy(0, 12);
    const next = lines(frame).find((each) => {
      if (each === line) return false;
      const box = each.getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
    const list = frame.querySelector(".order");
    if (next !== line.nextElementSibling || !next) list.insertBefore(line, next ?? null);
    drag.frameRequest = window.requestAnimationFrame(follow);
  }

  function letGo(keep) {
    const { line, frame, handle, from, pointer, frameRequest } = drag;
    window.cancelAnimationFrame(frameRequest);
    if (handle.hasPointerCapture(pointer)) handle.releasePointerCapture(pointer);
    line.classList.remove("is-dragged");
    drag = null;
    const to = lines(frame).indexOf(line);
    if (to === from) return;
    if (!keep) {
      const others = lines(frame).filter((each) => each !== line);
      frame.querySelector(".order").insertBefore(line, others[from] ?? null);
      return;
    }
    send(line.querySelector("form[data-move]"), String(Number(frame.dataset.first) + to), "");
  }

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.(".order__handle");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    const frame = frameOf(handle);
    const line = handle.closest("li");
    handle.setPointerCapture(event.pointerId);
    line.classList.add("is-dragged");
    drag = { frame, line, handle, from: lines(frame).indexOf(line), pointer: event.pointerId, y: event.clientY };
    follow();
  });
  document.addEventListener("pointermove", (event) => {
    if (drag?.pointer === event.pointerId) drag.y = event.clientY;
  });
  document.addEventListener("pointerup", (event) => {
    if (drag?.pointer === event.pointerId) letGo(true);
  });
  document.addEventListener("pointercancel", () => drag && letGo(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drag) letGo(false);
  });

  document.addEventListener("DOMContentLoaded", dressAll);
  document.addEventListener("htmx:load", dressAll);
  dressAll();
})();
