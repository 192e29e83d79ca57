// Starts the page: listens to the server's events and draws what they change.

import { LineChart, ticks } from "./chart.js";
import { Board } from "./draw.js";
import { Model, learnedPerSecond, rollingMean, samplesAt, scoredPerSecond } from "./model.js";
import {
  drawAlarms, drawLearners, drawMisses, drawServed, drawTiles, nameSuccess, showFigure, showKind, showPercent,
  showShort,
} from "./panels.js";
import { Scatter } from "./scatter.js";
import { drawClasses, drawFeatures } from "./tables.js";

const CONNECT_AGAIN_MS = 5000;
const HISTORY_MS = 3000; // alarms that are told later are new, and are read out
const LABELLED_MIN = 20; // fewer say little of a version or window

const byId = (id) => document.getElementById(id);
const model = new Model();
let pipeline = "";
let tiles = () => {};
let readOnly = false;
let board = null;

const clock = (time) => new Date(time).toLocaleTimeString([], { hour12: false });

/** The value below which a share of all values lies. */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))];
}

/** To 1, from below all dips and nearly all else: the first steep rise may leave the picture. */
function accuracyRange(lines) {
  const lows = lines.filter((values) => values.length).map((values) => {
    const middle = quantile(values, 0.5);
    const risen = values.findIndex((value) => value >= middle);
    return values.slice(risen).reduce((a, b) => Math.min(a, b), quantile(values, 0.02));
  });
  const low = Math.max(0, Math.floor(Math.min(...lows) * 20 - 0.4) / 20);
  return [Math.min(low, 0.95), 1];
}

/**
 * From 0 to above nearly all: the first steep fall may leave the picture, and so may a version that was
 * served before it.
 */
function errorRange(lines) {
  const top = (values, share) => (values.length ? quantile(values, share) : 0);
  const most = Math.max(...lines.map((values) => (values.length < 20 ? 0 : top(values, 0.97))));
  const few = Math.max(...lines.map((values) => (values.length < 20 ? top(values, 1) : 0)));
  return [0, Math.max(most, most ? Math.min(few, 2 * most) : few) * 1.15 || 1];
}

const percent = (value, precise) => showPercent(value, precise ? 2 : 0);
const scatter = new Scatter(byId("scatter"), showFigure);
const charts = {
  accuracy: new LineChart(byId("chart-accuracy"), {
    label: "Accuracy over samples", empty: "Nothing learned yet.", range: accuracyRange,
    showX: showShort, showY: percent, dots: true,
    lines: [{ name: "before learning", style: "trained" }, { name: "served, by version", style: "served" }],
  }),
  error: new LineChart(byId("chart-error"), {
    label: "Mean absolute error over samples", empty: "Nothing learned yet.", range: errorRange,
    showX: showShort, showY: showFigure, dots: true,
    lines: [{ name: "before learning", style: "trained" }, { name: "the last value again", style: "baseline" },
      { name: "served, by version", style: "served" }],
  }),
  windowError: new LineChart(byId("chart-window-error"), {
    label: "Served mean absolute error over time", empty: "No labelled predictions yet.", range: errorRange,
    showX: clock, showY: showFigure, ticksX: timeTicks, dots: true,
    lines: [{ name: "served, by window", style: "served" }],
  }),
  loss: new LineChart(byId("chart-loss"), {
    label: "Loss over samples", empty: "Nothing learned yet.", showX: showShort,
    showY: (v, precise) => v.toFixed(precise ? 4 : 1),
    range: ([values]) => [0, Math.max(0.1, quantile(values, 0.97) * 1.1)],
    lines: [{ name: "before learning", style: "trained" }],
  }),
  windows: new LineChart(byId("chart-windows"), {
    label: "Served accuracy over time", empty: "No labelled predictions yet.", range: accuracyRange,
    showX: clock, showY: percent, ticksX: timeTicks, dots: true,
    lines: [{ name: "served, by window", style: "served" }],
  }),
  rate: new LineChart(byId("chart-rate"), {
    label: "Throughput over time", empty: "Nothing measured yet.", showX: clock, showY: (v) => showShort(v),
    ticksX: timeTicks, range: (lines) => [0, Math.max(1, ...lines.flat()) * 1.08],
    lines: [{ name: "samples/s learned", style: "trained" }, { name: "examples/s scored", style: "served" }],
  }),
};

