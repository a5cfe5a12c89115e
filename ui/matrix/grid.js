// The table on the page: drawn from its cells, sorted, filtered, moved in by keys. Text enters through textContent only.
(() => {
  const { one, all, made } = paperAssistant.kit;
  const matrix = paperAssistant.matrix;
  const PAGE = 100; // rows drawn at once
  const SILENT = "not stated in the abstract";
  const NONE_CLOSE = "no close sentence (not checked)";
  const CLOSEST = "closest sentence (not checked)";
  const FIXED = ["Title", "Year"];
  let board = null;
  let page = 0;
  let lines = new Map(); // the row of each paper that was drawn, so that what has not changed stays as it is
  let drawnFor = "";
  let at = [0, 0]; // row and column that the keys have reached

  // --- values
  // A number shows as it is written, a sentence whole; what they are sorted by is another thing.
  const asWritten = (cell) => typeof cell.value === "number" || cell.by === "sentence";
  const valueText = (cell) => String((asWritten(cell) ? (cell.text ?? cell.value) : (cell.value ?? cell.text)) ?? "");
  const isRead = (cell) => cell?.status === "stated";
  const shownText = (cell) =>
    !cell ? "" : isRead(cell) ? valueText(cell) : cell.status === "unread" ? "" : cell.by === "sentence" ? NONE_CLOSE : SILENT;
  const cellOf = (paper, name) => matrix.data().cells.get(paper)?.[name];
  function keyOf([id, title, year], name) {
    if (name === "Title") return title;
    if (name === "Year") return year;
    const cell = cellOf(id, name);
    if (!isRead(cell)) return null;
    return typeof cell.value === "number" ? cell.value : valueText(cell);
  }
  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return a.localeCompare(b, undefined, { numeric: true, sensitivity: "base" });
  }
  function shownPapers() {
    const table = matrix.table();
    const words = (table.filter || "").toLowerCase().split(/\s+/).filter(Boolean);
    const text = ([id, title, year]) =>
      [title, year ?? "", ...table.columns.map(({ name }) => shownText(cellOf(id, name)))].join(" ").toLowerCase();
    const papers = words.length
      ? matrix.data().papers.filter((paper) => {
          const held = text(paper);
          return words.every((word) => held.includes(word));
        })
      : matrix.data().papers;
    if (!table.sort) return papers;
    const { column, up } = table.sort;
    const keyed = papers.map((paper) => [keyOf(paper, column) ?? null, paper]);
    const known = keyed.filter(([key]) => key !== null).sort(([a], [b]) => (up ? compare(a, b) : compare(b, a)));
    return [...known, ...keyed.filter(([key]) => key === null)].map(([, paper]) => paper); // what is not known comes last
  }

  // --- drawing
  function fill(td, cell, state) {
    if (td.cell === cell && td.state === state) return;
    td.cell = cell;
    td.state = state;
    td.className = "pa-td";
    if (isRead(cell)) {
      const sentence = cell.by === "sentence";
      td.replaceChildren(made("span", { className: sentence ? "pa-sentence" : "pa-value" }, valueText(cell)));
      if (sentence) td.append(" ", made("small", {}, CLOSEST));
    } else td.replaceChildren(made("span", { className: "pa-silent" }, shownText(cell) || (state === "reading" ? "…" : "not read yet")));
    if (cell?.by === "reader") td.append(" ", made("small", { className: "pa-by-hand", title: "Corrected by hand" }, "yours"));
  }
  function line(paper, columns) {
    const [id, title, year] = paper;
    const row = made("tr");
    row.setAttribute("role", "row");
    row.dataset.paper = id;
    const head = made("th", { scope: "row", tabIndex: -1 }, title);
    head.setAttribute("role", "rowheader");
    const when = made("td", { className: "pa-when", tabIndex: -1 }, String(year ?? ""));
    row.append(head, when, ...columns.map(() => made("td", { tabIndex: -1 })));
    all("td", row).forEach((td, column) => {
      td.setAttribute("role", "gridcell");
      td.dataset.label = column ? columns[column - 1].name : "Year";
    });
    return row;
  }
  function heading(name, column) {
    const { sort } = matrix.table();
    const button = made("button", { type: "button", className: "pa-sort", title: column?.question || "" }, name);
    Object.assign(button.dataset, { do: "sort", name });
    const th = made("th", { scope: "col" }, button);
    th.setAttribute("role", "columnheader");
    if (sort?.column === name) th.setAttribute("aria-sort", sort.up ? "ascending" : "descending");
    if (column) {
      const drop = made("button", { type: "button", className: "pa-drop", title: "Remove this column" }, "✕");
      drop.setAttribute("aria-label", `Remove the column ${name}`);
      Object.assign(drop.dataset, { do: "drop", name });
      th.append(drop);
    }
    return th;
  }
  // What has not changed stays, so that neither the focus nor what is hovered is lost while cells come in.
  function drawGrid(papers) {
    const { columns, sort, id } = matrix.table();
    const wanted = JSON.stringify([id, matrix.data().run && columns, sort]);
    const grid = one("[data-grid] table", board);
    if (wanted !== drawnFor) {
      drawnFor = wanted;
      lines = new Map();
      const row = made("tr", {}, ...FIXED.map((name) => heading(name)), ...columns.map((each) => heading(each.name, each)));
      row.setAttribute("role", "row");
      const focused = document.activeElement?.closest?.("[data-grid] thead [data-do]")?.dataset;
      one("thead", grid).replaceChildren(row);
      if (focused) all(`[data-do="${focused.do}"]`, row).find((each) => each.dataset.name === focused.name)?.focus();
    }
    const state = ["waiting", "reading", ""].includes(matrix.data().state) ? "reading" : "";
    const rows = papers.map((paper) => {
      if (!lines.has(paper[0])) lines.set(paper[0], line(paper, columns));
      const row = lines.get(paper[0]);
      columns.forEach(({ name }, column) => fill(row.children[column + 2], cellOf(paper[0], name), state));
      return row;
    });
    const body = one("tbody", grid);
    if (rows.length !== body.rows.length || rows.some((row, place) => row !== body.rows[place])) {
      const focused = body.contains(document.activeElement) ? document.activeElement : null;
      body.replaceChildren(...rows);
      if (focused?.isConnected) focused.focus({ preventScroll: true });
    }
    one("[data-grid]", board).classList.toggle("pa-undated", !matrix.data().papers.some(([, , year]) => year));
    reach(at[0], at[1], false);
  }
  function progress(shown) {
    const { state, done, unread, total, gone, error, notes } = matrix.data();
    const { filter, columns } = matrix.table();
    const papers = (n) => `${n.toLocaleString("en")} paper${n === 1 ? "" : "s"}`;
    const parts = [];
    if (!columns.length) parts.push(`${papers(total)}. Add a column: one question, asked of each.`);
    else if (state === "waiting") parts.push("Waiting: other tables are being read");
    else if (state === "done" && !unread) parts.push(`${papers(total)} read`);
    else if (state === "done") parts.push(`${(done - unread).toLocaleString("en")} of ${papers(total)} read`);
    else if (state) parts.push(`${done.toLocaleString("en")} of ${papers(total)}${state === "stopped" ? ", stopped" : ""}`);
    if (filter) parts.push(`${shown.toLocaleString("en")} shown`);
    if (gone) parts.push(`${papers(gone)} no longer on the shelf`);
    one("[data-progress]", board).textContent = parts.join(" · ");
    for (const [name, text] of [["error", error], ["notes", notes.join(" ")]]) {
      const place = one(`[data-${name}]`, board);
      if (place.textContent !== text) place.textContent = text;
      place.hidden = !text;
    }
    const bar = one("progress", board);
    const working = ["waiting", "reading"].includes(state) && columns.length > 0;
    bar.hidden = !working;
    bar.max = total || 1;
    bar.value = done;
    one('[data-do="halt"]', board).hidden = !working;
    one('[data-do="resume"]', board).hidden = !columns.length || !(["stopped", "failed"].includes(state) || (state === "done" && unread));
  }
  function draw({ adding = false } = {}) {
    if (!board) return;
    const table = matrix.table();
    one("[data-none]", board).hidden = Boolean(table);
    all("[data-some]", board).forEach((each) => (each.hidden = !table));
    if (!table) return;
    one("[data-title]", board).textContent = table.title;
    const filter = one("[data-filter-rows]", board);
    if (document.activeElement !== filter) filter.value = table.filter || "";
    const papers = shownPapers();
    page = Math.max(0, Math.min(page, Math.ceil(papers.length / PAGE) - 1));
    drawGrid(papers.slice(page * PAGE, (page + 1) * PAGE));
    progress(papers.length);
    one("[data-nothing]", board).hidden = papers.length > 0 || !matrix.data().papers.length;
    const pages = one("[data-pages]", board);
    pages.hidden = papers.length <= PAGE;
    one("span", pages).textContent = `${page * PAGE + 1}–${Math.min(papers.length, (page + 1) * PAGE)} of ${papers.length.toLocaleString("en")}`;
    one('[data-do="back"]', pages).disabled = page === 0;
    one('[data-do="next"]', pages).disabled = (page + 1) * PAGE >= papers.length;
    if (adding) {
      one("[data-add]", board).open = true;
      one("[data-add] button", board).focus({ preventScroll: true });
    }
  }

  // --- keys: one cell is in the order of Tab, arrows go on from there
  const rowsShown = () => [...one("[data-grid] tbody", board).rows];
  function reach(row, column, focus = true) {
    const rows = rowsShown();
    if (!rows.length) return;
    at = [Math.max(0, Math.min(row, rows.length - 1)), Math.max(0, Math.min(column, rows[0].children.length - 1))];
    all('[data-grid] tbody [tabindex="0"]', board).forEach((each) => (each.tabIndex = -1));
    const cell = rows[at[0]].children[at[1]];
    cell.tabIndex = 0;
    if (!focus) return;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };
  function pressed(event) {
    const cell = event.target.closest("[data-grid] tbody :is(th, td)");
    if (!cell || event.altKey || event.metaKey) return;
    const place = [rowsShown().indexOf(cell.parentNode), [...cell.parentNode.children].indexOf(cell)];
    const move = MOVES[event.key];
    if (move) reach(place[0] + move[0], place[1] + move[1]);
    else if (event.key === "Home") reach(event.ctrlKey ? 0 : place[0], 0);
    else if (event.key === "End") reach(event.ctrlKey ? Infinity : place[0], Infinity);
    else if (event.key === "Enter" || event.key === " ") cell.click();
    else return;
    event.preventDefault();
  }

  matrix.drawn(draw);
  matrix.grid = {
    draw,
    shownPapers,
    pressed,
    place: (cell) => reach(rowsShown().indexOf(cell.parentNode), [...cell.parentNode.children].indexOf(cell)),
    back: () => reach(...at),
    turn(by) {
      page += by;
      draw();
      one("[data-grid]", board).scrollTop = 0;
    },
    first: () => (page = 0),
    attach(element) {
      board = element;
      drawnFor = "";
    },
  };
})();
