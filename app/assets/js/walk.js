// A history as data: where every picture of the case stood after each entry. Draws nothing.
const below = (path, id) => (path ? `${path}/${id}` : id);
const NOTHING = [[], [], []];

export class Walk {
  constructor(told, path) {
    this.steps = told.steps;
    this.pictures = new Map(told.pictures.map((one) => [one.path, one]));
    this.path = path;
    this.at = this.steps.length - 1;
  }

  get picture() {
    return this.pictures.get(this.path) || this.pictures.values().next().value;
  }

  get step() {
    return this.steps[this.at];
  }

  go(to) {
    this.at = Math.min(this.steps.length - 1, Math.max(0, to));
  }

  // What the picture in view looked like after the step in view: the latest entry that changed it.
  standing() {
    for (let at = this.at; at >= 0; at -= 1) {
      const found = this.steps[at].changed[this.picture.path];
      if (found) return found;
    }
    return NOTHING;
  }

  // The element of this picture in which a step happened: the task itself, or the call that leads to it.
  where(step) {
    const { path } = this.picture;
    if (step.path === path) return step.element;
    const inside = path ? `${path}/` : "";
    return step.path.startsWith(inside) ? step.path.slice(inside.length).split("/")[0] : "";
  }

  marks() {
    const [open, done, flows] = this.standing();
    const taken = this.step ? this.where(this.step) : "";
    return { walked: [...done, ...flows], standing: open, taken: taken ? [taken] : [] };
  }

  numbers() {
    const last = new Map();
    this.steps.slice(0, this.at + 1).forEach((step) => {
      if (step.path === this.picture.path && step.element) last.set(step.element, step.number);
    });
    return last;
  }

  focus() {
    return (this.step && this.where(this.step)) || this.standing()[0][0] || this.standing()[1][0];
  }

  trail() {
    const parts = this.picture.path ? this.picture.path.split("/") : [];
    const paths = parts.map((_part, number) => parts.slice(0, number + 1).join("/"));
    return ["", ...paths].filter((path) => this.pictures.has(path)).map((path) => this.pictures.get(path));
  }

  inside(id) {
    return this.pictures.get(below(this.picture.path, id));
  }

  entries(id) {
    return this.steps.flatMap((step, at) => (this.where(step) === id ? [at] : []));
  }
}
