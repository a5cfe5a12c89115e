// The Papers tab: what it lists, which papers are chosen, its forms. The choice outlives a new search.
(() => {
  const { one, all, busy, say, here } = paperAssistant.kit;
  const ARMED_MS = 5000; // how long "really remove?" waits for the second click
  const FIELDS = ".gradio-container #pa-narrow [data-filter]";

  // --- what is listed: the search box, order and filters as they stand on the page, and the page of the list
  let page = 1;
  let doubles = false;
  const view = () => {
    const fields = Object.fromEntries(all(FIELDS).map((each) => [each.dataset.filter, each.value]));
    return { query: one("#pa-find :is(input, textarea)")?.value || "", ...fields };
  };
  let listed = ""; // the view whose list is shown, without its page and order
  paperAssistant.filters = () => {
    const { sort, ...asked } = view();
    const now = JSON.stringify(asked);
    if (now !== listed) {
      page = 1;
      doubles = false;
      if (everything) unpickAll("Another search: the results that were chosen are not any more.");
    }
    listed = now;
    return { ...asked, sort, page, doubles };
  };
  const relist = () => one(".pa-narrow")?.dispatchEvent(new CustomEvent("narrowed", { bubbles: true }));
  const LATE_MS = 3000; // what is typed while the list is being shown may not have been asked for
  let late;
  document.addEventListener("input", (event) => {
    if (!event.target.closest("#pa-find")) return;
    clearTimeout(late);
    late = setTimeout(() => {
      const shown = one("#pa-list [data-query]")?.dataset.query;
      if (shown !== undefined && shown !== view().query.slice(0, 2000).trim()) relist();
    }, LATE_MS);
  });
  function turn(to) {
    page = Math.max(1, Number(to) || 1);
    relist();
    one("#pa-shelf").scrollTo({ top: 0 });
  }
  here.page = (button) => turn(button.dataset.page);
  here.unfilter = (button) => {
    const field = one(`${FIELDS}[data-filter="${CSS.escape(button.dataset.name)}"]`);
    if (field) field.value = "";
    relist();
    one("#pa-find :is(input, textarea)").focus({ preventScroll: true });
  };
  here.doubles = () => {
    say("Looking for papers that are on the shelf twice …");
    paperAssistant.filters();
    doubles = true;
    relist();
  };
  here.singles = () => {
    doubles = false;
    relist();
  };

  // --- what is chosen: papers by id, or everything that a search lists but for some
  const chosen = new Map();
  let everything = null; // { view, count, without: Set }
  const count = () => (everything ? everything.count - everything.without.size : chosen.size);
  const has = (id) => (everything ? !everything.without.has(id) : chosen.has(id));
  const selection = () =>
    everything ? { view: everything.view, without: [...everything.without] } : { papers: [...chosen.keys()] };
  paperAssistant.chosen = () => [...chosen.keys()];
  const boxes = () => all("#pa-list [data-pick]");

  function showChosen() {
    const bar = one(".pa-chosen");
    if (!bar) return;
    const many = count();
    const shown = boxes();
    const found = Number(one("#pa-list .pa-shelf")?.dataset.found || 0);
    one("[data-count]", bar).textContent = many ? `${many.toLocaleString()} chosen` : "Choose papers to compare, tabulate, ask or label";
    for (const each of all("button", bar)) {
      const act = each.dataset.act;
      const named = act === "compare" || act === "tabulate"; // these take papers one by one
      each.disabled = many < (act === "compare" ? 2 : 1) || (named && Boolean(everything));
    }
    const rest = one('[data-act="everything"]', bar);
    rest.hidden = !(found > shown.length && shown.length && shown.every((each) => has(each.dataset.pick)) && many < found);
    rest.disabled = false;
    if (!rest.hidden) rest.textContent = `Choose all ${found.toLocaleString()}`;
    for (const each of shown) each.checked = has(each.dataset.pick);
    const whole = one("#pa-list [data-pick-page]");
    if (whole) {
      const picked = shown.filter((each) => each.checked).length;
      whole.checked = picked > 0 && picked === shown.length;
      whole.indeterminate = picked > 0 && picked < shown.length;
    }
    disarm();
  }
  function pick(id, title, on) {
    if (everything) return on ? everything.without.delete(id) : everything.without.add(id);
    if (on) chosen.set(id, title);
    else chosen.delete(id);
  }
  function unpickAll(why) {
    everything = null;
    chosen.clear();
    showChosen();
    if (why) say(why);
  }
  here.unpick = () => unpickAll();
  paperAssistant.picked = (picked) => {
    if (!picked) return null;
    chosen.clear();
    everything = picked.view ? { ...picked, without: new Set() } : null;
    for (const [id, title] of picked.papers || []) chosen.set(id, title);
    showChosen();
    return null;
  };

  // --- what is done with them
  const toAsk = () => one("#pa-ask-button")?.click();
  const titles = () => {
    const names = [...chosen.values()].map((title) => `“${title}”`);
    return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
  };
  here.compare = (button, trigger) => {
    if (busy()) return say("An answer is still being written.");
    toAsk();
    trigger("ask", { question: `Compare ${titles()}.` });
  };
  here.choose = (button, trigger) => {
    trigger("limit", selection());
    toAsk();
    setTimeout(() => one("#pa-box textarea").focus(), 50);
  };
  here.labels = (button, trigger) => {
    opener = button;
    trigger("library", { do: "labels", ...selection() });
  };
  function disarm() {
    const button = one('.pa-chosen [data-act="remove"]');
    if (button) button.textContent = "Remove";
    if (button) delete button.dataset.armed;
  }
  here.remove = (button, trigger) => {
    if (!button.dataset.armed) {
      button.dataset.armed = "yes";
      button.textContent = `Really remove ${count().toLocaleString()}?`;
      return setTimeout(disarm, ARMED_MS);
    }
    trigger("remove", selection());
    unpickAll();
  };

  // --- forms: the server gives a dialog, which is opened here
  let opener; // gets the focus back
  here.library = (button, trigger) => {
    opener = button;
    const { act, ...data } = button.dataset;
    trigger("library", data);
  };
  here.shut = (button) => button.closest("dialog").close();
  here.alter = (button, trigger) => {
    const group = button.closest(".pa-double");
    if (button.dataset.do === "offer") return trigger("alter", { do: "offer" });
    if (group) {
      const kept = one("input:checked", group).value;
      const others = all("input", group).map((each) => each.value);
      const alone = button.dataset.paper; // the one that is another paper than the rest
      if (button.dataset.do === "apart")
        return trigger("alter", alone ? { do: "apart", papers: [alone], others } : { do: "apart", papers: others });
      return trigger("alter", { do: "merge", papers: [kept, ...others.filter((each) => each !== kept)] });
    }
    const form = button.closest("form");
    if (!form.reportValidity()) return;
    const fields = Object.fromEntries(new FormData(form));
    trigger("alter", { ...button.dataset, fields, ...(button.dataset.paper ? {} : selection()) });
    form.closest("dialog").close();
  };
  function openDialog() {
    const dialog = one("#pa-panel dialog:not([open], [data-was-open])");
    if (!dialog) return;
    dialog.dataset.wasOpen = "yes";
    dialog.addEventListener("close", () => opener?.isConnected && opener.focus({ preventScroll: true }));
    dialog.showModal();
    one("input, textarea", dialog)?.focus();
  }
  document.addEventListener("submit", (event) => event.target.closest(".pa-dialog") && event.preventDefault());

  document.addEventListener("change", (event) => {
    const field = event.target;
    const { pick: id, title, filter } = field.dataset || {};
    if (filter) relist();
    if (field.matches("[data-to-page]")) turn(field.value);
    if (field.matches("[data-pick-page]")) for (const each of boxes()) pick(each.dataset.pick, each.dataset.title, field.checked);
    else if (id) pick(id, title, field.checked);
    else return;
    showChosen();
  });
  new MutationObserver(() => {
    const shown = boxes();
    if (shown.some((each) => each.checked !== has(each.dataset.pick)) || shown[0] !== first) showChosen();
    first = shown[0];
    openDialog();
  }).observe(document.documentElement, { childList: true, subtree: true });
  let first; // box of the list that the bar tells of
})();
