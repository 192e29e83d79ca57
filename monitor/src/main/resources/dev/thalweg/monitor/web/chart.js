// Line charts in SVG: made once, drawn anew with each update, as wide as their container.

const SVG = "http://www.w3.org/2000/svg";
export const SVG_HEIGHT = 236; // as in style.css
const HEIGHT = SVG_HEIGHT;
const MARK_NAME_WIDTH = 86;
const MARKS_TOLD = 5;
const MARKS_DRAWN = 12; // with a line each; of more, the flags alone
const MARGIN = { top: 16, right: 12, bottom: 24, left: 46 };

/** An SVG element with attributes. */
export function make(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Some four round numbers within a range. */
export function ticks(from, to, count) {
  const rough = (to - from) / count;
  if (!(rough > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
  const all = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) all.push(i * step || 0); // not -0
  return all;
}

export class LineChart {
  /**
   * options: label, empty (what is said without data), lines [{name, style}], showX and showY (number to
   * text), range (the values of each line to [low, high]), dots: whether each point is shown
   */
  constructor(container, options) {
    this.options = options;
    this.lines = options.lines.map(() => []);
    this.marks = [];
    this.svg = make("svg", { role: "img", "aria-label": `${options.label}: no data yet` });
    this.legend = document.createElement("ul");
    this.legend.className = "legend";
    container.append(this.svg, this.legend);
    this.clip = `clip-${container.id}`;
    new ResizeObserver(() => this.draw()).observe(container);
    this.svg.addEventListener("pointermove", (event) => this.point(event));
    this.svg.addEventListener("pointerleave", () => this.point(null));
  }

  /** lines: for each an array of [x, y] in order of x; marks: [{x, name, text}], so too. */
  update(lines, marks) {
    this.lines = lines;
    this.marks = marks;
    this.draw();
  }

  draw() {
    const width = Math.max(200, this.svg.parentElement.clientWidth);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    this.svg.replaceChildren();
    const xs = this.lines.flatMap((line) => (line.length ? [line[0][0], line[line.length - 1][0]] : []));
    if (!xs.length) {
      this.svg.append(
        make("line", { class: "grid", x1: 0, x2: width, y1: HEIGHT - MARGIN.bottom, y2: HEIGHT - MARGIN.bottom }),
        make("text", { x: width / 2, y: HEIGHT / 2, "text-anchor": "middle" }, this.options.empty));
      this.write(null);
      return;
    }
    const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
    const [y0, y1] = this.options.range(this.lines.map((line) => line.map((p) => p[1])));
    const right = width - MARGIN.right;
    const bottom = HEIGHT - MARGIN.bottom;
    this.x = (x) => MARGIN.left + (x1 > x0 ? (x - x0) / (x1 - x0) : 0.5) * (right - MARGIN.left);
    this.y = (y) => bottom - (y1 > y0 ? (y - y0) / (y1 - y0) : 0.5) * (bottom - MARGIN.top);
    this.xOf = (pixel) => x0 + (pixel - MARGIN.left) / (right - MARGIN.left) * (x1 - x0);
    this.axes(x0, x1, y0, y1, right, bottom);
    const clip = make("clipPath", { id: this.clip });
    clip.append(make("rect", {
      x: MARGIN.left - 3, y: MARGIN.top - 3, width: right - MARGIN.left + 6, height: bottom - MARGIN.top + 6 }));
    const plot = make("g", { "clip-path": `url(#${this.clip})` });
    this.svg.append(clip, plot);
    this.lines.forEach((line, i) => this.line(plot, line, this.options.lines[i].style));
    let named = -Infinity;
    const marks = this.marks.filter((m) => m.x >= x0 && m.x <= x1);
    const areFew = marks.length <= MARKS_DRAWN;
    for (const mark of marks) {
      const isNamed = areFew && this.x(mark.x) > named + MARK_NAME_WIDTH; // else the names would overlap
      if (isNamed) named = this.x(mark.x);
      this.mark(mark, areFew ? bottom : MARGIN.top - 5, isNamed);
    }
    this.cross = make("line", { class: "cross", y1: MARGIN.top, y2: bottom, visibility: "hidden" });
    this.svg.append(this.cross);
    this.write(null);
    this.describe();
  }

  axes(x0, x1, y0, y1, right, bottom) {
    for (const y of ticks(y0, y1, 4)) {
      const at = this.y(y);
      this.svg.append(
        make("line", { class: "grid", x1: MARGIN.left, x2: right, y1: at, y2: at }),
        make("text", { x: MARGIN.left - 7, y: at + 4, "text-anchor": "end" }, this.options.showY(y)));
    }
    const count = Math.max(2, Math.floor((right - MARGIN.left) / 75));
    for (const x of this.options.ticksX ? this.options.ticksX(x0, x1, count) : ticks(x0, x1, count)) {
      const at = this.x(x);
      const anchor = at > right - 24 ? "end" : at < MARGIN.left + 20 ? "start" : "middle";
      this.svg.append(make("text", { x: at, y: HEIGHT - 6, "text-anchor": anchor }, this.options.showX(x)));
    }
  }

  line(plot, line, style) {
    if (!line.length) return;
    const at = ([x, y]) => `${this.x(x).toFixed(1)},${this.y(y).toFixed(1)}`;
    plot.append(make("path", { class: style, d: "M" + line.map(at).join("L") }));
    const dots = line.length === 1 ? line : this.options.dots && line.length < 60 ? line : [];
    for (const [x, y] of dots) plot.append(make("circle", { class: style, cx: this.x(x), cy: this.y(y), r: 2.6 }));
  }

  mark(mark, bottom, isNamed) {
    const x = this.x(mark.x);
    const group = make("g", {});
    if (isNamed) {
      const before = x > MARK_NAME_WIDTH; // where the mark of the next alarm is not
      group.append(make("text", {
        class: "name", x: before ? x - 8 : x + 8, y: MARGIN.top - 5, "text-anchor": before ? "end" : "start",
      }, mark.name));
    }
    group.append(
      make("title", {}, `${mark.name}: ${mark.text}`),
      make("line", { class: "mark", x1: x, x2: x, y1: MARGIN.top - 6, y2: bottom }),
      make("path", { class: "flag", d: `M${x - 5},${MARGIN.top - 13}h10l-5,8z` }));
    this.svg.append(group);
  }

  /** Shows the values where the pointer is. */
  point(event) {
    if (!this.cross || !this.xOf) return;
    const box = this.svg.getBoundingClientRect();
    if (event === null) {
      this.cross.setAttribute("visibility", "hidden");
      this.write(null);
      return;
    }
    const pixel = (event.clientX - box.left) * this.svg.viewBox.baseVal.width / box.width;
    this.cross.setAttribute("x1", pixel);
    this.cross.setAttribute("x2", pixel);
    this.cross.setAttribute("visibility", "visible");
    this.write(this.xOf(pixel));
  }

  /** The legend, with the values at x or, without one, the last. */
  write(x) {
    const items = this.options.lines.map(({ name, style }, i) => {
      const item = document.createElement("li");
      item.className = style;
      const value = valueAt(this.lines[i], x);
      item.textContent = value === null ? name : `${name} ${this.options.showY(value, true)}`;
      return item;
    });
    if (x !== null) {
      const item = document.createElement("li");
      item.className = "at";
      item.textContent = `at ${this.options.showX(x)}`;
      items.push(item);
    }
    this.legend.replaceChildren(...items);
  }

  /** In words, for who can't see it: where each line is and has been, and the latest marks. */
  describe() {
    const show = (value) => this.options.showY(value, true);
    const words = this.options.lines.map(({ name }, i) => [name, this.lines[i].map((point) => point[1])])
      .filter(([, values]) => values.length)
      .map(([name, values]) => `${name} now ${show(values[values.length - 1])}, `
        + `at least ${show(values.reduce((a, b) => Math.min(a, b)))}, `
        + `at most ${show(values.reduce((a, b) => Math.max(a, b)))}`);
    const marks = this.marks.slice(-MARKS_TOLD).map(({ x, name }) => `${name} at ${this.options.showX(x)}`);
    if (marks.length) words.push(`alarms: ${marks.join(", ")}`);
    this.svg.setAttribute("aria-label", `${this.options.label}: ${words.join("; ")}`);
  }
}

/** Of the point nearest before x, or of the last. */
function valueAt(line, x) {
  if (!line.length) return null;
  if (x === null) return line[line.length - 1][1];
  let low = 0;
  let high = line.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (line[middle][0] <= x) low = middle;
    else high = middle - 1;
  }
  return line[low][1];
}
