// Predicted numbers against what they turned out to be, in SVG, with the diagonal where both are the same.

import { SVG_HEIGHT, make, ticks } from "./chart.js";

const MARGIN = { top: 12, right: 16, bottom: 40, left: 62 };

export class Scatter {
  /** show: number to text */
  constructor(container, show) {
    this.show = show;
    this.pairs = [];
    this.svg = make("svg", { role: "img", "aria-label": "Predicted against true: no data yet" });
    container.append(this.svg);
    new ResizeObserver(() => this.draw()).observe(container);
  }

  /** pairs: [true, predicted], the oldest first */
  update(pairs) {
    this.pairs = pairs;
    this.draw();
  }

  draw() {
    const width = Math.max(200, this.svg.parentElement.clientWidth);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${SVG_HEIGHT}`);
    this.svg.replaceChildren();
    if (!this.pairs.length) {
      this.svg.append(make("text", { x: width / 2, y: SVG_HEIGHT / 2, "text-anchor": "middle" },
        "No labelled predictions yet."));
      return;
    }
    const all = this.pairs.flat();
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const room = (high - low) * 0.04 || Math.abs(high) * 0.1 || 1;
    const [from, to] = [low - room, high + room];
    const right = width - MARGIN.right;
    const bottom = SVG_HEIGHT - MARGIN.bottom;
    const x = (value) => MARGIN.left + (value - from) / (to - from) * (right - MARGIN.left);
    const y = (value) => bottom - (value - from) / (to - from) * (bottom - MARGIN.top);
    for (const tick of ticks(from, to, 4)) {
      this.svg.append(
        make("line", { class: "grid", x1: MARGIN.left, x2: right, y1: y(tick), y2: y(tick) }),
        make("text", { x: MARGIN.left - 7, y: y(tick) + 4, "text-anchor": "end" }, this.show(tick)),
        make("text", { x: x(tick), y: bottom + 16, "text-anchor": "middle" }, this.show(tick)));
    }
    this.svg.append(
      make("line", { class: "baseline", x1: x(from), y1: y(from), x2: x(to), y2: y(to) }),
      make("text", { class: "axis", x: right, y: SVG_HEIGHT - 6, "text-anchor": "end" }, "true →"),
      make("text", { class: "axis", x: MARGIN.left + 4, y: MARGIN.top + 4 }, "↑ predicted"));
    for (const [target, predicted] of this.pairs) {
      this.svg.append(make("circle", { class: "pair", cx: x(target).toFixed(1), cy: y(predicted).toFixed(1), r: 3 }));
    }
    this.describe();
  }

  /** In words, for who can't see it. */
  describe() {
    const error = this.pairs.reduce((sum, [target, predicted]) => sum + Math.abs(predicted - target), 0)
      / this.pairs.length;
    const targets = this.pairs.map(([target]) => target);
    this.svg.setAttribute("aria-label", `Predicted against true: the last ${this.pairs.length} labelled predictions, `
      + `off by ${this.show(error)} on average, where the truth goes from ${this.show(Math.min(...targets))} `
      + `to ${this.show(Math.max(...targets))}`);
  }
}
