// The matrix as a table: services are dragged from cell to cell. Without this file, “Move…” beside each of them does
// the same, as it does for the keyboard and for screen readers.
//
// A move is one POST; the service answers with the table as it stands now, which is put in the place of the old one,
// so that what is shown is always what is kept, refusals and all.
(() => {
  const EDGE = 60; // pixels from the edge of the window where dragging scrolls
  const FAR = 6; // pixels the pointer moves before a press becomes a drag
  const grip =
    '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M9 5h.01M15 5h.01M9 12h.01M15 12h.01M9 19h.01M15 19h.01" stroke="currentColor" stroke-width="3" stroke-linecap="round"/></svg>';

  let drag = null;

  function dress() {
    for (const item of document.querySelectorAll("[data-grid] td .grid-item")) {
      if (item.firstElementChild?.className === "grid-item__handle") continue;
      const handle = document.createElement("span");
      handle.className = "grid-item__handle";
      handle.innerHTML = grip;
      handle.setAttribute("aria-hidden", "true");
      item.prepend(handle);
    }
  }

  function say(words) {
    const line = document.querySelector(".grid-said");
    if (line) line.textContent = words;
  }

  async function send(item, to) {
    const frame = item.closest("[data-grid]");
    const form = frame.querySelector("[data-grid-move]");
    const from = item.closest("[data-place]");
    const sent = new FormData(form);
    sent.set("service", item.dataset.service);
    sent.set("from", from.dataset.cell);
    sent.set("to", to.dataset.place);
    sent.set("from_revision", from.dataset.revision);
    sent.set("to_revision", to.dataset.revision);
    const words = frame.dataset.moved.replace("{name}", item.dataset.name).replace("{place}", to.dataset.title);
    frame.setAttribute("aria-busy", "true");
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: sent, credentials: "same-origin" });
    } catch {
      window.location.reload(); // the network failed: show what is kept
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-grid]");
    if (!fresh) {
      window.location.reload(); // signed out, or the version is gone
      return;
    }
    const scrolled = frame.querySelector(".frame")?.scrollLeft ?? 0;
    frame.replaceWith(document.adoptNode(fresh));
    const table = fresh.querySelector(".frame");
    if (table) table.scrollLeft = scrolled;
    dress();
    const problem = fresh.querySelector("#problems");
    if (problem) {
      say("");
      problem.focus();
    } else {
      say(words);
    }
  }

  function under(x, y) {
    const found = document.elementFromPoint(x, y)?.closest?.("[data-grid] td[data-place]");
    return found && found !== drag.from ? found : null;
  }

  function follow() {
    if (!drag?.moving) return;
    if (drag.y < EDGE) window.scrollBy(0, -12);
    else if (drag.y > window.innerHeight - EDGE) window.scrollBy(0, 12);
    drag.ghost.style.transform = `translate(${drag.x + 8}px, ${drag.y + 8}px)`;
    const target = under(drag.x, drag.y);
    if (target !== drag.target) {
      drag.target?.classList.remove("grid-cell--target");
      target?.classList.add("grid-cell--target");
      drag.target = target;
    }
    drag.request = window.requestAnimationFrame(follow);
  }

  function lift() {
    drag.moving = true;
    drag.item.classList.add("grid-item--lifted");
    drag.ghost = document.createElement("div");
    drag.ghost.className = "grid-ghost";
    drag.ghost.textContent = drag.item.dataset.name;
    document.body.append(drag.ghost);
    follow();
  }

  function letGo(keep) {
    const { item, target, ghost, handle, pointer, request, moving } = drag;
    if (request) window.cancelAnimationFrame(request);
    if (handle.hasPointerCapture(pointer)) handle.releasePointerCapture(pointer);
    ghost?.remove();
    item.classList.remove("grid-item--lifted");
    target?.classList.remove("grid-cell--target");
    drag = null;
    if (keep && moving && target) send(item, target);
  }

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.(".grid-item__handle");
    if (!handle || event.button !== 0 || drag) return;
    event.preventDefault();
    const item = handle.closest(".grid-item");
    handle.setPointerCapture(event.pointerId);
    drag = {
      item,
      handle,
      from: item.closest("[data-place]"),
      pointer: event.pointerId,
      x: event.clientX,
      y: event.clientY,
      startX: event.clientX,
      startY: event.clientY,
    };
  });
  document.addEventListener("pointermove", (event) => {
    if (drag?.pointer !== event.pointerId) return;
    drag.x = event.clientX;
    drag.y = event.clientY;
    if (!drag.moving && Math.hypot(drag.x - drag.startX, drag.y - drag.startY) > FAR) lift();
  });
  document.addEventListener("pointerup", (event) => {
    if (drag?.pointer === event.pointerId) letGo(true);
  });
  document.addEventListener("pointercancel", (event) => {
    if (drag?.pointer === event.pointerId) letGo(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drag) letGo(false);
  });

  dress();
})();
