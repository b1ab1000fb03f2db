/* Filter chips: one is pressed; words and counts, never colour alone (ui.md 8.1). */
function render({ model, el }) {
  const group = document.createElement("div");
  group.className = "cmx-chips";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", model.get("label"));
  const draw = () => {
    const focused = [...group.children].indexOf(document.activeElement);
    group.replaceChildren(...model.get("options").map(([value, text, count]) => {
      const chip = document.createElement("button"), figure = document.createElement("span");
      chip.type = "button";
      chip.textContent = `${text} `;
      figure.textContent = count;
      chip.append(figure);
      chip.setAttribute("aria-pressed", value === model.get("value"));
      chip.addEventListener("click", () => { model.set("value", value); model.save_changes(); });
      return chip;
    }));
    group.children[focused]?.focus();
  };
  model.on("change:options", draw);
  model.on("change:value", draw);
  draw();
  el.append(group);
}

export default { render };