/** Whole seconds, minutes or hours. */
function timeTicks(from, to, count) {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400];
  const step = 1000 * (steps.find((s) => (to - from) / 1000 / s <= count) ?? 0);
  if (!step) return ticks(from, to, count);
  const all = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) all.push(at);
  return all;
}

function drawCurves() {
  const trained = model.trained();
  const windows = model.windowsInOrder();
  const ofNumbers = model.isOfNumbers();
  const success = rollingMean(trained, ofNumbers ? "error" : "accuracy");
  const rates = learnedPerSecond(trained);
  const marks = (place) => model.alarms
    .map((a) => ({ x: place(a.at), name: showKind(a.kind), text: a.detail }))
    .filter((mark) => mark.x !== null).reverse();
  const overTime = marks((at) => at);
  const overSamples = marks((at) => samplesAt(trained, at));
  const enough = (counted) => counted.labelled >= LABELLED_MIN;
  const versions = model.versionsInOrder().filter(enough);
  if (ofNumbers) {
    charts.error.update([
      success, rollingMean(trained, "noChangeError"), versions.map((v) => [v.version, v.error]),
    ], overSamples);
    charts.windowError.update([windows.filter(enough).map((w) => [w.end, w.error])], overTime);
  } else {
    charts.accuracy.update([success, versions.map((v) => [v.version, v.correct / v.labelled])], overSamples);
    charts.windows.update([windows.filter(enough).map((w) => [w.end, w.correct / w.labelled])], overTime);
  }
  charts.loss.update([rollingMean(trained, "loss")], overSamples);
  charts.rate.update([rates, scoredPerSecond(windows, Date.now())], overTime);
  tiles = () => drawTiles(model, trained, success, rates, Date.now());
  tiles();
}

/** Pictures are drawn and shown where the model takes pictures; elsewhere there is no place for them. */
function placePictures(input) {
  const drawn = Boolean(input?.drawn) && !readOnly;
  byId("draw").hidden = byId("skip").hidden = !drawn;
  byId("missed").hidden = !input?.shown;
  if (drawn) {
    board ??= new Board();
    board.fit(input.shape, input.classes);
  }
}

const changed = new Set();
let frame = 0;

function drawLater(parts) {
  parts.forEach((part) => changed.add(part));
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    const has = (...names) => names.some((name) => changed.has(name));
    if (has("input")) {
      placePictures(model.input);
      nameSuccess(model.isOfNumbers());
    }
    if (has("training", "windows", "versions", "total", "alarms", "recent", "input")) drawCurves();
    if (has("learners")) drawLearners(model.learners, Date.now());
    if (has("snapshots", "served", "input")) drawServed(model, pipeline, Date.now());
    if (has("total", "input")) drawClasses(model.total, (label) => model.className(label));
    if (has("pairs")) scatter.update(model.pairs);
    if (has("features")) drawFeatures(model.features);
    if (has("alarms")) drawAlarms(model.alarms);
    if (has("misses")) drawMisses(model.misses);
    changed.clear();
  });
}

function connection(state, text) {
  if (byId("connection").dataset.state === state) return;
  byId("connection").dataset.state = state;
  byId("connection").textContent = text;
}

const lost = () => connection("lost", "The monitor does not answer; trying again …");

/** A browser connects again by itself, and says which event it had last; unless it was refused. */
function listen() {
  const source = new EventSource("events");
  source.addEventListener("open", () => connection("live", "Live"));
  source.addEventListener("state", (event) => {
    model.clear();
    drawLater(model.take(JSON.parse(event.data)));
  });
  source.addEventListener("update", (event) => drawLater(model.take(JSON.parse(event.data))));
  source.addEventListener("error", () => {
    lost();
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, CONNECT_AGAIN_MS);
  });
}

async function begin() {
  let page;
  try {
    page = await (await fetch("api/page")).json();
  } catch {
    lost();
    setTimeout(begin, CONNECT_AGAIN_MS);
    return;
  }
  pipeline = page.pipeline;
  byId("pipeline").textContent = pipeline;
  document.title = `${pipeline} · Thalweg`;
  readOnly = page.readOnly;
  listen();
  setTimeout(() => byId("alarms").setAttribute("aria-live", "polite"), HISTORY_MS);
  setInterval(() => { // what is told in "ago" and "per second"
    drawLearners(model.learners, Date.now());
    drawServed(model, pipeline, Date.now());
    tiles();
  }, 1000);
}

begin();
