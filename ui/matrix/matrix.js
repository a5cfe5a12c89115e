// Tables of papers: their definitions are kept in this browser, their cells come from the server; grid.js draws them.
(() => {
  const { one, say, here } = paperAssistant.kit;
  const KEPT = "paper-assistant:table:";
  const CURRENT = "paper-assistant:table";
  const MOST_KEPT = 50;
  const LOOK_MS = 300; // between two looks at a table that is being read
  const LOST_MS = 20_000; // after which a look that was not answered is repeated
  const fresh = () => ({ run: 0, papers: [], rowsSeen: 0, cells: new Map(), state: "", done: 0, unread: 0, total: 0, gone: 0, error: "", notes: [] });
  let table = null; // id, title, shelf, papers (ids, null for all), columns, sort, filter, stopped, time
  let data = fresh();
  let trigger = null; // sends an event of the tab's component, once it is there
  let look = 0; // the number of the last look: only its reply counts
  let lost;
  let next;
  let draw = () => {};

  // --- definitions, each under a key of its own
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const onShelf = () => paperAssistant.shelf?.current() || "";
  const all = () =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith(KEPT))
      .map(read)
      .filter((each) => each?.id && Array.isArray(each.columns))
      .sort((a, b) => (b.time || 0) - (a.time || 0));
  const kept = () => all().filter((each) => (each.shelf || "") === onShelf());
  function keep() {
    table.time = Date.now();
    sessionStorage.setItem(CURRENT, table.id);
    const oldest = all().filter((each) => each.id !== table.id);
    while (oldest.length >= MOST_KEPT) localStorage.removeItem(KEPT + oldest.pop().id);
    for (;;) {
      try {
        return localStorage.setItem(KEPT + table.id, JSON.stringify(table));
      } catch {
        if (!oldest.length) return say("This table is too large for the browser's storage; export it to keep it.");
        localStorage.removeItem(KEPT + oldest.pop().id);
      }
    }
  }
  const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  // --- what the server reads
  const given = () => ({ id: table.id, papers: table.papers, columns: table.columns });
  function ask(more = {}) {
    look += 1;
    for (const timer of [lost, next]) clearTimeout(timer);
    if (!trigger || !table) return;
    lost = setTimeout(start, LOST_MS);
    trigger("pull", { ask: { number: look, id: table.id, run: data.run, papers: data.papers.length, rows: data.rowsSeen, ...more } });
  }
  // Begin to read what is not read yet; a table that was stopped shows what there is.
  function start() {
    Object.assign(data, { state: "", done: 0, unread: 0, error: "", notes: [] });
    ask({ table: given(), go: !table?.stopped });
    draw();
  }
  function receive(delta) {
    if (!delta || delta.number !== look) return;
    clearTimeout(lost);
    if (delta.unknown) return start();
    if (delta.refused) {
      Object.assign(data, { state: "failed", error: delta.refused });
      return draw();
    }
    if (delta.run !== data.run) Object.assign(data, { run: delta.run, papers: [], rowsSeen: 0 });
    data.papers.push(...delta.papers);
    for (const [place, cells] of delta.rows) put(data.papers[place]?.[0], delta.columns, cells);
    data.rowsSeen = delta.next;
    for (const name of ["state", "done", "unread", "total", "gone", "error", "notes"]) data[name] = delta[name];
    draw();
    if (!delta.ended || delta.more) next = setTimeout(ask, delta.more ? 0 : LOOK_MS);
  }
  function put(paper, columns, cells) {
    const row = data.cells.get(paper) || data.cells.set(paper, {}).get(paper);
    cells.forEach((cell, place) => (row[columns[place]] = cell));
  }
  function halt() {
    table.stopped = true;
    keep();
    trigger("halt", { id: table.id });
    draw();
  }
  function resume() {
    table.stopped = false;
    keep();
    start();
  }

  // --- choosing papers and columns
  const sameAs = (a, b) => a.title === b.title && JSON.stringify(a.papers) === JSON.stringify(b.papers);
  function begin(papers, title) {
    if (papers && !papers.length) return say("There are no papers to put into a table.");
    const wanted = { id: newId(), title, shelf: onShelf(), papers, columns: [], sort: null, filter: "", stopped: false };
    open(kept().find((each) => sameAs(each, wanted)) || wanted);
    one("#pa-matrix-button")?.click();
    setTimeout(() => draw({ adding: true }), 60);
  }
  function open(wanted) {
    table = wanted;
    data = fresh();
    keep();
    start();
  }
  function forget(id) {
    localStorage.removeItem(KEPT + id);
    if (table?.id !== id) return;
    trigger?.("halt", { id });
    sessionStorage.removeItem(CURRENT);
    table = null;
    data = fresh();
    ask();
    draw();
  }
  function addColumn(column) {
    const names = new Set(["title", "year", ...table.columns.map((each) => each.name.toLowerCase())]);
    let name = column.name;
    for (let n = 2; names.has(name.toLowerCase()); n += 1) name = `${column.name} ${n}`;
    for (const row of data.cells.values()) delete row[name];
    table.columns.push({ ...column, name });
    table.stopped = false;
    keep();
    start();
  }
  function dropColumn(name) {
    table.columns = table.columns.filter((each) => each.name !== name);
    if (table.sort?.column === name) table.sort = null;
    keep();
    start();
  }

  // --- from an answer, from chosen papers
  here.tabulate = (button) => {
    const { turn } = button.dataset;
    if (!turn) {
      const chosen = paperAssistant.chosen();
      return begin(chosen, `${chosen.length} chosen paper${chosen.length === 1 ? "" : "s"}`);
    }
    const { answer, question } = paperAssistant.current()?.turns?.[turn - 1] || {};
    if (!answer) return say("This answer is not kept in the browser any more; ask again.");
    const found = answer.verdicts.filter((each) => ["match", "partial"].includes(each.verdict));
    const listed = found.length ? found : answer.verdicts.length ? answer.verdicts : answer.citations;
    begin([...new Set(listed.map((each) => each.paper_id))], question);
  };

  // The table that this tab was at, if it is one of the shelf that the reader is on.
  function restore() {
    table = kept().find((each) => each.id === sessionStorage.getItem(CURRENT)) || null;
    data = fresh();
    if (table) start();
    else draw();
  }
  // The shelf is known once the page has been opened.
  function attached() {
    if (!("paOpen" in document.body.dataset)) return setTimeout(attached, 50);
    if (table) start();
    else restore();
  }
  const shelfChanged = () => table && (table.shelf || "") !== onShelf() && restore();
  document.addEventListener("click", (event) => event.target.closest?.("#pa-matrix-button") && shelfChanged());
  if (paperAssistant.shelf) {
    const { arrived } = paperAssistant.shelf;
    paperAssistant.shelf.arrived = () => {
      arrived();
      shelfChanged();
    };
  }
  paperAssistant.matrix = {
    receive,
    // For grid.js.
    parts: { kept, keep, begin, open, forget, addColumn, dropColumn, halt, resume, put },
    table: () => table,
    data: () => data,
    drawn: (how) => (draw = how),
    send: (event, fields) => trigger?.(event, fields),
    attach(send) {
      trigger = send;
      attached();
    },
  };
})();
