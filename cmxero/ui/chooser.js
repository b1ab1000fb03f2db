/* Choose some of a few and put them in order: a tick and two arrows each, by mouse or keyboard. */
function render({ model, el }) {
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const root = make("details", { className: "cmx-chooser" }), list = make("ul", {}), live = make("span", { className: "cmx-hidden" });
  live.setAttribute("role", "status");
  const tell = (value) => { model.set("value", value); model.save_changes(); };

  function rows() { /* the chosen ones in their order, then the others in theirs */
    const chosen = model.get("value"), all = model.get("options");
    const named = new Map(all);
    return [...chosen.filter((key) => named.has(key)), ...all.map(([key]) => key).filter((key) => !chosen.includes(key))]
      .map((key) => [key, named.get(key), chosen.indexOf(key)]);
  }

  function move(key, words, step) {
    const value = [...model.get("value")], at = value.indexOf(key);
    [value[at], value[at + step]] = [value[at + step], value[at]];
    tell(value);
    live.textContent = `${words} is now ${at + step + 1} of ${value.length}`;
  }

  function draw() {
    const focused = document.activeElement?.closest?.("[data-key]")?.dataset.key, role = document.activeElement?.dataset?.role;
    const count = model.get("value").length;
    list.replaceChildren(...rows().map(([key, words, at]) => {
      const item = make("li", {}), label = make("label", {}), box = make("input", { type: "checkbox", checked: at >= 0 });
      item.dataset.key = key;
      box.dataset.role = "tick";
      box.disabled = at >= 0 && count === 1; /* one has to stay */
      box.addEventListener("change", () => tell(box.checked ? [...model.get("value"), key] : model.get("value").filter((each) => each !== key)));
      label.append(box, ` ${words}`);
      item.append(label);
      for (const [step, sign, way] of [[-1, "\u2191", "up"], [1, "\u2193", "down"]]) {
        const button = make("button", { type: "button", textContent: sign, disabled: at < 0 || !(at + step in model.get("value")) });
        button.setAttribute("aria-label", `Move ${words} ${way}`);
        button.dataset.role = way;
        button.addEventListener("click", () => move(key, words, step));
        item.append(button);
      }
      return item;
    }));
    const again = focused && list.querySelector(`[data-key="${CSS.escape(focused)}"] [data-role="${role}"]`);
    if (again) (again.disabled ? again.closest("li").querySelector("input") : again).focus();
  }

  root.append(make("summary", { textContent: model.get("label") }), list);
  root.addEventListener("keydown", (event) => {
    event.stopPropagation(); /* no JupyterLab shortcuts */
    if (event.key === "Escape") { root.open = false; root.firstChild.focus(); }
  });
  model.on("change:value", draw);
  model.on("change:options", draw);
  el.append(root, live);
  draw();
}

export default { render };
