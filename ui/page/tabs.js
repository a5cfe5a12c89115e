// The Papers tab (choosing, filtering) and the Map tab (clicks on points); the choice outlives a new search.
(() => {
  const { one, all, busy, say, type, here } = paperAssistant.kit;
  const ARMED_MS = 5000; // how long "really remove?" waits for the second click
  const chosen = new Map();

  function showChosen() {
    const bar = one(".pa-chosen");
    if (!bar) return;
    one("[data-count]", bar).textContent = chosen.size ? `${chosen.size} chosen` : "Choose papers to compare or ask";
    all("button", bar).forEach((each) => (each.disabled = chosen.size < (each.dataset.act === "compare" ? 2 : 1)));
    all("[data-pick]").forEach((each) => (each.checked = chosen.has(each.dataset.pick)));
    disarm();
  }
  const titles = () => {
    const names = [...chosen.values()].map((title) => `“${title}”`);
    return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
  };
  paperAssistant.chosen = () => [...chosen.keys()];
  const toAsk = () => one("#pa-ask-button")?.click();

  here.unpick = () => {
    chosen.clear();
    showChosen();
  };
  here.compare = (button, trigger) => {
    if (busy()) return say("An answer is still being written.");
    toAsk();
    trigger("ask", { question: `Compare ${titles()}.` });
  };
  here.choose = (button, trigger) => {
    trigger("limit", { papers: [...chosen.keys()] });
    toAsk();
    setTimeout(() => one("#pa-box textarea").focus(), 50);
  };
  here.about = (button) => about(button.dataset.title);
  function about(title) {
    toAsk();
    setTimeout(() => type(`About “${title}”: `), 50);
  }
  function disarm() {
    const button = one('.pa-chosen [data-act="remove"]');
    if (button) button.textContent = "Remove";
    if (button) delete button.dataset.armed;
  }
  here.remove = (button, trigger) => {
    if (!button.dataset.armed) {
      button.dataset.armed = "yes";
      button.textContent = `Really remove ${chosen.size}?`;
      return setTimeout(disarm, ARMED_MS);
    }
    trigger("remove", { papers: [...chosen.keys()] });
    here.unpick();
  };
  document.addEventListener("change", (event) => {
    const { pick, title, filter } = event.target.dataset || {};
    if (filter) event.target.closest(".pa-narrow").dispatchEvent(new CustomEvent("narrowed", { bubbles: true }));
    if (!pick) return;
    if (event.target.checked) chosen.set(pick, title);
    else chosen.delete(pick);
    showChosen();
  });
  paperAssistant.filters = () =>
    Object.fromEntries(all("#pa-narrow [data-filter]").map((each) => [each.dataset.filter, each.value]));

  // Plotly's figure is made anew when the map changes; a click on a point asks about its paper.
  function listenToMap() {
    const plot = one("#pa-picture .js-plotly-plot");
    if (!plot?.on || plot.dataset.paHeard) return;
    plot.dataset.paHeard = "yes";
    plot.on("plotly_click", (event) => about(event.points[0].customdata[1]));
  }
  new MutationObserver(() => {
    if (all("[data-pick]").some((each) => each.checked !== chosen.has(each.dataset.pick))) showChosen();
    listenToMap();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
