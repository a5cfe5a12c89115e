// The form for the language model: opened from the header, filled in here, answered by the server in one JSON.
// A key goes to the server with the click that needs it; nothing here keeps it.
(() => {
  const { one, all, here } = paperAssistant.kit;
  const LOOK_MS = 1500; // between two looks at a model that is being made ready
  let trigger; // of the header, whose event all of it is
  let dialog;
  let timer;
  let opener;
  let typed = {}; // what stands in the form while the server draws it anew

  const listen = paperAssistant.listen;
  paperAssistant.listen = (element, given) => {
    listen(element, given);
    if (element.closest("#pa-head")) trigger = given;
  };
  here.model = (button) => {
    opener = button;
    send("open");
  };

  const field = (name) => one(`[name="${name}"]`, dialog);
  const values = () => Object.fromEntries(["address", "key", "name"].map((name) => [name, field(name)?.value || ""]));
  const say = (text, bad) => {
    const message = one("[data-model-said]", dialog);
    if (!message) return;
    message.textContent = text || "";
    message.classList.toggle("pa-model-bad", Boolean(bad));
  };
  const wait = (yes) => {
    dialog?.toggleAttribute("aria-busy", yes);
    all("[data-model-do]", dialog || document.createElement("p")).forEach((each) => (each.disabled = yes && each.dataset.modelDo !== "cancel"));
  };
  const WAITING = { find: "Asking for its models …", test: "Asking the model for one word …" };
  const send = (act, more = {}) => {
    if (act !== "open" && act !== "look") {
      say(WAITING[act] || "…");
      wait(true);
    }
    trigger?.("model", { do: act, ...more });
  };

  function made() {
    dialog = document.createElement("dialog");
    dialog.id = "pa-model";
    dialog.className = "pa";
    dialog.setAttribute("aria-labelledby", "pa-model-title");
    one(".gradio-container").append(dialog);
    dialog.addEventListener("close", () => {
      clearTimeout(timer);
      dialog.replaceChildren(); // with the key that was typed
      const back = opener?.isConnected ? opener : one(".pa-model-open");
      back?.focus();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-model-close]")) return dialog.close();
      const { modelPreset, modelDo, modelName, name } = event.target.closest("button")?.dataset || {};
      if (modelPreset) {
        field("address").value = modelPreset;
        field("name").value = "";
        field("key").value = ""; // what was typed was for another server
        return send("find", values());
      }
      if (modelName !== undefined) return choose(modelName);
      if (!modelDo || event.target.closest('[type="submit"]')) return;
      send(modelDo, modelDo === "local" ? { name } : ["find", "test"].includes(modelDo) ? values() : {});
    });
    dialog.addEventListener("submit", (event) => {
      event.preventDefault();
      send("use", values());
    });
  }
  function choose(name) {
    field("name").value = name;
    all("[data-model-name]", dialog).forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.modelName === name)));
  }
  function list(names) {
    const box = one("[data-model-found]", dialog);
    const current = field("name").value;
    box.hidden = !names.length;
    box.replaceChildren(
      ...names.map((name) => {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "pa-act", textContent: name });
        button.dataset.modelName = name;
        return button;
      }),
    );
    if (names.length) choose(names.includes(current) ? current : current || names[0]);
  }

  function show(what) {
    if (!what) return;
    if (!dialog) made();
    if (what.do !== "open" && !dialog.open) return; // it was closed meanwhile
    wait(false);
    if (what.panel !== undefined) {
      const keep = what.error && what.do === "use" ? values() : {};
      dialog.innerHTML = what.panel; // drawn and escaped by the server, as all of the page
      for (const [name, value] of Object.entries(keep)) if (field(name)) field(name).value = value;
      if (!dialog.open) dialog.showModal();
      if (what.do === "open") (field("address") || one("[data-model-close]", dialog)).focus();
    }
    if (what.models) {
      field("address").value = what.address;
      list(what.models);
    }
    const progress = one("[data-model-progress]", dialog);
    if (progress && what.note) progress.textContent = what.note;
    if (what.do !== "look") say(what.error || what.text, what.error);
    if (what.do !== "look" && (what.error || what.text)) one("[data-model-said]", dialog)?.scrollIntoView({ block: "nearest" });
    clearTimeout(timer);
    if (what.preparing) timer = setTimeout(() => dialog.open && send("look"), LOOK_MS);
  }
  function failed() {
    wait(false);
    say("The server did not take that. Try again.", true);
  }
  paperAssistant.model = { show, failed };
})();
