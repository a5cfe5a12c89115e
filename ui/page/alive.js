// Tells within seconds when the server does not answer: one that is gone closes its connections, one that hangs, or
// whose network has gone, does not. It is asked only while something is awaited of it, or someone begins to type.
(() => {
  const { one, made, busy, BROKE } = paperAssistant.kit;

  // Gradio waits for ever on a stream of events that ends in good order before its last one, and says nothing where a
  // server has begun to end: here both are the faults that they are, upon which Gradio opens the page anew.
  const [LAST, FAULT] = ["close_stream", "unexpected_error"].map((name) => new RegExp(`"msg": *"${name}"`));
  const asks = window.fetch;
  let leaving = false;
  window.addEventListener("beforeunload", () => (leaving = true));
  const broken = (error) => {
    if (error.name !== "AbortError" && !leaving) sessionStorage.setItem(BROKE, "yes");
    return error;
  };
  window.fetch = async (asked, options) => {
    if (!new URL(asked.url || asked, location.href).pathname.endsWith("/queue/data")) return asks(asked, options);
    try {
      const reply = await asks(asked, options);
      if (!reply.ok) throw new TypeError(`The stream of events was refused (status ${reply.status}).`);
      return new Response(heardOut(reply.body.getReader()), reply);
    } catch (error) {
      throw broken(error);
    }
  };
  function heardOut(reader) {
    const text = new TextDecoder();
    let tail = "";
    const pull = async (out) => {
      try {
        const { done, value } = await reader.read();
        const told = done ? tail : tail + text.decode(value, { stream: true });
        if (FAULT.test(told) || (done && !LAST.test(told))) throw new TypeError("The stream of events broke off.");
        tail = told.slice(-200);
        if (done) out.close();
        else out.enqueue(value);
      } catch (error) {
        out.error(broken(error));
      }
    };
    return new ReadableStream({ pull, cancel: (reason) => reader.cancel(reason) });
  }

  const SILENT_MS = 3000; // while it answers it tells something each second
  const PATIENCE_MS = 2000; // for a request that costs it nothing
  const AGAIN_MS = 5000;
  let heard = Infinity; // when something was last heard of what is awaited
  let shown = "";
  let asked = 0;
  let asking = false;

  async function answers() {
    if (asking) return;
    asking = true;
    asked = Date.now();
    try {
      await fetch(`${location.pathname.replace(/\/?$/, "/")}healthz`, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
      one(".pa-gone")?.remove();
    } catch {
      if (!one(".pa-gone")) {
        const note = made("div", { className: "pa-gone" }, "The server does not answer. What you typed is kept; this page tries again by itself.");
        note.setAttribute("role", "alert");
        one("#pa-box")?.before(note);
      }
    } finally {
      asking = false;
    }
  }
  const awaits = () => (heard = Date.now());
  document.addEventListener("keydown", (event) => event.key === "Enter" && !event.shiftKey && event.target.closest?.("#pa-box") && event.target.value?.trim() && awaits(), true);
  document.addEventListener("click", (event) => event.target.closest?.('.submit-button, [data-act="ask"], [data-act="retry"], [data-act="judge"]') && awaits(), true);
  document.addEventListener("input", (event) => event.target.closest?.("#pa-box") && Date.now() - asked > AGAIN_MS && answers());
  setInterval(() => {
    if (one(".pa-gone")) return answers();
    const live = one("#pa-live")?.textContent ? one("#pa-live article")?.textContent : "";
    const now = `${live}${document.querySelectorAll("#pa-log article").length}`;
    if (now !== shown) heard = busy() || heard === Infinity ? Date.now() : Infinity;
    shown = now;
    if (!busy() && Date.now() - heard > 20000) heard = Infinity; // the server answers, and there was nothing to tell
    if (Date.now() - heard > SILENT_MS) answers();
  }, 1000);
})();
