/* A strip of marks, oldest first: a sign and a height as well as a colour (ui.md 8.1). */
function render({ model, el }) {
  const list = document.createElement("div");
  list.className = "cmx-strip";
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", model.get("label"));
  let at = "";
  const step = (to) => {
    const all = [...list.children], next = all[Math.min(Math.max(to, 0), all.length - 1)];
    at = next?.dataset.id;
    for (const each of all) each.tabIndex = each === next ? 0 : -1;
    return next;
  };

  function draw() {
    const inside = list.contains(document.activeElement);
    list.replaceChildren(...model.get("parts").map(([id, name, sign, state]) => {
      const mark = document.createElement("button");
      Object.assign(mark, { type: "button", textContent: sign, title: name, className: `cmx-mark-${state}` });
      mark.dataset.id = id;
      mark.setAttribute("aria-label", name);
      mark.setAttribute("aria-pressed", id === model.get("chosen"));
      mark.addEventListener("click", () => { step([...list.children].indexOf(mark)); model.send({ type: "choose", id }); });
      return mark;
    }));
    const place = [...list.children].findIndex((each) => each.dataset.id === at);
    const here = step(place < 0 ? list.children.length - 1 : place);
    if (inside) here?.focus();
  }

  list.addEventListener("keydown", (event) => {
    const now = [...list.children].indexOf(document.activeElement);
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: list.children.length }[event.key];
    if (to === undefined) return;
    event.stopPropagation();
    event.preventDefault();
    step(to).focus();
  });
  model.on("msg:custom", ({ type, id }) => type === "focus" && [...list.children].find((each) => each.dataset.id === id)?.focus());
  model.on("change:parts", draw);
  model.on("change:chosen", draw);
  el.append(list);
  draw();
}

export default { render };
