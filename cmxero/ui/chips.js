/* Filter chips: one is pressed; words and counts, never colour alone (ui.md 8.1). What does not fit
   into one line waits behind "More", unless the pressed one is among it. */
function render({ model, el }) {
  const make = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  const group = make("div", ""), more = make("button", "More"), root = make("div", "");
  let open = false;
  root.className = "cmx-chips";
  more.type = "button";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", model.get("label"));

  function fold() {
    const chips = [...group.children];
    for (const chip of chips) chip.hidden = false;
    more.hidden = true;
    root.classList.remove("cmx-open");
    const wrapped = () => chips.filter((chip) => chip.offsetTop > chips[0].offsetTop);
    if (!wrapped().length) return;
    more.hidden = false;
    const rest = wrapped(), stays = open || rest.some((chip) => chip.getAttribute("aria-pressed") === "true");
    root.classList.toggle("cmx-open", stays);
    for (const chip of rest) chip.hidden = !stays;
    more.textContent = stays ? "Fewer" : `More (${rest.length})`;
    more.setAttribute("aria-expanded", stays);
  }

  function draw() {
    const focused = [...group.children].indexOf(document.activeElement);
    group.replaceChildren(...model.get("options").map(([value, text, count]) => {
      const chip = make("button", `${text} `);
      chip.type = "button";
      chip.append(make("span", count));
      chip.setAttribute("aria-pressed", value === model.get("value"));
      chip.addEventListener("click", () => { model.set("value", value); model.save_changes(); });
      return chip;
    }));
    group.children[focused]?.focus();
    fold();
  }

  more.addEventListener("click", () => { open = !open; fold(); });
  model.on("change:options", draw);
  model.on("change:value", draw);
  root.append(group, more);
  el.append(root);
  draw();
  const watch = new ResizeObserver(fold);
  watch.observe(el);
  return () => watch.disconnect();
}

export default { render };
