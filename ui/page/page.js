// What the browser does by itself: opens sources, keeps what is typed, saves files. Conversations: see talks.js.
// Text from answers only ever enters the page through textContent.
window.paperAssistant = (() => {
  const ASKED = "paper-assistant:asked"; // the question that is being answered
  const DRAFT = "paper-assistant:draft"; // what is typed and not sent
  const BROKE = "paper-assistant:broke"; // the connection did, and the page is opened anew
  const NAME = "Paper Assistant";
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const made = (tag, properties = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };

  // --- sources
  function showSource(turn, number) {
    const groups = all("#pa-sources .pa-sources");
    const group = groups.find((each) => each.dataset.turn === turn);
    if (!group) return;
    one("#pa-sources .pa-awaited")?.remove();
    groups.forEach((each) => (each.hidden = each !== group));
    all("mark.pa-on", group).forEach((each) => each.classList.remove("pa-on"));
    const marks = all(`mark[data-n~="${CSS.escape(number)}"]`, group);
    if (!marks.length) return;
    const card = marks[0].closest("details");
    card.open = true;
    document.body.classList.add("pa-sheet");
    marks.forEach((each) => each.classList.add("pa-on"));
    marks[0].tabIndex = -1;
    marks[0].focus({ preventScroll: true });
    // The card's title stays in sight where the quote fits below it.
    const fits = marks[0].getBoundingClientRect().bottom - card.getBoundingClientRect().top < one("#pa-side").clientHeight - 60;
    (fits ? card : marks[0]).scrollIntoView({ block: fits ? "start" : "center", behavior: calm() ? "auto" : "smooth" });
  }
  let opener; // what opened a source or a menu: Escape gives the focus back to it
  function closeSheet() {
    document.body.classList.remove("pa-sheet");
    opener?.isConnected && opener.focus({ preventScroll: true });
    opener = null;
  }
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const quoteOf = (cite) =>
    all(`#pa-sources .pa-sources[data-turn="${CSS.escape(cite.dataset.turn)}"] mark[data-n~="${CSS.escape(cite.dataset.n)}"]`)
      .map((each) => each.textContent)
      .join("");
  let tip;
  function hideTip() {
    tip?.remove();
    tip = null;
  }
  function showTip(cite) {
    hideTip();
    const quote = quoteOf(cite);
    if (!quote) return;
    const card = one(`#pa-sources .pa-sources[data-turn="${CSS.escape(cite.dataset.turn)}"] mark[data-n~="${CSS.escape(cite.dataset.n)}"]`).closest(".pa-card");
    tip = made("div", { className: "pa-tip", id: "pa-tip" }, made("b", {}, one(".pa-title", card).textContent), quote);
    tip.setAttribute("role", "tooltip");
    document.body.append(tip);
    cite.setAttribute("aria-describedby", "pa-tip");
    const at = cite.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, innerWidth - tip.offsetWidth - 8));
    const above = at.top - tip.offsetHeight - 6;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 8 ? above : at.bottom + 6}px`;
  }

  // --- small things
  const busy = () => Boolean(one('#pa-live [aria-busy="true"]'));
  // With a button a note stays longer, so that there is time to click it.
  function say(text, label, act) {
    const note = made("div", { className: "pa-toast" }, text);
    if (label) note.append(made("button", { type: "button", onclick: () => (note.remove(), act()) }, label));
    note.setAttribute("role", "status");
    document.body.append(note);
    setTimeout(() => note.remove(), label ? 10000 : 5000);
  }
  function download(file) {
    if (!file) return;
    if (file.copy) return paperAssistant.copy(file);
    const content = file.base64 ? Uint8Array.from(atob(file.base64), (each) => each.charCodeAt(0)) : file.text;
    const link = made("a", { href: URL.createObjectURL(new Blob([content], { type: file.type })), download: file.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // --- clicks on [data-act] inside a component become events of that component, or are done right here
  const here = { close: closeSheet };
  let sent; // the form of a note that is on its way
  function noted(kept) {
    if (!sent?.isConnected) return;
    if (kept) sent.replaceChildren("Noted, thank you.");
    else one("button", sent).disabled = false;
  }
  // What changes the conversation is sent one after the other: each begins with what the one before has made of it.
  const IN_TURN = new Set(["rate", "overrule"]);
  const LOST_MS = 30_000; // a change that is not made by then never is
  const changes = [];
  let lost;
  function begin() {
    clearTimeout(lost);
    if (!changes.length) return;
    lost = setTimeout(changed, LOST_MS);
    changes[0]();
  }
  function changed() {
    changes.shift();
    begin();
  }
  function tell(trigger, act, data) {
    if (!IN_TURN.has(act)) return trigger(act, data);
    if (changes.push(() => trigger(act, data)) === 1) begin();
  }
  function listen(element, trigger) {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act]");
      if (!button || button.tagName === "FORM") return;
      const { act, ...data } = button.dataset;
      if (here[act]) return here[act](button, trigger);
      if (busy() && act !== "export") return;
      button.closest(".pa-menu")?.removeAttribute("open");
      tell(trigger, act, data);
    });
    element.addEventListener("submit", (event) => {
      const form = event.target.closest("form[data-act]");
      if (!form) return;
      event.preventDefault();
      sent = form;
      one("button", form).disabled = true;
      trigger(form.dataset.act, { turn: form.dataset.turn, text: one("input", form).value });
    });
    element.addEventListener("change", (event) => {
      const choice = event.target.closest("select[data-act]");
      const fine = choice && (choice.dataset.act !== "overrule" || paperAssistant.overruling(choice));
      if (fine) tell(trigger, choice.dataset.act, { ...choice.dataset, value: choice.value });
    });
    element.addEventListener("narrowed", () => trigger("narrow", {}));
    const menu = one("[data-history]", element);
    if (menu) paperAssistant.listTalks(menu, trigger);
  }
  document.addEventListener("click", (event) => {
    const cite = event.target.closest("a.pa-cite");
    if (cite) {
      event.preventDefault();
      hideTip();
      opener = cite;
      showSource(cite.dataset.turn, cite.dataset.n);
    } else if (!event.target.closest("#pa-side")) document.body.classList.remove("pa-sheet");
    // What a click has taken away stands in its path only; a note with a button belongs to what it tells of.
    const path = event.composedPath();
    if (path.some((each) => each.className === "pa-toast")) return;
    all(".pa-menu[open]").forEach((menu) => path.includes(menu) || (menu.open = false));
  });
  document.addEventListener("input", (event) => {
    if (event.target.closest("#pa-box")) sessionStorage.setItem(DRAFT, event.target.value);
  });
  for (const type of ["mouseover", "focusin"])
    document.addEventListener(type, (event) => {
      const cite = event.target.closest?.("a.pa-cite");
      if (cite) showTip(cite);
      else hideTip();
    });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hideTip();
      for (const menu of all(".pa-menu[open]")) {
        menu.open = false;
        one("summary", menu).focus();
      }
      closeSheet();
    }
    if (event.key === "/" && !event.target.closest("input:not([type='checkbox'], [type='radio']), textarea")) {
      event.preventDefault();
      all("#pa-box textarea, .pa-find :is(input, textarea)").find((each) => each.offsetParent)?.focus();
    }
  });

  // --- keep the newest exchange in sight, but never scroll its beginning away
  function follow() {
    const pane = one("#pa-scroll");
    const exchange = one("#pa-live article") || one("#pa-log article:last-of-type");
    if (!pane || !exchange) return;
    const top = exchange.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
    pane.scrollTop = Math.min(top - 12, pane.scrollHeight - pane.clientHeight);
  }
  let question = "";
  let wasLive = false;
  let following = true;
  for (const type of ["wheel", "touchmove"])
    document.addEventListener(type, (event) => (following &&= !event.target.closest?.("#pa-scroll")), { passive: true });
  new MutationObserver(() => {
    const title = one("#pa-live h2")?.textContent || all("#pa-log h2").at(-1)?.textContent || "";
    const live = Boolean(one("#pa-live article"));
    if (live && busy() && (title !== question || !wasLive)) {
      sessionStorage.setItem(ASKED, title);
      sessionStorage.removeItem(DRAFT);
    }
    if (title !== question) following = true;
    if (following && (title !== question || live || wasLive)) follow();
    if (wasLive && !live) one("#pa-side").scrollTop = 0;
    question = title;
    wasLive = live;
    // On one line, as a title reads back: else it would be set, and seen to change, for ever.
    const line = title.replace(/\s+/g, " ").trim();
    const called = line ? `${line.length > 60 ? `${line.slice(0, 59).trim()}…` : line} · ${NAME}` : NAME;
    if (document.title !== called) document.title = called;
  }).observe(document.documentElement, { childList: true, subtree: true });

  // --- what is sent before the kept conversation has come back waits for it
  let isOpen = false;
  let sendThen = false;
  function opened() {
    isOpen = true;
    document.body.dataset.paOpen = "";
    performance.mark("open");
    if (sendThen) return send();
    // The page was reloaded, by the reader or because the server had gone: nothing typed is lost.
    const [asked, typed, broke] = [ASKED, DRAFT, BROKE].map((key) => sessionStorage.getItem(key));
    for (const key of [ASKED, BROKE]) sessionStorage.removeItem(key);
    // What was typed while the answer was being written stands below its question.
    if (asked || typed) putBack(asked && typed && typed !== asked ? `${asked}\n${typed}` : asked || typed);
    if (asked) say("The answer was interrupted. Its question is back in the box.", "Ask again", send);
    else if (typed && broke) say("The connection to the server broke off. What you typed is back in the box.", "Ask", send);
  }
  const send = () => one("#pa-box .submit-button")?.click();
  function putBack(text) {
    const box = one("#pa-box textarea");
    if (!box) return setTimeout(putBack, 100, text);  // the page is still being put up
    if (!box.value) type(text);
  }
  function type(text) {
    const box = one("#pa-box textarea");
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }
  const tooEarly = (event) => {
    if (isOpen || !event.target.closest?.("#pa-box")) return;
    const sends = event.type === "click" ? event.target.closest(".submit-button") : event.key === "Enter" && !event.shiftKey;
    if (!sends) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sendThen = true;
  };
  for (const type of ["click", "keydown", "keypress"]) document.addEventListener(type, tooEarly, true);

  return { listen, download, opened, noted, changed, kit: { one, all, made, busy, say, type, here, ASKED, DRAFT, BROKE } };
})();
