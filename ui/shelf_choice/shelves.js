// Which shelf this tab is on, remembered for the next one; the menu of shelves; samples that are put away.
(() => {
  const { one, all, busy, say, type, here } = paperAssistant.kit;
  const SHELF = "paper-assistant:shelf"; // of this tab; in the browser's own storage, the last one of any
  const AWAY = "paper-assistant:put-away";
  const ARMED_MS = 5000; // how long "really remove?" waits for the second click
  const WAIT = "An answer is still being written.";

  // A page without a conversation tells the server the shelf all the same.
  const kept = paperAssistant.current;
  paperAssistant.current = (...given) => {
    const talk = kept(...given);
    if (talk) return talk;
    const shelf = sessionStorage.getItem(SHELF) || localStorage.getItem(SHELF);
    return shelf ? { shelf } : null;
  };
  const menu = () => one("[data-shelves]");
  const onShelf = () => menu()?.dataset.current || "";
  const isAway = () => localStorage.getItem(AWAY) === "yes";

  const close = () => {
    const fold = menu();
    if (fold) fold.open = false;
  };
  let askThen = ""; // a question that is asked on arrival
  function go(name, trigger, question = "") {
    if (name === onShelf()) return close();
    if (busy()) return say(WAIT);
    close();
    askThen = question;
    trigger("switch", { name });
  }
  here.switch = (button, trigger) => go(button.dataset.name, trigger);
  here.drop = (button, trigger) => {
    if (busy()) return say(WAIT);
    if (!button.dataset.armed) {
      button.dataset.armed = "yes";
      button.textContent = `Really remove ${button.dataset.count}?`;
      return setTimeout(() => {
        delete button.dataset.armed;
        button.textContent = "✕";
      }, ARMED_MS);
    }
    trigger("drop", { name: button.dataset.name });
  };
  here.putaway = (button, trigger) => {
    const samples = one("[data-shelves] li[data-samples]")?.dataset.name;
    const others = all("[data-shelves] li[data-name]").filter((each) => !("samples" in each.dataset));
    if (samples === onShelf() && !others.length)
      return say("Add papers of your own first, or make a shelf: then there is one to go to.");
    if (samples === onShelf() && busy()) return say(WAIT);
    localStorage.setItem(AWAY, "yes");
    showAway();
    if (samples === onShelf()) go(others[0].dataset.name, trigger);
    say("The samples are put away. The menu of shelves brings them back.");
  };
  here.bringback = () => {
    localStorage.removeItem(AWAY);
    showAway();
  };
  function showAway() {
    const away = isAway();
    document.body.toggleAttribute("data-samples-away", away);
    const row = one("[data-shelves] li[data-samples]");
    const back = one('[data-shelves] [data-act="bringback"]');
    // The shelf that one is on is listed whatever it is.
    if (row) row.hidden = away && row.dataset.name !== onShelf();
    if (back) back.hidden = !(away && row?.hidden);
  }

  // The header is drawn anew while papers are indexed: an open menu stays open, with what is typed.
  let open = false;
  let typed = "";
  let seen = null; // the menu's node, the shelf, and how many are listed: the header is patched, or made anew
  const listen = paperAssistant.listen;
  paperAssistant.listen = (element, trigger) => {
    listen(element, trigger);
    element.addEventListener("submit", (event) => {
      const form = event.target.closest("[data-new-shelf]");
      if (!form) return;
      event.preventDefault();
      if (busy()) return say(WAIT);
      typed = "";
      trigger("found", { text: one("input", form).value });
    });
  };
  document.addEventListener("input", (event) => {
    if (event.target.closest?.("[data-new-shelf]")) typed = event.target.value;
  });
  document.addEventListener("toggle", (event) => {
    if (event.target === menu()) open = event.target.open;
  }, true);
  new MutationObserver(() => {
    const fold = menu();
    if (!fold) return;
    const now = [fold, onShelf(), all("li[data-name]", fold).length];
    if (seen?.every((each, place) => each === now[place])) return;
    if (fold !== seen?.[0]) {
      fold.open = open;
      if (typed) one("[data-new-shelf] input", fold).value = typed;
    } else if (onShelf() !== seen[1]) {
      close();
      one("[data-new-shelf] input", fold).value = "";
    }
    seen = now;
    document.dispatchEvent(new Event("pa-shelf"));
    sessionStorage.setItem(SHELF, onShelf());
    // A shelf that has gone is not where the next tab should open.
    if (one("li [aria-current]", fold)) localStorage.setItem(SHELF, onShelf());
    else localStorage.removeItem(SHELF);
    showAway();
  }).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["data-current"] });

  // Where the reader ends up after a change of shelf: the map is another shelf's, so it is left.
  function arrived() {
    if (one("#pa-map-button[aria-selected=true]")) one("#pa-ask-button")?.click();
    if (!askThen) return;
    type(askThen);
    askThen = "";
    setTimeout(() => one("#pa-box .submit-button")?.click(), 50);
  }
  paperAssistant.shelf = { current: onShelf, go, arrived };
})();
