// What a reader does at the table: opens a sentence, corrects, adds and removes columns, sorts, filters, exports.
(() => {
  const { one, all, made } = paperAssistant.kit;
  const matrix = paperAssistant.matrix;
  const { kept, keep, begin, open, forget, addColumn, dropColumn, halt, resume, put } = matrix.parts;
  const { draw, shownPapers, place, turn } = matrix.grid;
  let board = null;
  let opened = null; // [paper, column] whose sentence is shown

  // --- the sentence of a cell, in the pane beside
  function look(cell) {
    const row = cell.parentNode;
    place(cell);
    const column = matrix.table().columns[[...row.children].indexOf(cell) - 2]?.name || "";
    opened = [row.dataset.paper, column];
    all(".pa-td.pa-on", board).forEach((each) => each.classList.remove("pa-on"));
    cell.classList.add("pa-on");
    matrix.send("source", { id: matrix.table().id, paper: row.dataset.paper, column });
  }
  matrix.shown = () => {
    if (!opened) return;
    document.body.classList.add("pa-cell");
    const side = one("#pa-matrix-side");
    const mark = one("mark", side);
    const form = one("form", side);
    all("mark.pa-on", side).forEach((each) => each.classList.remove("pa-on"));
    side.scrollTop = 0;
    if (form) { // what was typed for another cell is not this one's
      form.elements.value.value = form.elements.value.defaultValue;
      one("[data-problem]", form).textContent = "";
      form.closest("details").open = false;
    }
    const target = mark || one("[data-cell-name]", side);
    if (!target) return;
    mark?.classList.add("pa-on");
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: mark ? "center" : "nearest" });
  };
  function close() {
    if (!opened) return;
    document.body.classList.remove("pa-cell");
    all(".pa-on", board).forEach((each) => each.classList.remove("pa-on"));
    opened = null;
    matrix.grid.back();
  }
  matrix.corrected = (reply) => {
    if (!reply) return;
    const problem = one("#pa-matrix-side [data-problem]");
    if (reply.refused) {
      if (problem) problem.textContent = reply.refused;
      return;
    }
    put(reply.paper, [reply.column], [reply.cell]);
    draw();
    if (opened) matrix.send("source", { id: matrix.table().id, paper: reply.paper, column: reply.column });
  };

  // --- a column that is typed: its type is guessed from how the question begins, until one is chosen
  const NUMBER = /^\s*(how (many|much|large|big|long|often|old)|number of|what (number|percentage|share|size)|sample size|n\b)/i;
  const YES_NO = /^\s*(do|does|did|is|are|was|were|has|have|had|can|could)\b/i;
  const guessed = (question) => (NUMBER.test(question) ? "number" : YES_NO.test(question) ? "yes_no" : "text");
  const named = (question) => {
    const short = question.replace(/\s+/g, " ").replace(/[?\s]+$/, "");
    return short.length > 40 ? `${short.slice(0, 39)}…` : short;
  };
  function typed(event) {
    const form = event.target.closest("form[data-column]");
    if (event.target.matches("[data-filter-rows]")) {
      matrix.table().filter = event.target.value;
      keep();
      matrix.grid.first();
      draw();
    }
    if (!form) return;
    if (event.target.name === "type") form.dataset.chosen = "yes";
    if (event.target.name === "question" && !form.dataset.chosen) form.elements.type.value = guessed(event.target.value);
    one("[data-choices]", form).hidden = form.elements.type.value !== "category";
  }
  function submitted(event) {
    const form = event.target.closest("form");
    event.preventDefault();
    if (form.matches("[data-column]")) {
      const question = form.elements.question.value.trim();
      if (!question) return form.elements.question.focus();
      const type = form.elements.type.value;
      const choices = type === "category" ? form.elements.choices.value.split(",").map((each) => each.trim()).filter(Boolean) : [];
      add({ name: named(question), question, type, choices });
      form.reset();
      delete form.dataset.chosen;
      one("[data-choices]", form).hidden = true;
    }
  }
  function add(column) {
    one("[data-add]", board).open = false;
    addColumn(column);
    one("[data-add] summary", board).focus({ preventScroll: true });
  }

  // --- clicks
  function sort({ name }) {
    const table = matrix.table();
    const was = table.sort;
    table.sort = was?.column !== name ? { column: name, up: true } : was.up ? { column: name, up: false } : null;
    keep();
    draw();
  }
  const acts = {
    halt,
    resume,
    sort,
    drop: ({ name }) => dropColumn(name),
    back: () => turn(-1),
    next: () => turn(1),
    whole: () => begin(null, "All papers"),
    choose: () => one("#pa-papers-button")?.click(),
    suggest: ({ name, question, type }) => add({ name, question, type, choices: [] }),
    export: ({ kind }) => {
      const order = shownPapers().map(([id]) => id);
      matrix.send("export", { id: matrix.table().id, kind, order });
    },
  };
  function clicked(event) {
    const button = event.target.closest("[data-do]");
    if (button) {
      const { do: act, ...fields } = button.dataset;
      if (act !== "sort" && act !== "suggest") button.closest(".pa-menu")?.removeAttribute("open");
      return acts[act](fields);
    }
    const cell = event.target.closest("[data-grid] tbody :is(th, td)");
    if (cell && !String(getSelection())) look(cell);
  }
  function fillTables(menu) {
    const list = made("ul");
    for (const each of kept()) {
      const go = made("button", { type: "button", className: "pa-act" }, String(each.title || "Untitled"));
      go.append(made("small", {}, each.columns.map((column) => column.name).join(", ") || "no column yet"));
      go.onclick = () => {
        menu.open = false;
        matrix.grid.first();
        close();
        open(each);
      };
      const drop = made("button", { type: "button", className: "pa-act", title: "Delete" }, "✕");
      drop.setAttribute("aria-label", `Delete the table ${each.title || ""}`);
      drop.onclick = () => {
        forget(each.id);
        drop.closest("li").remove();
      };
      list.append(made("li", {}, go, drop));
    }
    const note = "Tables are kept in this browser, what was read of papers with the shelf.";
    one(".pa-pop", menu).replaceChildren(list, made("p", { className: "pa-note" }, list.children.length ? note : `None yet. ${note}`));
  }

  // --- the quote on hover
  let tip;
  function point(event) {
    const cell = event.target.closest?.("[data-grid] .pa-td")?.cell;
    tip?.remove();
    if (!cell?.quote || cell.by === "sentence") return;
    const target = event.target.closest(".pa-td").getBoundingClientRect();
    tip = made("div", { className: "pa-tip" }, cell.quote);
    tip.setAttribute("role", "tooltip");
    document.body.append(tip);
    const above = target.top - tip.offsetHeight - 6;
    tip.style.left = `${Math.max(8, Math.min(target.left, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${above > 8 ? above : target.bottom + 6}px`;
  }

  matrix.listen = (element, send) => {
    board = one("[data-matrix]", element);
    matrix.grid.attach(board);
    element.addEventListener("click", clicked);
    element.addEventListener("keydown", matrix.grid.pressed);
    element.addEventListener("input", typed);
    element.addEventListener("change", typed);
    element.addEventListener("submit", submitted);
    for (const type of ["mouseover", "focusin"]) element.addEventListener(type, point);
    for (const type of ["mouseleave", "focusout"]) element.addEventListener(type, () => tip?.remove());
    const menu = one("[data-tables]", element);
    menu.addEventListener("toggle", () => menu.open && fillTables(menu));
    matrix.attach(send);
  };
  matrix.listenSource = (element, send) => {
    const correct = (value) => send("correct", { id: matrix.table().id, paper: opened[0], column: opened[1], value });
    element.addEventListener("click", (event) => {
      const act = event.target.closest("[data-do]")?.dataset.do;
      if (act === "close") close();
      if (act === "take-back") correct(null);
    });
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      correct(event.target.elements.value.value);
    });
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opened && !one(".pa-menu[open]")) close();
    const filter = board && one("[data-filter-rows]", board);
    if (event.key === "/" && filter?.offsetParent && !event.target.closest("input, textarea, select")) {
      event.preventDefault();
      filter.focus();
    }
  });
})();
