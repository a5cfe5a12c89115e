// Tables of verdicts: sorted, filtered, shown in full, overruled.
(() => {
  const { one, all, made, busy, say, here } = paperAssistant.kit;
  const ORDER = ["match", "partial", "no", "unjudged"];
  const LABELS = { match: "match", partial: "partly", no: "not", unjudged: "not judged" };

  here.sort = (button) => {
    const header = button.closest("th");
    const column = [...header.parentNode.children].indexOf(header);
    const up = header.getAttribute("aria-sort") !== "ascending";
    all("th[aria-sort]", header.parentNode).forEach((each) => each.removeAttribute("aria-sort"));
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    const key = (row) => row.children[column].dataset.key ?? row.children[column].textContent;
    const body = one("tbody", header.closest("table"));
    const rows = [...body.rows].sort((a, b) => key(a).localeCompare(key(b), undefined, { numeric: true, sensitivity: "base" }));
    body.append(...(up ? rows : rows.reverse()));
    filter(button.closest(".pa-verdicts"));
  };
  function filter(table) {
    if (!table) return;
    const words = one(".pa-filter", table).value.toLowerCase().split(/\s+/).filter(Boolean);
    const only = one('[data-act="only"][aria-pressed="true"]', table)?.dataset.value || "";
    const first = words.length || only ? Infinity : Number(table.dataset.first || Infinity);
    let shown = 0;
    for (const row of all("tbody tr", table)) {
      // A menu's options are text of the row as well; only the one that is chosen counts.
      const text = [...row.cells].map((cell) => cell.querySelector("select")?.selectedOptions[0].text ?? cell.textContent).join(" ").toLowerCase();
      row.hidden = (only && row.dataset.verdict !== only) || !words.every((word) => text.includes(word)) || shown >= first;
      shown += !row.hidden;
    }
    one(".pa-none", table).hidden = shown > 0;
  }
  here.only = (button) => {
    all('[data-act="only"]', button.parentNode).forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
    filter(button.closest(".pa-verdicts"));
  };
  here.all = (button) => {
    const table = button.closest(".pa-verdicts");
    delete table.dataset.first;
    filter(table);
    one("tbody tr:nth-child(11) :is(a, select)", table)?.focus({ preventScroll: true });
    button.remove();
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches(".pa-filter")) filter(event.target.closest(".pa-verdicts"));
  });

  // A paper that is not cited: its abstract comes from the server, into the place of the sources.
  here.abstract = (button, trigger) => {
    if (busy()) return say("An answer is still being written.");
    trigger("abstract", { ...button.dataset });
    setTimeout(() => document.body.classList.add("pa-sheet")); // after the click, which closes what is open
  };

  // A reader's verdict shows in its row at once; the table keeps its order, so that the row stays under the eye.
  paperAssistant.overruling = (choice) => {
    const row = choice.closest("tr");
    if (busy()) {
      choice.value = row.dataset.verdict;
      say("An answer is still being written. Change verdicts when it is there.");
      return false;
    }
    row.dataset.verdict = choice.value;
    row.dataset.given = choice.value === choice.dataset.was ? (choice.dataset.was === "unjudged" ? "cut" : "model") : "reader";
    choice.closest("td").dataset.key = ORDER.indexOf(choice.value);
    choice.className = `pa-verdict pa-${choice.value}`;
    recount(choice.closest(".pa-verdicts"));
    return true;
  };
  function recount(table) {
    const number = (name) => all(`tbody tr[data-verdict="${name}"]`, table).length;
    const counted = one(".pa-counts", table);
    const counts = ORDER.filter(number).flatMap((name, place) => [place ? " · " : "", made("b", {}, String(number(name))), ` ${LABELS[name]}`]);
    counted?.replaceChildren(...counts, " ", one("span", counted));
    let at = 0;
    for (const name of ORDER) {
      const part = one(`.pa-share .pa-${name}`, table);
      part?.setAttribute("x", at);
      part?.setAttribute("width", number(name));
      at += number(name);
    }
    all('[data-act="only"][data-value]', table).forEach((each) => {
      const name = each.dataset.value;
      if (!name) return;
      each.hidden = !number(name);
    });
  }
})();
