// Ways on from a decline, and completion of titles and authors while a question is typed.
(() => {
  const { one, all, busy, say, type, here } = paperAssistant.kit;

  // --- declines
  here.askPaper = (button, trigger) => {
    trigger("limit", { papers: [button.dataset.paper] });
    setTimeout(() => {
      type(button.dataset.question);
      one("#pa-box textarea").select();
    }, 50);
  };
  here.seek = (button) => {
    one("#pa-papers-button")?.click();
    setTimeout(() => {
      const find = one("#pa-find :is(input, textarea)");
      if (!find) return;
      find.value = button.dataset.query;
      find.dispatchEvent(new Event("input", { bubbles: true }));
      find.focus();
    }, 50);
  };
  here.everywhere = (button, trigger) => {
    if (busy()) return say("An answer is still being written.");
    one('#pa-limit [data-act="unlimit"]')?.click();
    trigger("ask", { question: button.dataset.question, everywhere: "yes" });
  };

  // Papers that were put away with the samples are not looked in either.
  here.elsewhere = (button, trigger) => {
    if (busy()) return say("An answer is still being written.");
    const away = document.body.hasAttribute("data-samples-away") ? "yes" : "";
    trigger("elsewhere", { question: button.dataset.question, away });
  };
  here.askThere = (button, trigger) => paperAssistant.shelf.go(button.dataset.name, trigger, button.dataset.question);

  // --- completion: the server's list stands above the box; nothing is chosen before an arrow key chooses it
  const WAIT_MS = 60;
  const LEAST = 3; // letters
  const LOST_MS = 5000; // a reply that has not come by then does not come
  let ask = () => {};
  let sent = null; // what was typed up to the caret when the list was asked for
  let number = 0; // of the last request
  let open = 0; // the number of the request that is on its way, 0 when none is
  let next = false; // whether more was typed meanwhile
  let timer;
  let lost;
  const box = () => one("#pa-box textarea");
  const list = () => one("#pa-complete [role=listbox]");
  const options = () => all("#pa-complete [role=option]");
  const chosen = () => one('#pa-complete [aria-selected="true"]');

  const typed = () => box()?.value.slice(0, box().selectionStart) ?? "";
  // One request at a time, for what is typed by then: of several the replies could come in any order.
  function seek() {
    next = Boolean(open);
    if (open) return;
    sent = typed();
    open = number += 1;
    lost = setTimeout(() => came(open), LOST_MS);
    ask("complete", { text: sent, number });
  }
  function came(which) {
    if (which !== open) return;
    clearTimeout(lost);
    open = 0;
    if (next) setTimeout(seek); // not within what shows the reply
  }
  function close() {
    clearTimeout(timer);
    next = false;
    sent = null;
    list()?.remove();
    mark();
  }
  function mark() {
    const area = box();
    if (!area) return;
    if (!list()) {
      for (const name of ["role", "aria-expanded", "aria-controls", "aria-activedescendant", "aria-autocomplete"]) area.removeAttribute(name);
      return;
    }
    area.setAttribute("role", "combobox");
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-expanded", "true");
    area.setAttribute("aria-controls", "pa-options");
    if (chosen()) area.setAttribute("aria-activedescendant", chosen().id);
    else area.removeAttribute("aria-activedescendant");
  }
  function choose(step) {
    const all_ = options();
    const at = all_.indexOf(chosen());
    const next = at < 0 ? (step > 0 ? 0 : all_.length - 1) : at + step;
    all_.forEach((each, place) => each.setAttribute("aria-selected", String(place === next)));
    all_[next]?.scrollIntoView({ block: "nearest" });
    mark();
  }
  function put(option) {
    const area = box();
    const from = Number(option.dataset.from);
    const caret = sent === null ? area.selectionStart : sent.length;
    const before = area.value.slice(0, from) + option.dataset.put;
    const after = area.value.slice(caret);
    close();
    area.value = before + (after || " ");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(timer);
    area.focus();
    area.setSelectionRange(before.length + (after ? 0 : 1), before.length + (after ? 0 : 1));
  }
  document.addEventListener("input", (event) => {
    if (!event.target.closest("#pa-box")) return;
    clearTimeout(timer);
    const word = typed().match(/[\p{L}\p{N}]+$/u)?.[0] || "";
    if (!event.isTrusted || word.length < LEAST || busy()) return close();
    timer = setTimeout(seek, WAIT_MS);
  });
  // Before the page's own handlers and Gradio's: while a line is chosen, Enter and Escape belong to the list.
  document.addEventListener(
    "keydown",
    (event) => {
      if (!event.target.closest?.("#pa-box") || !list()) return;
      const done = () => {
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        done();
        return choose(event.key === "ArrowDown" ? 1 : -1);
      }
      if ((event.key === "Enter" || event.key === "Tab") && chosen()) {
        done();
        return put(chosen());
      }
      if (event.key === "Escape") {
        done();
        return close();
      }
      if (event.key === "Enter") close();
    },
    true,
  );
  document.addEventListener("keypress", (event) => event.key === "Enter" && chosen() && event.preventDefault(), true);
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("#pa-complete [role=option]");
    if (option) {
      event.preventDefault(); // the box keeps the focus
      put(option);
    } else if (!event.target.closest("#pa-box") || event.target.closest(".submit-button")) close();
  });
  // Who goes on with the Tab key leaves the list behind as well.
  document.addEventListener("focusout", (event) => event.target.closest?.("#pa-box") && close());
  paperAssistant.completes = (element, trigger) => {
    ask = trigger;
    new MutationObserver(() => {
      // A list that comes late, for what is no longer typed, is not shown.
      if (list() && (sent === null || typed() !== sent || document.activeElement !== box())) list().remove();
      mark();
      came(Number(one("#pa-complete [data-number]")?.dataset.number));
    }).observe(element, { childList: true, subtree: true });
  };
})();
