// The way from a paper to a question about it.
(() => {
  const { one, type, here } = paperAssistant.kit;

  here.about = (button) => {
    one("#pa-ask-button")?.click();
    setTimeout(() => type(`About “${button.dataset.title}”: `), 50);
  };
})();
