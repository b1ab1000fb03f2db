/* Tick what is shown, move it by buttons; each change goes to Python at once. */
function render({ model, el }) {
  const make = (tag, attributes, text = "") => {
    const node = Object.assign(document.createElement(tag), { textContent: text });
    for (const name in attributes) node.setAttribute(name, attributes[name]);
    return node;
  };
  const root = make("fieldset", { class: "cmx-chooser-list" }), live = make("span", { role: "status", class: "cmx-hidden" });
  const list = make("ol", {});

  function tell(options, value) {
    model.set("options", options);
    model.set("value", options.map(([id]) => id).filter((id) => value.includes(id)));
    model.save_changes();
  }

  function move(from, by) {
    const options = [...model.get("options")], [moved] = options.splice(from, 1);
    options.splice(from + by, 0, moved);
    tell(options, model.get("value"));
    live.textContent = `${moved[1]}: place ${from + by + 1} of ${options.length}`;
    const [up, down] = list.children[from + by].querySelectorAll("button"), wanted = by < 0 ? up : down;
    (wanted.disabled ? (by < 0 ? down : up) : wanted).focus();
  }

  function draw() {
    const focused = [...list.querySelectorAll("input")].indexOf(document.activeElement);
    const options = model.get("options"), value = model.get("value");
    list.replaceChildren(...options.map(([id, words], at) => {
      const line = make("li", {}), label = make("label", {}), box = make("input", { type: "checkbox" });
      box.checked = value.includes(id);
      box.addEventListener("change", () => tell(options, box.checked ? [...value, id] : value.filter((each) => each !== id)));
      label.append(box, ` ${words}`);
      line.append(label, ...[["\u2191", "up", -1], ["\u2193", "down", 1]].map(([sign, where, by]) => {
        const button = make("button", { type: "button", class: "cmx-button", "aria-label": `Move ${words} ${where}` }, sign);
        button.disabled = at + by < 0 || at + by >= options.length;
        button.addEventListener("click", () => move(at, by));
        return button;
      }));
      return line;
    }));
    list.querySelectorAll("input")[focused]?.focus();
  }

  root.append(make("legend", {}, model.get("label")), list, live);
  model.on("change:options", draw);
  model.on("change:value", draw);
  el.append(root);
  draw();
}

export default { render };
