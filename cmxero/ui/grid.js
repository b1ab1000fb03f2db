/* The grid (ui.md 8.5): draws the rows in view, selects by id, shows text as text. */
const ROW = 32, SPARE = 10, TICK = 28;

/* Row numbers as shown; the same rule as arrange() in grid.py. */
export function arrange(columns, data, query, [field, direction] = []) {
  const words = query.toLowerCase().split(/[ \t]+/).filter(Boolean);
  const rows = [...data.id.keys()].filter((i) => {
    const line = words.length ? columns.map((c) => data[c.field][i]).join("\n").toLowerCase() : "";
    return words.every((word) => line.includes(word));
  });
  const column = columns.find((c) => c.field === field);
  if (!column) return rows;
  const keys = column.key ? data[column.key] : data[field].map((text) => text.toLowerCase());
  const none = (i) => keys[i] === null, sign = direction === "descending" ? -1 : 1;
  return rows.sort((a, b) => none(a) - none(b) || (none(a) || keys[a] === keys[b] ? 0 : keys[a] < keys[b] ? -sign : sign));
}

/* Cents as dollars, with a true minus sign. */
export function money(cents) {
  const digits = String(Math.abs(cents)).padStart(3, "0");
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${cents < 0 ? "\u2212" : ""}${whole}.${digits.slice(-2)}`;
}

/* One row for a spreadsheet: plain figures, no formulas. */
export function tabbed(columns, data, i) {
  return columns.map((c) => {
    const text = String(data[c.field][i]).replace(/\s+/g, " ");
    if (c.kind === "money") return text.replace(/,/g, "").replace("\u2212", "-");
    return c.kind !== "int" && /^ ?[=+\-@]/.test(text) ? `'${text}` : text;
  }).join("\t");
}

/* The table, which travels as the bytes of its JSON; unpacked once, patched in place. */
const unpacked = new WeakMap();
function table(model) {
  const sent = model.get("data");
  if (!unpacked.has(sent)) unpacked.set(sent, JSON.parse(new TextDecoder().decode(sent.json)));
  return unpacked.get(sent);
}

function make(tag, attributes, text = "") {
  const node = document.createElement(tag);
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  node.textContent = text;
  return node;
}

const span = (role, style, text) => make("span", { role, class: `cmx-${style}` }, text);

