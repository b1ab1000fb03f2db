/* A button whose work is done by the browser: copy a text, or save a file made in Python. */
function render({ model, el }) {
  const button = document.createElement("button");
  const show = (text) => { button.textContent = text; };
  button.type = "button";
  button.className = "cmx-button";
  for (const name of ["disabled", "hidden"]) {
    button[name] = model.get(name);
    model.on(`change:${name}`, () => { button[name] = model.get(name); });
  }
  show(model.get("label"));
  model.on("change:label", () => show(model.get("label")));
  button.addEventListener("click", async () => {
    if (!model.get("copies")) return model.send({ type: "make" });
    try {
      await navigator.clipboard.writeText(model.get("text"));
      show("Copied");
    } catch {
      show("Copying is not allowed here");
    }
    setTimeout(() => show(model.get("label")), 2000);
  });
  model.on("msg:custom", ({ name, mime }, [content]) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: mime }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });
  el.append(button);
}

export default { render };
