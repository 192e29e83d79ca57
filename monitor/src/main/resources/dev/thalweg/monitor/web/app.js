// Starts the page: listens to the server's events and draws what they change.

import { LineChart, ticks } from "/chart.js";
import { Board } from "/draw.js";
import { Model, learnedPerSecond, rollingMean, samplesAt, scoredPerSecond } from "/model.js";
import {
  drawAlarms, drawClasses, drawMisses, drawServed, drawTiles, showCount, showKind, showPercent,
} from "/panels.js";

const CONNECT_AGAIN_MS = 5000;
const LABELLED_MIN = 20; // fewer say little of a version or window

const byId = (id) => document.getElementById(id);
const model = new Model();
let pipeline = "";

const short = (n) => (Math.abs(n) < 10000 ? showCount(n)
  : Math.abs(n) < 1e6 ? `${+(n / 1e3).toFixed(1)}k` : `${+(n / 1e6).toFixed(2)}M`);
const clock = (time) => new Date(time).toLocaleTimeString([], { hour12: false });

/** The value below which a share of all values lies. */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))];
}

/** From below nearly all values to 1: the first steep rise may leave the picture. */
function accuracyRange(values) {
  const low = Math.max(0, Math.floor(quantile(values, 0.02) * 20 - 0.4) / 20);
  return [Math.min(low, 0.95), 1];
}

const percent = (value, precise) => showPercent(value, precise ? 2 : 0);
const charts = {
  accuracy: new LineChart(byId("chart-accuracy"), {
    label: "Accuracy over samples", range: accuracyRange, showX: short, showY: percent, dots: true,
    lines: [{ name: "before learning", style: "trained" }, { name: "served, by version", style: "served" }],
  }),
  loss: new LineChart(byId("chart-loss"), {
    label: "Loss over samples", showX: short, showY: (v, precise) => v.toFixed(precise ? 4 : 1),
    range: (values) => [0, Math.max(0.1, quantile(values, 0.97) * 1.1)],
    lines: [{ name: "before learning", style: "trained" }],
  }),
  windows: new LineChart(byId("chart-windows"), {
    label: "Served accuracy over time", range: accuracyRange, showX: clock, showY: percent, ticksX: timeTicks,
    lines: [{ name: "served, by window", style: "served" }],
  }),
  rate: new LineChart(byId("chart-rate"), {
    label: "Throughput over time", showX: clock, showY: (v) => short(v), ticksX: timeTicks,
    range: (values) => [0, Math.max(1, ...values) * 1.08],
    lines: [{ name: "samples/s learned", style: "trained" }, { name: "images/s scored", style: "served" }],
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
  const accuracy = rollingMean(trained, "accuracy");
  const rates = learnedPerSecond(trained);
  const alarms = model.alarms.map((a) => ({ at: a.at, text: `${showKind(a.kind)}: ${a.detail}` }));
  const overTime = alarms.map(({ at, text }) => ({ x: at, text }));
  const overSamples = alarms
    .map(({ at, text }) => ({ x: samplesAt(trained, at), text })).filter((mark) => mark.x !== null);
  const enough = (counted) => counted.labelled >= LABELLED_MIN;
  charts.accuracy.update([
    accuracy,
    model.versionsInOrder().filter(enough).map((v) => [v.version, v.correct / v.labelled]),
  ], overSamples);
  charts.loss.update([rollingMean(trained, "loss")], overSamples);
  charts.windows.update([windows.filter(enough).map((w) => [w.end, w.correct / w.labelled])], overTime);
  charts.rate.update([rates, scoredPerSecond(windows, Date.now())], overTime);
  drawTiles(model, trained, accuracy, rates, Date.now());
}

const changed = new Set();
let frame = 0;

function drawLater(parts) {
  parts.forEach((part) => changed.add(part));
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    const has = (...names) => names.some((name) => changed.has(name));
    if (has("training", "windows", "versions", "total", "alarms")) drawCurves();
    if (has("snapshots", "served")) drawServed(model, pipeline, Date.now());
    if (has("total")) drawClasses(model.total);
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

/** A browser connects again by itself, and says which event it had last; unless it was refused. */
function listen() {
  const source = new EventSource("/events");
  source.addEventListener("open", () => connection("live", "Live"));
  source.addEventListener("state", (event) => {
    model.clear();
    drawLater(model.take(JSON.parse(event.data)));
  });
  source.addEventListener("update", (event) => drawLater(model.take(JSON.parse(event.data))));
  source.addEventListener("error", () => {
    connection("lost", "The monitor does not answer; trying again …");
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, CONNECT_AGAIN_MS);
  });
}

async function begin() {
  const page = await (await fetch("/api/page")).json();
  pipeline = page.pipeline;
  byId("pipeline").textContent = pipeline;
  document.title = `${pipeline} · Thalweg`;
  if (page.readOnly) byId("draw").hidden = true;
  else new Board();
  listen();
  setInterval(() => drawServed(model, pipeline, Date.now()), 1000);
}

begin().catch(() => connection("lost", "The monitor does not answer; load the page again."));
