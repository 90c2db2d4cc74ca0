// The buttons above the drawing.
const CLOSER = 1.25;

export function tools(studio) {
  const { modeler, canvas } = studio;
  const stack = modeler.get("commandStack");
  const nearer = (by) => canvas.zoom(Math.min(2.5, Math.max(0.1, canvas.zoom() * by)), "auto");
  const acts = {
    undo: () => stack.undo(),
    redo: () => stack.redo(),
    search: () => modeler.get("searchPad").toggle(),
    in: () => nearer(CLOSER),
    out: () => nearer(1 / CLOSER),
    fit: () => studio.fit(),
  };
  for (const [name, act] of Object.entries(acts)) studio.find(name).addEventListener("click", act);
  const can = () => {
    studio.find("undo").disabled = !stack.canUndo();
    studio.find("redo").disabled = !stack.canRedo();
  };
  modeler.on("commandStack.changed", can);
  can();
}
