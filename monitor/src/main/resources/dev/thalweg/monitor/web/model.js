// What the server has told so far, and what follows from it. Knows nothing of the document.

/** How many samples the shown accuracy and loss are a mean of. */
export const RECENT_SAMPLES = 1000;

const series = () => ({ keys: [], points: new Map() });

/** Everything that the server tells: a later point replaces one with the same key. */
export class Model {
  constructor() {
    this.clear();
  }

  clear() {
    this.training = series();
    this.windows = series();
    this.versions = series();
    this.recent = null;
    this.total = null;
    this.input = null;
    this.learners = null;
    this.snapshots = [];
    this.served = [];
    this.alarms = [];
    this.misses = [];
    this.pairs = [];
    this.features = null;
  }

  /** Takes an event's data; returns the names of the parts that it changes. */
  take(told) {
    for (const name of ["training", "windows", "versions"]) {
      if (told[name]) merge(this[name], told[name]);
    }
    const whole = ["recent", "total", "input", "learners", "snapshots", "served", "alarms", "misses",
      "pairs", "features"];
    for (const name of whole) {
      if (told[name]) this[name] = told[name];
    }
    return Object.keys(told);
  }

  /** Whether the model predicts a number, and no class. */
  isOfNumbers() {
    return Boolean(this.input?.ofNumbers);
  }

  /** What a class is called. */
  className(label) {
    return this.input?.classNames?.[label] ?? String(label);
  }

  /** Minibatches: {samples, at, count, accuracy, loss, error, noChangeError} in order. */
  trained() {
    return ordered(this.training).map(([, samples, at, count, accuracy, loss, error, noChangeError]) => (
      { samples, at, count, accuracy, loss, error, noChangeError }));
  }

  /** Windows of time: {start, end, version, scored, labelled, correct, error} in order. */
  windowsInOrder() {
    return ordered(this.windows).map(([start, end, version, scored, labelled, correct, error]) => (
      { start, end, version, scored, labelled, correct, error }));
  }

  /** Versions: {version, scored, labelled, correct, error} in order. */
  versionsInOrder() {
    return ordered(this.versions).map(([version, scored, labelled, correct, error]) => (
      { version, scored, labelled, correct, error }));
  }
}

function merge(into, told) {
  if (told.whole) into.points.clear();
  for (const point of told.points) into.points.set(point[0], point);
  into.keys = null; // sorted when somebody asks
}

function ordered(from) {
  if (!from.keys) from.keys = [...from.points.keys()].sort((a, b) => a - b);
  return from.keys.map((key) => from.points.get(key));
}

/** The mean of a field over the last samples up to each point: [[samples, mean], ...]. */
export function rollingMean(points, field) {
  const means = [];
  let sum = 0;
  let count = 0;
  let first = 0;
  for (const point of points) {
    if (point[field] === null) continue;
    sum += point[field] * point.count;
    count += point.count;
    for (; first < points.length && points[first] !== point; first++) {
      const oldest = points[first];
      if (oldest[field] === null) continue;
      if (count - oldest.count < RECENT_SAMPLES) break;
      sum -= oldest[field] * oldest.count;
      count -= oldest.count;
    }
    means.push([point.samples, Math.max(0, sum / count)]); // sums of small numbers may fall below 0
  }
  return means;
}

/** Samples learned per second: [[time, rate], ...], without the last span, which goes on. */
export function learnedPerSecond(points) {
  if (points.length < 2) return [];
  const begin = points[0].at;
  const range = points[points.length - 1].at - begin;
  const span = Math.max(2000, range / 120, 4 * range / points.length);
  const counts = new Array(Math.floor(range / span) + 1).fill(0);
  for (const point of points) {
    counts[Math.max(0, Math.min(counts.length - 1, Math.floor((point.at - begin) / span)))] += point.count;
  }
  return counts.slice(0, -1).map((count, i) => [begin + (i + 1) * span, count * 1000 / span]);
}

/** Predictions per second by windows that have ended. */
export function scoredPerSecond(windows, now) {
  return windows
    .filter((w) => w.end <= now && w.end > w.start)
    .map((w) => [w.end, w.scored * 1000 / (w.end - w.start)]);
}

/** How many samples were learned at a time; null when that is before everything known. */
export function samplesAt(points, time) {
  let samples = null;
  for (const point of points) {
    if (point.at > time) break;
    samples = point.samples;
  }
  return samples;
}