function render({ model, el }) {
  const uid = `cmx${Math.random()}`, get = (name) => model.get(name), cells = () => table(model);
  const root = make("div", { class: "cmx-grid", "data-lm-suppress-shortcuts": "true" });
  const search = make("input", { type: "search", "aria-label": `Search ${get("label")}`,
    placeholder: "Search all columns  ( / )" });
  const bar = make("div", { class: "cmx-grid-bar" }), counter = span("status", "counter");
  const grid = make("div", { class: "cmx-scroll", role: "grid", tabindex: "0",
    "aria-label": get("label"), "aria-multiselectable": "true" });
  const inner = make("div"), body = make("div", { class: "cmx-body", role: "rowgroup" });
  const empty = make("p", { class: "cmx-empty" }), live = span("status", "hidden");
  let head = make("div"), visible = [], rows = [], selected = new Set(), current, anchor, quiet = 0, isNew = true;

  const heads = () => [...head.querySelectorAll("input,button")];
  const id = (at) => cells().id[rows[at]];
  const place = (key) => rows.findIndex((i) => cells().id[i] === key);
  const tell = (name, value) => { model.set(name, value); model.save_changes(); };
  const send = (type, more) => model.send({ type, current, selected: [...selected], ...more });

  function fit() { /* what has no room is in the panel */
    visible = get("columns").filter((c) => c.from <= root.clientWidth);
    const widths = visible.map((c) => (c.grow ? `minmax(${c.width}px,${c.grow}fr)` : `${c.width}px`));
    inner.style.setProperty("--cmx-columns", `${TICK}px ${widths.join(" ")}`);
    inner.style.minWidth = `${visible.reduce((sum, c) => sum + c.width, TICK)}px`;
    grid.setAttribute("aria-colcount", visible.length + 1);
    draw();
    if (isNew && grid.clientHeight) { isNew = false; reveal(); } /* a link may lead far down */
  }

  function header() {
    const row = make("div", { class: "cmx-row cmx-head", role: "row", "aria-rowindex": 1 });
    const box = make("input", { type: "checkbox", tabindex: -1, "aria-label": "Select all shown" });
    box.checked = rows.length > 0 && selected.size === rows.length;
    box.addEventListener("change", () => select(box.checked ? rows.map((_, at) => id(at)) : []));
    row.append(span("columnheader", "tick"));
    row.firstChild.append(box);
    for (const column of visible) {
      const [field, direction] = get("sort"), cell = span("columnheader", column.kind);
      cell.setAttribute("aria-sort", column.field === field ? direction : "none");
      cell.append(make("button", { type: "button", tabindex: -1 }, column.title));
      cell.firstChild.addEventListener("click", () => sort(column));
      row.append(cell);
    }
    const focused = heads().indexOf(document.activeElement);
    head.replaceWith(row);
    head = row;
    heads()[focused]?.focus();
  }

  function line(at) {
    const data = cells(), i = rows[at], ticked = selected.has(id(at));
    const row = make("div", { class: "cmx-row", role: "row", id: `${uid}-${at}`, "data-at": at,
      "aria-rowindex": at + 2, "aria-selected": ticked, style: `top:${at * ROW}px` });
    if (id(at) === current) row.setAttribute("aria-current", "true");
    row.append(span("gridcell", "tick", ticked ? "\u2611" : "\u2610"));
    for (const { field, kind } of visible) {
      const cell = span("gridcell", kind, data[field]?.[i] ?? ""); /* columns may follow their data */
      cell.title = cell.textContent;
      if (kind === "tag") cell.replaceChildren(make("b", { "data-tag": cell.title }, cell.title));
      row.append(cell);
    }
    return row;
  }

  function draw() {
    const first = Math.max(0, Math.floor(grid.scrollTop / ROW) - SPARE);
    const shown = rows.slice(first, first + Math.ceil(grid.clientHeight / ROW) + 2 * SPARE);
    header();
    body.style.height = `${rows.length * ROW}px`;
    body.replaceChildren(...shown.map((_, n) => line(first + n)));
    const active = body.querySelector("[aria-current]"); /* a row not drawn cannot be named */
    if (active) grid.setAttribute("aria-activedescendant", active.id);
    else grid.removeAttribute("aria-activedescendant");
    grid.setAttribute("aria-rowcount", rows.length + 1);
    empty.hidden = rows.length > 0;
    empty.textContent = search.value.trim() && cells().id.length ? "Nothing matches." : get("empty");
    count();
  }

  function count() {
    const data = cells(), column = get("columns").find((c) => data[c.total]), net = {};
    const all = data.id.length, part = rows.length < all ? `${rows.length} of ` : "";
    data.id.forEach((key, i) => {
      if (column && selected.has(key)) net[data[column.total][i]] = (net[data[column.total][i]] || 0) + data[column.key][i];
    });
    const units = Object.keys(net).sort(); /* never one figure for two */
    const sums = units.map((unit) => money(net[unit]) + (units.length > 1 ? ` ${unit}` : ""));
    const picked = `${selected.size} selected${sums.length ? ", net " : ""}${sums.join(", ")}`;
    counter.textContent = selected.size ? picked : `${part}${all} shown`;
  }

  function rearrange() {
    const data = cells(), known = get("columns").filter((c) => data[c.field]);
    rows = arrange(known, data, get("asks_python") ? "" : search.value, get("sort"));
    const shown = new Set(rows.map((_, at) => id(at)));
    select([...selected].filter((key) => shown.has(key))); /* nothing unseen stays selected */
    draw();
  }

  function sort({ field, title }) {
    const [now, direction] = get("sort");
    const next = field === now && direction === "ascending" ? "descending" : "ascending";
    tell("sort", [field, next]);
    live.textContent = `Sorted by ${title}, ${next}, ${rows.length} rows`;
  }

  const select = (keys) => tell("selected", [...keys]);

  function toggle(at, also) {
    anchor = id(at);
    const next = new Set([...selected, ...also || []]);
    if (!next.delete(anchor)) next.add(anchor);
    select(next);
  }

  function range(to) {
    const from = Math.max(0, place(anchor ?? current)), first = Math.min(from, to);
    select(Array.from({ length: Math.abs(to - from) + 1 }, (_, n) => id(first + n)));
  }

  function reveal() {
    const top = Math.max(0, place(current)) * ROW, room = grid.clientHeight - head.offsetHeight;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top + ROW > grid.scrollTop + room) grid.scrollTop = top + ROW - room;
    draw();
  }

  const go = (at) => rows.length && tell("current", id(Math.min(Math.max(at, 0), rows.length - 1)));

  body.addEventListener("click", (event) => {
    const at = Number(event.target.closest("[data-at]")?.dataset.at ?? -1);
    if (at < 0) return;
    grid.focus({ preventScroll: true });
    if (event.shiftKey) range(at);
    else if (event.target.closest(".cmx-tick")) toggle(at);
    else if (event.ctrlKey || event.metaKey) toggle(at, !selected.size && current !== id(at) && [current]);
    else {
      anchor = id(at);
      select([]);
    }
    go(at);
  });
  search.addEventListener("input", () => {
    tell("query", search.value);
    rearrange();
  });
  search.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (["Enter", "ArrowDown"].includes(event.key)) grid.focus();
  });
  grid.addEventListener("focus", () => { quiet = 0; });
  grid.addEventListener("copy", (event) => {
    const columns = get("columns"), data = cells(), title = columns.map((c) => c.title).join("\t");
    const chosen = rows.filter((i) => (selected.size ? selected.has(data.id[i]) : data.id[i] === current));
    event.clipboardData.setData("text/plain", [title, ...chosen.map((i) => tabbed(columns, data, i))].join("\r\n"));
    event.preventDefault();
    live.textContent = `${chosen.length} copied`;
  });
  grid.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") event.stopPropagation(); /* no JupyterLab shortcuts */
    const { key, shiftKey } = event, command = event.ctrlKey || event.metaKey;
    const at = place(current), page = Math.max(1, Math.floor(grid.clientHeight / ROW) - 2);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: rows.length - 1 }[key];
    const on = heads().indexOf(document.activeElement), side = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (on >= 0) { /* in the header: Enter sorts, down returns */
      if (key === "ArrowDown" || key === "Escape") grid.focus();
      else if (side) heads()[on + side]?.focus();
      else return;
    } else if (key === "ArrowUp" && at <= 0 && !shiftKey) heads()[0]?.focus();
    else if (to !== undefined) {
      anchor = shiftKey ? anchor ?? current : undefined;
      go(to);
      if (shiftKey) range(place(current));
    } else if (key === " " && at >= 0) toggle(at);
    else if (key === "Escape") select([]);
    else if (key === "Enter") send("open");
    else if (key === "/") search.focus();
    else if (command && key.toLowerCase() === "a") select(rows.map((_, n) => id(n)));
    else if (key.length === 1 && !command && !event.altKey) { /* typing ahead is no command */
      if (event.timeStamp > quiet) send("key", { key });
      quiet = event.timeStamp + 400;
    } else return;
    event.preventDefault();
  });

  function patch({ ids, data: changed, version }) { /* in place: nothing jumps under the hands */
    if (version <= get("version")) return;
    const data = cells(), at = new Map(data.id.map((key, i) => [key, i]));
    for (const field in changed) ids.forEach((key, n) => { data[field][at.get(key)] = changed[field][n]; });
    draw();
  }

  model.on("msg:custom", (message) => {
    if (message.type === "patch") patch(message);
    else if (message.type === "say") live.textContent = message.text;
    else if (message.type === "focus") grid.focus({ preventScroll: true });
    else if (message.type === "style") document.head.append(make("style", {}, message.text));
  });
  for (const name of ["data", "sort", "empty"]) model.on(`change:${name}`, rearrange);
  model.on("change:columns", fit);
  model.on("change:query", () => { /* Python may empty the search; a person's own typing is there */
    if (search.value === get("query")) return;
    search.value = get("query");
    rearrange();
  });
  const follow = () => {
    current = get("current");
    selected = new Set(get("selected"));
  };
  model.on("change:current", () => { follow(); reveal(); });
  model.on("change:selected", () => { follow(); draw(); });

  follow();
  search.value = get("query");
  bar.append(search, counter);
  inner.append(head, body);
  grid.append(inner);
  root.append(bar, grid, empty, live);
  el.append(root);
  grid.addEventListener("scroll", () => requestAnimationFrame(draw));
  const watch = new ResizeObserver(fit);
  watch.observe(root);
  rearrange();
  /* Voila's template links our style sheet; JupyterLab is sent it. */
  if (!getComputedStyle(document.documentElement).getPropertyValue("--cmx-ink")) send("style");
  send("shown");
  return () => watch.disconnect();
}

export default { render };
