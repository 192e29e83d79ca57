// The drawing area: strokes become a picture of the model's shape, as in MNIST, and that a prediction.

import { paint, showCount, showPercent } from "./panels.js";

const LENGTH = 280; // of the canvas's longer side
const SHORTEST = 40; // of its shorter side, so that there is room for a pen
const PEN_WIDTH = 20; // where the shorter side is as long as the longer one
const KEY_STEP = 8;
const LABELS_MAX = 100; // buttons
const byId = (id) => document.getElementById(id);

/**
 * Rows of ink (0 to 1) to [rows x columns] grey values; null when there is no ink. As in MNIST, whose
 * digits fit into 20 x 20 of 28 x 28 pixels, their centre of mass in the middle.
 */
export function downsample(ink, inkWidth, [rows, columns]) {
  const box = bounds(ink, inkWidth);
  if (!box) return null;
  const scale = Math.min((20 * columns) / 28 / box.width, (20 * rows) / 28 / box.height);
  const width = Math.max(1, Math.round(box.width * scale));
  const height = Math.max(1, Math.round(box.height * scale));
  const small = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) small[y * width + x] = meanInk(ink, inkWidth, box, x, y, width, height);
  }
  return centred(small, width, height, [rows, columns]);
}

function bounds(ink, inkWidth) {
  let [left, top, right, bottom] = [inkWidth, ink.length / inkWidth, -1, -1];
  for (let i = 0; i < ink.length; i++) {
    if (ink[i] > 0.1) {
      const x = i % inkWidth;
      const y = (i - x) / inkWidth;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** The mean over the area that one small pixel covers. */
function meanInk(ink, inkWidth, box, x, y, width, height) {
  const inkHeight = ink.length / inkWidth;
  const [x0, x1] = [box.left + x * box.width / width, box.left + (x + 1) * box.width / width];
  const [y0, y1] = [box.top + y * box.height / height, box.top + (y + 1) * box.height / height];
  let sum = 0;
  for (let row = Math.floor(y0); row < y1 && row < inkHeight; row++) {
    const tall = Math.min(row + 1, y1) - Math.max(row, y0);
    for (let column = Math.floor(x0); column < x1 && column < inkWidth; column++) {
      sum += ink[row * inkWidth + column] * tall * (Math.min(column + 1, x1) - Math.max(column, x0));
    }
  }
  return sum / ((x1 - x0) * (y1 - y0));
}

function centred(small, width, height, [rows, columns]) {
  let [mass, sumX, sumY] = [0, 0, 0];
  small.forEach((value, i) => {
    mass += value;
    sumX += value * (i % width + 0.5);
    sumY += value * (Math.floor(i / width) + 0.5);
  });
  const keepIn = (shift, room) => Math.max(0, Math.min(room, Math.round(shift)));
  const left = keepIn(columns / 2 - sumX / mass, columns - width);
  const top = keepIn(rows / 2 - sumY / mass, rows - height);
  const pixels = new Uint8Array(rows * columns);
  small.forEach((value, i) => {
    pixels[(top + Math.floor(i / width)) * columns + left + i % width] = Math.round(255 * Math.min(1, value));
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
    this.pen = { x: 0, y: 0, down: false };
    this.shape = [0, 0]; // rows and columns that the model takes
    this.labels = [];
    this.drawn = null; // the answer that waits for its label
    this.listen();
  }

  /** Makes the area one for pictures of a shape, of so many classes; nothing changes if it is. */
  fit([rows, columns], classes) {
    const buttons = Math.min(classes, LABELS_MAX);
    if (this.labels.length !== buttons) this.makeLabels(buttons, classes);
    if (this.shape[0] === rows && this.shape[1] === columns) return;
    this.shape = [rows, columns];
    const longest = Math.max(rows, columns);
    const side = (cells) => Math.max(SHORTEST, Math.round(LENGTH * cells / longest));
    this.canvas.width = side(columns);
    this.canvas.height = side(rows);
    this.penWidth = PEN_WIDTH * Math.min(this.canvas.width, this.canvas.height) / LENGTH;
    this.pen = { x: this.canvas.width / 2, y: this.canvas.height * 3 / 14, down: false };
    byId("preview").setAttribute("aria-label",
      `The picture as the model gets it, ${rows} by ${columns} pixels`);
    this.clear();
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

  makeLabels(buttons, classes) {
    this.labels.forEach((button) => button.remove());
    byId("labels-title").textContent = "What was it? Then it is learned."
      + (buttons < classes ? ` (The first ${buttons} of ${showCount(classes)} classes.)` : "");
    this.labels = [...Array(buttons).keys()].map((label) => {
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
    const { width, height } = this.canvas;
    return [(event.clientX - box.left) * width / box.width, (event.clientY - box.top) * height / box.height];
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
    pen.lineWidth = this.penWidth;
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
      const { width, height } = this.canvas;
      const keep = (at, side) => Math.max(this.penWidth / 2, Math.min(side - this.penWidth / 2, at));
      this.pen.x = keep(this.pen.x + KEY_STEP * step[0], width);
      this.pen.y = keep(this.pen.y + KEY_STEP * step[1], height);
      if (this.pen.down) {
        this.draw(from, [this.pen.x, this.pen.y]);
        this.preview();
      }
      this.say(`The pen is ${this.pen.down ? "down" : "up"}, ${Math.round(100 * this.pen.x / width)} % from the left,`
        + ` ${Math.round(100 * this.pen.y / height)} % from the top.`);
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
    const { width, height } = this.canvas;
    const { data } = this.context.getImageData(0, 0, width, height);
    const ink = Float32Array.from({ length: width * height }, (_, i) => data[4 * i + 3] / 255);
    return downsample(ink, width, this.shape);
  }

  preview() {
    const [rows, columns] = this.shape;
    paint(byId("preview"), this.pixels() ?? new Uint8Array(rows * columns), rows, columns);
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
      this.show(await post("api/draw", "application/octet-stream", pixels));
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
    byId("probabilities").replaceChildren(...answer.probabilities.slice(0, LABELS_MAX).map((share, i) => {
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
    const said = plain && /^[0-9]$/.test(event.key) && Number(event.key) < this.labels.length;
    if (said && !byId("labels").disabled) this.label(Number(event.key));
  }

  async label(label) {
    if (!this.drawn || this.busy) return;
    this.busy = byId("labels").disabled = true;
    try {
      await post("api/label", "application/json", JSON.stringify({ id: this.drawn.id, label }));
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
