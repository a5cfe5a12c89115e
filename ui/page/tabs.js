// The Map tab: clicks on points; and the way from a paper to a question about it.
(() => {
  const { one, type, here } = paperAssistant.kit;

  here.about = (button) => about(button.dataset.title);
  function about(title) {
    one("#pa-ask-button")?.click();
    setTimeout(() => type(`About “${title}”: `), 50);
  }

  // Plotly's figure is made anew when the map changes; a click on a point asks about its paper.
  function listenToMap() {
    const plot = one("#pa-picture .js-plotly-plot");
    if (!plot?.on || plot.dataset.paHeard) return;
    plot.dataset.paHeard = "yes";
    plot.on("plotly_click", (event) => about(event.points[0].customdata[1]));
  }
  new MutationObserver(listenToMap).observe(document.documentElement, { childList: true, subtree: true });
})();
