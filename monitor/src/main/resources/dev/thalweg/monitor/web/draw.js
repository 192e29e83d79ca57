// The drawing area: strokes become 28 x 28 pixels as in MNIST, and these a prediction.

import { paint, showCount, showPercent } from "/panels.js";

const SIDE = 28;
const BOX = 20; // MNIST's digits fit into 20 x 20, their centre of mass in the middle of 28 x 28
const PEN_WIDTH = 20;
const KEY_STEP = 8;
const byId = (id) => document.getElementById(id);

/** Rows of ink (0 to 1) of a square to [28 x 28] grey values; null when there is no ink. */
export function downsample(ink, side) {
  const box = bounds(ink, side);
  if (!box) return null;
  const scale = BOX / Math.max(box.width, box.height);
  const width = Math.max(1, Math.round(box.width * scale));
  const height = Math.max(1, Math.round(box.height * scale));
  const small = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) small[y * width + x] = meanInk(ink, side, box, x, y, width, height);
  }
  return centred(small, width, height);
}

function bounds(ink, side) {
  let [left, top, right, bottom] = [side, side, -1, -1];
  for (let i = 0; i < ink.length; i++) {
    if (ink[i] > 0.1) {
      const x = i % side;
      const y = (i - x) / side;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** The mean over the area that one small pixel covers. */
function meanInk(ink, side, box, x, y, width, height) {
  const [x0, x1] = [box.left + x * box.width / width, box.left + (x + 1) * box.width / width];
  const [y0, y1] = [box.top + y * box.height / height, box.top + (y + 1) * box.height / height];
  let sum = 0;
  for (let row = Math.floor(y0); row < y1 && row < side; row++) {
    const tall = Math.min(row + 1, y1) - Math.max(row, y0);
    for (let column = Math.floor(x0); column < x1 && column < side; column++) {
      sum += ink[row * side + column] * tall * (Math.min(column + 1, x1) - Math.max(column, x0));
    }
  }
  return sum / ((x1 - x0) * (y1 - y0));
}

function centred(small, width, height) {
  let [mass, sumX, sumY] = [0, 0, 0];
  small.forEach((value, i) => {
    mass += value;
    sumX += value * (i % width + 0.5);
    sumY += value * (Math.floor(i / width) + 0.5);
  });
  const keepIn = (shift, size) => Math.max(0, Math.min(SIDE - size, Math.round(shift)));
  const left = keepIn(SIDE / 2 - sumX / mass, width);
  const top = keepIn(SIDE / 2 - sumY / mass, height);
  const pixels = new Uint8Array(SIDE * SIDE);
  small.forEach((value, i) => {
    pixels[(top + Math.floor(i / width)) * SIDE + left + i % width] = Math.round(255 * Math.min(1, value));
  });
  return pixels;
}

/** Sends a request of the page's own; returns its answer or throws its sentence. */
async function post(path, type, body) {
  let response;
  try {
    response = await fetch(path, { method: "POST", headers: { "Content-Type": type }, body });
  } catch {
    throw new Error("The monitor does not answer.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.detail ?? `The monitor answers ${response.status}.`);
  return answer;
}

export class Board {
  constructor() {
    this.canvas = byId("canvas");
    this.context = this.canvas.getContext("2d", { willReadFrequently: true });
    this.pen = { x: 140, y: 60, down: false };
    this.drawn = null; // the answer that waits for its label
    this.listen();
    this.makeLabels();
    paint(byId("preview"), new Uint8Array(SIDE * SIDE), SIDE, SIDE);
  }

  listen() {
    this.canvas.addEventListener("pointerdown", (event) => this.press(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      this.canvas.addEventListener(name, () => { this.stroke = null; this.preview(); });
    }
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    byId("classify").addEventListener("click", () => this.classify());
    byId("clear").addEventListener("click", () => this.clear());
    document.addEventListener("keydown", (event) => this.labelKey(event));
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => this.recolour());
  }

  makeLabels() {
    this.labels = [...Array(10).keys()].map((label) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => this.label(label));
      byId("labels").append(button);
      return button;
    });
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    const side = this.canvas.width;
    return [(event.clientX - box.left) * side / box.width, (event.clientY - box.top) * side / box.height];
  }

  press(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.canvas.focus({ focusVisible: false });
    this.canvas.setPointerCapture(event.pointerId);
    if (this.drawn) this.clear();
    this.stroke = this.place(event);
    this.draw(this.stroke, this.stroke);
  }

  move(event) {
    if (!this.stroke) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const one of all.length ? all : [event]) {
      const to = this.place(one);
      this.draw(this.stroke, to);
      this.stroke = to;
    }
  }

  draw([x0, y0], [x1, y1]) {
    const pen = this.context;
    pen.strokeStyle = getComputedStyle(this.canvas).getPropertyValue("--pen").trim();
    pen.lineWidth = PEN_WIDTH;
    pen.lineCap = pen.lineJoin = "round";
    pen.beginPath();
    pen.moveTo(x0, y0);
    pen.lineTo(x1 + 0.01, y1);
    pen.stroke();
    byId("classify").disabled = false;
    this.canvas.setAttribute("aria-label", "Drawing area, with a drawing");
  }

  /** Drawing by the arrow keys. */
  key(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step) {
      const from = [this.pen.x, this.pen.y];
      const keep = (at) => Math.max(PEN_WIDTH / 2, Math.min(this.canvas.width - PEN_WIDTH / 2, at));
      this.pen.x = keep(this.pen.x + KEY_STEP * step[0]);
      this.pen.y = keep(this.pen.y + KEY_STEP * step[1]);
      if (this.pen.down) {
        this.draw(from, [this.pen.x, this.pen.y]);
        this.preview();
      }
      this.say(`The pen is ${this.pen.down ? "down" : "up"}, ${Math.round(this.pen.x / 2.8)} % from the left,`
        + ` ${Math.round(this.pen.y / 2.8)} % from the top.`);
    } else if (event.key === " ") {
      if (this.drawn) this.clear();
      this.pen.down = !this.pen.down;
      if (this.pen.down) this.draw([this.pen.x, this.pen.y], [this.pen.x, this.pen.y]);
      this.preview();
      this.say(`The pen is ${this.pen.down ? "down" : "up"}.`);
    } else if (event.key === "Enter") {
      this.classify();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.clear();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** The ink alone counts, whatever its colour. */
  pixels() {
    const side = this.canvas.width;
    const { data } = this.context.getImageData(0, 0, side, side);
    return downsample(Float32Array.from({ length: side * side }, (_, i) => data[4 * i + 3] / 255), side);
  }

  preview() {
    paint(byId("preview"), this.pixels() ?? new Uint8Array(SIDE * SIDE), SIDE, SIDE);
  }

  recolour() {
    this.context.globalCompositeOperation = "source-in";
    this.context.fillStyle = getComputedStyle(this.canvas).getPropertyValue("--pen").trim();
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    this.context.globalCompositeOperation = "source-over";
  }

  clear() {
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.canvas.setAttribute("aria-label", "Drawing area, empty");
    this.drawn = null;
    this.pen.down = false;
    this.preview();
    byId("classify").disabled = true;
    byId("labels").disabled = true;
    byId("probabilities").hidden = true;
    this.labels.forEach((button) => button.setAttribute("aria-pressed", "false"));
    this.say("Draw with a finger, a pen or the mouse.");
  }

  async classify() {
    const pixels = this.pixels();
    if (!pixels || this.busy) return;
    this.busy = byId("classify").disabled = true;
    this.pen.down = false;
    this.preview();
    this.say("On its way through the topics …");
    try {
      this.show(await post("/api/draw", "application/octet-stream", pixels));
    } catch (failure) {
      this.say(failure.message);
      byId("classify").disabled = false;
    } finally {
      this.busy = false;
    }
  }

  show(answer) {
    this.drawn = answer;
    const result = byId("draw-result");
    const label = document.createElement("strong");
    label.textContent = answer.label;
    result.replaceChildren("It looks like a ", label,
      ` (${showPercent(answer.probabilities[answer.label] ?? 0, 1)}), says version ${showCount(answer.version)},`
      + ` after ${answer.wayMs} ms through the topics.`);
    result.dataset.label = answer.label;
    byId("probabilities").replaceChildren(...answer.probabilities.map((share, i) => {
      const item = document.createElement("li");
      if (i === answer.label) item.className = "top";
      const bar = document.createElement("span");
      bar.className = "bar";
      bar.append(document.createElement("span"));
      bar.firstChild.style.setProperty("--share", share);
      item.append(bar, `${i}`);
      item.setAttribute("aria-label", `${i}: ${showPercent(share, 1)}`);
      return item;
    }));
    byId("probabilities").hidden = false;
    byId("labels").disabled = false;
  }

  labelKey(event) {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && /^[0-9]$/.test(event.key) && !byId("labels").disabled) this.label(Number(event.key));
  }

  async label(label) {
    if (!this.drawn || this.busy) return;
    this.busy = byId("labels").disabled = true;
    try {
      await post("/api/label", "application/json", JSON.stringify({ id: this.drawn.id, label }));
      this.labels[label].setAttribute("aria-pressed", "true");
      this.say(`Thank you: a ${label}. It is in the log of samples, and is learned next. Draw another one.`);
    } catch (failure) {
      this.say(failure.message);
      byId("labels").disabled = false;
    } finally {
      this.busy = false;
    }
  }

  say(text) {
    byId("draw-result").textContent = text;
  }
}
