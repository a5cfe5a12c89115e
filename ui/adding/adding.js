// Adding papers: files dropped anywhere or chosen, text pasted; uploads one after the other, each with how far it is.
// Names of files only ever enter the page through textContent.
(() => {
  const { one, all, busy, say, here } = paperAssistant.kit;
  const OWN = "my-papers"; // as in ui/shelf_choice/names.py
  const MOST_BYTES = 50 * 2 ** 20; // of one file, as the server has it
  const BATCH_FILES = 15; // uploaded before they are read: the server keeps 20 of one browser
  const BATCH_BYTES = 100 * 2 ** 20;
  const MOST_DROPPED = 1000; // files of one drop
  const made = (tag, properties = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };

  let tell = null; // triggers the events of the form, and of the report
  let report = null;
  let opener = null;
  let target = OWN;
  let reading = null; // called when the server has read what it was given
  let given = [];
  let first = true;
  let pasted = ""; // the text that is being added, or waits for it
  let adding = false; // whether a text is being read
  const texts = []; // that wait until the one before is read
  let running = false;
  const waiting = [];

  // --- the panel
  const panel = () => one("#pa-adding");
  const paste = () => one("#pa-adding [data-paste]");
  const isOpen = () => document.body.classList.contains("pa-adding");
  function open(focus = true) {
    if (!isOpen()) {
      opener = document.activeElement;
      if (!running) fillTargets();
    }
    document.body.classList.add("pa-adding");
    if (focus) paste()?.focus();
  }
  function close() {
    document.body.classList.remove("pa-adding");
    opener?.isConnected && opener.focus({ preventScroll: true });
    opener = null;
  }
  const shelves = () =>
    all("[data-shelves] li[data-name]").map((row) => ({
      name: row.dataset.name,
      label: row.querySelector("button").firstChild.textContent,
      samples: "samples" in row.dataset,
    }));
  // What the reader chose stays while the list is put up anew, until they are on another shelf.
  let chosen = {};
  // One's own papers go beside the samples, not among them, unless one says so.
  function fillTargets() {
    const select = one("#pa-adding [data-target]");
    if (!select) return;
    const there = shelves();
    const on = there.find((each) => each.name === paperAssistant.shelf.current());
    const own = there.filter((each) => !each.samples);
    const options = there.map((each) => [each.name, each.label]);
    if (!there.some((each) => each.name === OWN)) options.push([OWN, "My papers (new shelf)"]);
    const best = on && !on.samples ? on.name : own.find((each) => each.name === OWN)?.name || own[0]?.name || OWN;
    select.replaceChildren(...options.map(([value, text]) => made("option", { value }, text)));
    const kept = chosen.on === paperAssistant.shelf.current() && options.some(([value]) => value === chosen.name);
    target = select.value = kept ? chosen.name : best;
  }
  const targetLabel = () => one("#pa-adding [data-target]")?.selectedOptions[0]?.textContent || "your shelf";

  // --- uploads
  function row(file) {
    const state = made("span", {}, "waiting");
    const meter = made("progress", { max: 1, value: 0 });
    meter.setAttribute("aria-label", `Upload of ${file.name}`);
    const item = made("li", {}, made("b", {}, file.name), meter, state);
    one("#pa-adding [data-rows]").append(item);
    return { item, meter, state };
  }
  function failed(entry, why) {
    entry.meter.remove();
    entry.state.textContent = why;
    entry.item.classList.add("pa-unread");
  }
  const root = () => (window.gradio_config?.root || location.href.split(/[?#]/)[0]).replace(/\/$/, "");
  const upload = (entry) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const form = new FormData();
      form.append("files", entry.file, entry.file.name);
      const fail = (why) => {
        failed(entry, why);
        resolve(null);
      };
      request.open("POST", `${root()}/gradio_api/upload`);
      request.upload.onprogress = (event) => {
        entry.meter.value = event.total ? event.loaded / event.total : 0;
        entry.state.textContent = `${Math.round(entry.meter.value * 100)} %`;
      };
      request.onerror = () => fail("The upload broke off. Add this file again.");
      request.onload = () => {
        let reply = null;
        try {
          reply = JSON.parse(request.responseText);
        } catch {
          reply = null;
        }
        const path = Array.isArray(reply) ? reply[0] : null;
        if (request.status !== 200 || !path)
          return fail(reply?.error?.message || reply?.detail || `The server refused it (${request.status}).`);
        entry.meter.value = 1;
        entry.state.textContent = "uploaded";
        resolve({ path, orig_name: entry.file.name, size: entry.file.size, meta: { _type: "gradio.FileData" } });
      };
      entry.state.textContent = "0 %";
      request.send(form);
    });
  function batch() {
    const taken = [];
    let bytes = 0;
    while (waiting.length && taken.length < BATCH_FILES && (!taken.length || bytes + waiting[0].file.size <= BATCH_BYTES)) {
      bytes += waiting[0].file.size;
      taken.push(waiting.shift());
    }
    return taken;
  }
  async function pump() {
    if (running) return;
    running = true;
    first = true;
    while (waiting.length) {
      const taken = batch();
      given = [];
      const sent = [];
      for (const entry of taken) {
        const file = await upload(entry);
        if (file) given.push(file);
        if (file) sent.push(entry);
      }
      if (!given.length) continue;
      const ended = new Promise((resolve) => (reading = resolve));
      tell("files", {});
      await ended;
      first = false;
      sent.forEach((entry) => entry.item.remove());
    }
    running = false;
    if (!first) arrived();
  }
  function addFiles(files) {
    if (!files.length) return;
    if (!running) one("#pa-adding [data-rows]")?.replaceChildren();
    open(false);
    one("#pa-add-report .pa-added, #pa-add-report .pa-report")?.remove();
    for (const file of files.slice(0, MOST_DROPPED)) {
      const entry = { file, ...row(file) };
      if (file.size > MOST_BYTES) failed(entry, "larger than 50 MB, which is the limit; add it with: paper-assistant add FILE");
      else waiting.push(entry);
    }
    if (files.length > MOST_DROPPED)
      say(`The first ${MOST_DROPPED} files are added; for more at once use: paper-assistant add FOLDER`);
    pump();
  }
  const uploaded = (talk) => [given, { target, first }, null, talk, null];
  function settled() {
    reading?.();
    reading = null;
    adding = false;
    showWays();
    if (texts.length && !one("#pa-add-report [data-act=allow]")) return addNext();
    if (!pasted || !one("#pa-add-report [data-shelf]")) return;
    if (paste().value === pasted) paste().value = ""; // not what has been typed since
    pasted = "";
    arrived();
  }
  // What leads to where the reader is already is not offered.
  const showWays = () =>
    all("#pa-add-report [data-act=switch]").forEach((each) => (each.hidden = each.dataset.name === paperAssistant.shelf.current()));
  document.addEventListener("pa-shelf", () => {
    if (!running) fillTargets();
    showWays();
  });
  // Then the reader is on the shelf that was added to, unless an answer is being written.
  function arrived() {
    const done = one("#pa-add-report [data-shelf]");
    if (!done || !one("[data-act=askadded]", done) || busy()) return;
    const shelf = done.dataset.shelf;
    if (shelf !== paperAssistant.shelf.current()) report("switch", { name: shelf });
  }

  // --- text
  function addText(text) {
    if (!text.trim()) return open();
    if (running) return say("Files are still being added.");
    open(false);
    paste().value = text;
    pasted = text;
    one("#pa-adding [data-rows]").replaceChildren();
    texts.push({ text, to: target });
    addNext();
  }
  function addNext() {
    if (adding) return;
    adding = true;
    tell("addtext", texts.shift());
  }

  // --- clicks
  here.addpapers = () => open();
  here.closeadd = close;
  here.choosefiles = () => one("#pa-adding [data-files]")?.click();
  here.askadded = (button, trigger) => {
    if (busy()) return say("An answer is still being written.");
    trigger("limit", { papers: JSON.parse(button.dataset.papers) });
    opener = null;
    close();
    one("#pa-ask-button")?.click();
    setTimeout(() => one("#pa-box textarea")?.focus(), 50);
  };
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-add-papers], [data-add-here]");
    if (!form) return;
    event.preventDefault();
    addText(one("textarea", form).value);
    if (form.matches("[data-add-here]")) one("textarea", form).value = begun = "";
  });
  // The first screen is put up anew when what the shelf is about is known: what was being typed stays.
  let begun = "";
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-add-here] textarea")) begun = event.target.value;
  });
  new MutationObserver(() => {
    const area = begun && one("[data-add-here] textarea");
    if (!area || area.value) return;
    area.value = begun;
    area.focus();
  }).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) return close();
    // In the box of the first screen Enter adds, as it asks in the box below.
    if (event.key !== "Enter" || event.shiftKey || !event.target.closest?.("[data-add-here] textarea")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("#pa-adding [data-target]")) {
      target = event.target.value;
      chosen = { name: target, on: paperAssistant.shelf.current() };
    }
    if (!event.target.matches?.("#pa-adding [data-files]")) return;
    addFiles([...event.target.files]);
    event.target.value = "";
  });

  // --- drops, anywhere
  const holdsFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  let veil = null;
  function cover(on) {
    if (on && !veil) {
      if (!isOpen() && !running) fillTargets();
      veil = made("div", { className: "pa-veil" }, made("p", {}, `Drop to add to ${targetLabel()}`));
      document.body.append(veil);
    } else if (!on) {
      veil?.remove();
      veil = null;
    }
  }
  for (const type of ["dragenter", "dragover"])
    document.addEventListener(type, (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = "copy";
      cover(true);
    }, true);
  document.addEventListener("dragleave", (event) => event.relatedTarget || cover(false), true);
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    cover(false);
    const entries = [...event.dataTransfer.items].map((each) => each.webkitGetAsEntry?.());
    if (!entries.some((each) => each?.isDirectory)) return addFiles([...event.dataTransfer.files]);
    inFolders(entries).then(addFiles);
  }, true);
  async function inFolders(entries) {
    const files = [];
    const left = entries.filter(Boolean);
    while (left.length && files.length <= MOST_DROPPED) {
      const entry = left.shift();
      if (entry.name.startsWith(".")) continue;
      if (entry.isFile) files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
      else {
        const reader = entry.createReader();
        for (;;) {
          const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
          if (!batch.length) break;
          left.push(...batch);
        }
      }
    }
    return files;
  }

  paperAssistant.adding = {
    use: (trigger) => (tell = trigger),
    hear: (trigger) => (report = trigger),
    uploaded,
    settled,
  };
})();
