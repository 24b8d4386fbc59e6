// What is pasted into a longer text from Word or a browser comes in as headings, lists, tables, bold and links.
// The service reads the HTML; its answer is text. Without this file, and whenever no answer comes, the plain words
// are pasted as the browser always does.
(() => {
  const address = document.currentScript.dataset.address;
  const MOST = 2000000;

  // Pictures and styles can be many megabytes, and nothing of them would stay. The HTML is not parsed here: its
  // styles would be refused by the policy of the page, one complaint each.
  const slim = (html) =>
    html
      .replace(/<!--[\s\S]*?-->/g, "")
      .replace(/<(style|script|svg|object)\b[\s\S]*?<\/\1\s*>/gi, "")
      .replace(/<img\b[^>]*>/gi, "");

  const put = (field, words) => {
    field.focus();
    // Kept for undo where the browser can; else put in as it is.
    if (document.execCommand("insertText", false, words)) return;
    field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const asked = async (field, html) => {
    const token = field.form?.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!token) throw new Error("no form");
    const answer = await fetch(address, {
      method: "POST",
      body: new URLSearchParams({ html }),
      headers: { "X-CSRFToken": token },
      redirect: "error",
    });
    if (!answer.ok) throw new Error("no answer");
    return answer.text();
  };

  document.addEventListener("paste", async (event) => {
    const field = event.target;
    const given = event.clipboardData;
    if (!(field instanceof HTMLTextAreaElement) || !given?.types.includes("text/html")) return;
    const html = slim(given.getData("text/html"));
    const plain = given.getData("text/plain");
    if (html.length > MOST) return;
    event.preventDefault();
    let words = plain;
    try {
      words = (await asked(field, html)) || plain;
    } catch {
      // The plain words, then.
    }
    put(field, words);
  });
})();
