/* Figures as buttons: pressed, one opens its rows. Text is set as text, never as markup. */
function render({ model, el }) {
  const make = (tag, style, text = "") => Object.assign(document.createElement(tag), { className: style, textContent: text });
  const list = make("ul", `cmx-${model.get("layout_name")}`);
  list.setAttribute("aria-label", model.get("label"));

  function draw() {
    const focused = list.querySelector(":focus")?.dataset.id, chosen = model.get("chosen");
    list.replaceChildren(...model.get("items").map(({ id, name, value, note, tone, level }) => {
      const line = make("li", `cmx-level-${level}`), button = make("button", tone && `cmx-tone-${tone}`);
      button.type = "button";
      button.dataset.id = id;
      button.setAttribute("aria-pressed", id === chosen);
      button.append(make("span", "cmx-name", name), " ", make("b", "cmx-value", value), " ", make("span", "cmx-note", note));
      button.addEventListener("click", () => model.send({ type: "choose", id }));
      line.append(button);
      return line;
    }));
    focus(focused);
  }

  const focus = (id) => [...list.querySelectorAll("button")].find((each) => each.dataset.id === id)?.focus({ preventScroll: true });
  model.on("change:items", draw);
  model.on("change:chosen", draw);
  model.on("msg:custom", ({ type, id }) => type === "focus" && focus(id));
  el.append(list);
  draw();
}

export default { render };
