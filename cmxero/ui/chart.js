/* Bars in our own SVG (ui.md 5). One Tab stop; arrows move, Enter or a click chooses. Lengths are
   whole numbers; figures come as text and stay text. */
const HIGH = 13, TITLE = 19, GAP = 9, FIGURE = 118, SIDE = 62;

/* Where the axis is and how many pixels a unit takes. */
export function scale(lengths, width) {
  const low = Math.min(0, ...lengths), span = Math.max(0, ...lengths) - low || 1;
  return { axis: (-low / span) * width, unit: width / span };
}

function make(tag, attributes, text = "") {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  node.textContent = text;
  return node;
}

function render({ model, el }) {
  const svg = make("svg", { class: "cmx-chart", role: "group", "data-lm-suppress-shortcuts": "true" });
  let at = "", drawn = 0;
  const buttons = () => [...svg.querySelectorAll("[role=button]")];
  const choose = (id) => model.send({ type: "choose", id });

  function step(to) { /* the one bar that Tab reaches */
    const all = buttons(), next = all[Math.min(Math.max(to, 0), all.length - 1)];
    at = next?.dataset.id;
    for (const each of all) each.setAttribute("tabindex", each === next ? 0 : -1);
    return next;
  }

  function draw() {
    drawn = svg.clientWidth;
    const groups = model.get("parts"), all = groups.flatMap((group) => group.bars);
    const width = Math.max(drawn, 240), left = all.some((bar) => bar[4]) ? SIDE : 0;
    const { axis, unit } = scale(all.map((bar) => bar[3]), width - left - FIGURE);
    const inside = svg.contains(document.activeElement);
    let y = 0;
    svg.replaceChildren(...groups.flatMap(({ title, bars }) => {
      y += TITLE;
      const head = make("text", { x: 0, y: y - 5, class: "cmx-bar-title" }, title);
      const top = y - 2, rows = bars.map(([id, name, text, length, side, series]) => {
        const bar = make("g", { role: "button", tabindex: -1, "data-id": id, "aria-label": name,
          "aria-pressed": id === model.get("chosen") });
        const long = length && Math.max(1, Math.abs(length) * unit);
        bar.append(make("rect", { class: "cmx-hit", x: 0, y: y - 2, width, height: HIGH + 4, rx: 3 }),
          make("rect", { class: `cmx-bar cmx-series-${series}`, x: left + axis - (length < 0 ? long : 0), y, width: long, height: HIGH }),
          make("text", { x: 2, y: y + 11 }, side),
          make("text", { class: "cmx-bar-figure", x: width - 2, y: y + 11 }, text));
        y += HIGH + 4;
        return bar;
      });
      const from = left + axis, line = make("line", { class: "cmx-axis", x1: from, x2: from, y1: top, y2: y - 2 });
      y += GAP;
      return [head, ...rows, line];
    }));
    svg.setAttribute("height", y);
    svg.setAttribute("viewBox", `0 0 ${width} ${y}`);
    const here = step(Math.max(0, buttons().findIndex((each) => each.dataset.id === at)));
    if (inside) here?.focus();
  }

  svg.addEventListener("click", ({ target }) => {
    const bar = target.closest("[role=button]");
    if (bar) { step(buttons().indexOf(bar)).focus(); choose(at); }
  });
  svg.addEventListener("keydown", (event) => {
    const all = buttons(), now = all.indexOf(document.activeElement), { key } = event;
    const to = { ArrowDown: now + 1, ArrowRight: now + 1, ArrowUp: now - 1, ArrowLeft: now - 1, Home: 0, End: all.length }[key];
    if (now < 0 || key === "Tab") return;
    event.stopPropagation();
    if (to !== undefined) step(to).focus();
    else if (key === "Enter" || key === " ") choose(at);
    else return;
    event.preventDefault();
  });
  model.on("msg:custom", ({ type, id }) => type === "focus" && buttons().find((each) => each.dataset.id === id)?.focus());
  model.on("change:parts", draw);
  model.on("change:chosen", draw);
  svg.setAttribute("aria-label", model.get("label"));
  el.append(svg);
  const watch = new ResizeObserver(() => svg.clientWidth !== drawn && draw());
  watch.observe(el);
  draw();
  return () => watch.disconnect();
}

export default { render };
