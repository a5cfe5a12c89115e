// Conversations: kept in this browser's storage, each under a key and at an address of its own; the list of them.
(() => {
  const { one, all, made, busy, say, here, ASKED, DRAFT } = paperAssistant.kit;
  const KEPT = "paper-assistant:talk:";
  const CURRENT = "paper-assistant:current";
  const ROOM = 5 * 1024 * 1024; // characters that browsers give a site
  const ARMED_MS = 5000; // how long "really delete?" waits for the second click

  // --- each under a key of its own so that two tabs do not overwrite each other
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(KEPT));
  const kept = () =>
    keys()
      .map((key) => ({ key, ...read(key) }))
      .sort((a, b) => (b.time || 0) - (a.time || 0));
  const idOf = (key) => key.slice(KEPT.length);

  function save(talk) {
    if (!talk) return;
    sessionStorage.removeItem(ASKED);
    const key = KEPT + talk.id;
    sessionStorage.setItem(CURRENT, talk.id);
    if (!talk.turns.length) {
      localStorage.removeItem(key);
      return goTo(null);
    }
    const before = read(key);
    const named = Boolean(before?.named);
    const value = { time: Date.now(), title: named ? before.title : talk.turns[0].question, named, talk };
    try {
      localStorage.setItem(key, JSON.stringify(value));
      one(".pa-full")?.remove();
    } catch {
      return tellFull(); // nothing is dropped to make room: which ones may go is for the reader to say
    }
    goTo(talk.id);
  }
  function tellFull() {
    if (one(".pa-full")) return;
    const note = made("div", { className: "pa-full" }, "This browser’s storage is full: this conversation is not kept, and a reload loses what is new in it. ");
    note.setAttribute("role", "alert");
    const list = made("button", { type: "button", className: "pa-act", onclick: () => setTimeout(() => (menu.open = true)) }, "Delete old ones");
    const file = made("button", { type: "button", className: "pa-act", onclick: () => bar("export", { kind: "html" }) }, "Save this one as a file");
    note.append(list, file);
    one("#pa-bar").append(note);
  }

  // --- addresses: #talk=ID and #talk=ID&answer=2
  const address = () => {
    const named = new URLSearchParams(location.hash.slice(1));
    return { id: named.get("talk"), answer: named.get("answer") };
  };
  const bare = () => location.pathname + location.search;
  function goTo(id, answer) {
    if (address().id === id && !answer) return;
    history.pushState(null, "", id ? `#talk=${id}${answer ? `&answer=${answer}` : ""}` : bare());
  }
  let wanted = null; // the answer to be brought into sight once it is there
  function current() {
    const { id, answer } = address();
    wanted = answer;
    if (id && !read(KEPT + id)) {
      history.replaceState(null, "", bare());
      say("This conversation is not in this browser: it lives in the browser that it was held in, until it is deleted there.");
      sessionStorage.removeItem(CURRENT);
      return null;
    }
    const shown = id || sessionStorage.getItem(CURRENT);
    const talk = (shown && read(KEPT + shown)?.talk) || null;
    if (talk) {
      sessionStorage.setItem(CURRENT, talk.id);
      if (!id) history.replaceState(null, "", `#talk=${talk.id}`);
    }
    return talk;
  }
  function forget() {
    for (const key of [CURRENT, DRAFT]) sessionStorage.removeItem(key);
    goTo(null);
    return [];
  }
  window.addEventListener("popstate", () => {
    const { id, answer } = address();
    const shown = sessionStorage.getItem(CURRENT);
    if (id === shown) return void ((wanted = answer), bringIntoSight());
    if (busy()) {
      say("An answer is still being written. Stop it to leave this conversation.");
      return history.pushState(null, "", shown && read(KEPT + shown) ? `#talk=${shown}` : bare());
    }
    if (id) bar("open", {});
    else bar("renew", {});
  });
  function bringIntoSight() {
    const exchange = wanted && one(`#pa-log article[data-turn="${CSS.escape(wanted)}"]`);
    if (!exchange) return;
    wanted = null;
    exchange.scrollIntoView({ block: "start" });
    exchange.tabIndex = -1;
    exchange.focus({ preventScroll: true });
  }
  new MutationObserver(() => wanted && bringIntoSight()).observe(document.documentElement, { childList: true, subtree: true });
  here.link = async (button) => {
    goTo(sessionStorage.getItem(CURRENT), button.dataset.turn);
    button.closest(".pa-menu")?.removeAttribute("open");
    await paperAssistant.copy({ text: location.href, copy: "Address copied. It opens in this browser only; Share makes a file for others." });
  };

  // --- the list
  let bar = () => {}; // makes an event of the toolbar
  let menu;
  function listTalks(details, trigger) {
    menu = details;
    bar = trigger;
    menu.addEventListener("toggle", () => menu.open && fill());
  }
  const count = (number) => (number === 1 ? "1 answer" : `${number} answers`);
  const wordsOf = ({ title, talk }) =>
    [title, ...(talk?.turns || []).flatMap((turn) => [turn.question, turn.answer?.text])].join(" ").toLowerCase();

  function fill() {
    const talks = kept();
    const list = made("ul", {}, ...talks.map(entry));
    const find = made("input", { type: "search", className: "pa-find-talk", placeholder: "Search conversations" });
    find.setAttribute("aria-label", "Search conversations");
    const none = made("p", { className: "pa-note", hidden: true }, "No conversation holds these words.");
    const words = talks.map(wordsOf);
    find.oninput = () => {
      const sought = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      [...list.children].forEach((item, place) => (item.hidden = !sought.every((word) => words[place].includes(word))));
      none.hidden = [...list.children].some((item) => !item.hidden);
    };
    const used = keys().reduce((sum, key) => sum + localStorage.getItem(key).length, 0);
    const share = used > ROOM / 2 ? ` ${Math.round((100 * used) / ROOM)} % of its room is used.` : "";
    const where = made("p", { className: "pa-note" }, `${talks.length ? "" : "None yet. "}Conversations live in this browser’s storage only.${share} The server keeps none; clearing the browser’s data deletes them.`);
    one(".pa-pop", menu).replaceChildren(...(talks.length ? [find, none, list] : []), where);
    if (talks.length) find.focus();
  }
  function entry({ key, title, time, talk }) {
    const name = String(title || "Untitled");
    const when = new Date(time || 0).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const open = made("button", { type: "button", className: "pa-act" }, name, made("small", {}, `${when} · ${count(talk?.turns?.length || 0)}`));
    if (idOf(key) === sessionStorage.getItem(CURRENT)) open.setAttribute("aria-current", "true");
    open.onclick = () => {
      if (busy()) return say("An answer is still being written.");
      menu.open = false;
      goTo(idOf(key));
      bar("open", {});
    };
    const rename = made("button", { type: "button", className: "pa-act", onclick: () => renaming(item, key, name) }, "Rename");
    rename.setAttribute("aria-label", `Rename the conversation ${name}`);
    const drop = made("button", { type: "button", className: "pa-act" }, "Delete");
    drop.setAttribute("aria-label", `Delete the conversation ${name}`);
    drop.onclick = () => {
      if (drop.dataset.armed) return remove(key, name);
      drop.dataset.armed = "yes";
      drop.textContent = "Really delete?";
      drop.setAttribute("aria-label", `Really delete the conversation ${name}?`);
      setTimeout(() => {
        delete drop.dataset.armed;
        drop.textContent = "Delete";
        drop.setAttribute("aria-label", `Delete the conversation ${name}`);
      }, ARMED_MS);
    };
    const item = made("li", {}, open, rename, drop);
    return item;
  }
  function remove(key, name) {
    const value = localStorage.getItem(key);
    const shown = idOf(key) === sessionStorage.getItem(CURRENT);
    if (shown && busy()) return say("An answer is still being written.");
    localStorage.removeItem(key);
    if (shown) bar("renew", {});
    one(".pa-full")?.remove();
    fill();
    say(`“${name.length > 60 ? `${name.slice(0, 59)}…` : name}” was deleted.`, "Undo", () => {
      try {
        localStorage.setItem(key, value);
      } catch {
        return say("There is no room in this browser’s storage any more to take it back.");
      }
      if (menu.open) fill();
      if (shown && !busy()) goTo(idOf(key)), bar("open", {});
    });
  }
  function renaming(item, key, name) {
    const input = made("input", { type: "text", value: name, maxLength: 300 });
    input.setAttribute("aria-label", "New name");
    const form = made("form", { className: "pa-rename" }, input, made("button", { type: "submit", className: "pa-act" }, "Save"));
    form.onsubmit = (event) => {
      event.preventDefault();
      event.stopPropagation();
      const value = read(key);
      const title = input.value.trim();
      try {
        if (value) localStorage.setItem(key, JSON.stringify({ ...value, title: title || value.talk.turns[0].question, named: Boolean(title) }));
      } catch {
        say("There is no room in this browser’s storage for a longer name.");
      }
      fill();
    };
    input.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      fill();
    };
    item.replaceChildren(form);
    input.select();
  }

  // --- copying: as text, and as rich text where there is some
  async function copy({ text, html, copy: done }) {
    const parts = { "text/plain": text, ...(html ? { "text/html": html } : {}) };
    try {
      const blobs = Object.entries(parts).map(([type, value]) => [type, new Blob([value], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } catch {
      const put = (event) => {
        event.preventDefault();
        for (const [type, value] of Object.entries(parts)) event.clipboardData.setData(type, value);
      };
      document.addEventListener("copy", put, { once: true });
      if (!document.execCommand("copy")) {
        document.removeEventListener("copy", put);
        return say("This browser did not let the page copy. Share saves a file instead.");
      }
    }
    say(done);
  }
  // A menu that opens near the end of the conversation is scrolled into sight.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.(".pa-actions .pa-menu[open]")) one(".pa-pop", event.target).scrollIntoView({ block: "nearest" });
  }, true);

  Object.assign(paperAssistant, { save, current, forget, listTalks, copy });
})();
