// Tables, figures and pictures: each function draws one part of the page from the model.

const IDLE_MS = 10_000; // after so long without a minibatch there is no rate to speak of
const SILENT_MS = 600_000; // a scorer without an answer for so long may be gone
const byId = (id) => document.getElementById(id);

export const showCount = (n) => Math.round(n).toLocaleString("en-US");
export const showShort = (n) => (Math.abs(n) < 10000 ? showCount(n)
  : Math.abs(n) < 1e6 ? `${+(n / 1e3).toFixed(1)}k` : `${+(n / 1e6).toFixed(2)}M`);
export const showPercent = (share, places = 2) => `${(100 * share).toFixed(places)} %`;

/** A number of any size, with four digits that count. */
export function showFigure(value) {
  if (typeof value !== "number") return "–";
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size >= 1e9 || size < 1e-4) return value.toExponential(3);
  return size >= 1e4 ? showCount(value) : String(+value.toPrecision(4));
}

export function showAge(at, now) {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} d`;
}

export function make(name, text, className) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
}

export function row(cells, cellName = "td") {
  const made = make("tr");
  cells.forEach((cell) => made.append(cell instanceof Node ? cell : make(cellName, cell)));
  return made;
}

/** The four figures; each has its bare value in data-value. */
export function drawTiles(model, trained, success, rates, now) {
  const ofNumbers = model.isOfNumbers();
  const show = ofNumbers ? showFigure : showPercent;
  const set = (id, value, text) => {
    byId(id).textContent = text;
    byId(id).dataset.value = value;
  };
  if (trained.length) {
    const samples = trained[trained.length - 1].samples;
    set("learned", samples, showCount(samples));
    const idle = !rates.length || now - trained[trained.length - 1].at > IDLE_MS;
    byId("learned-rate").textContent = idle
      ? "samples" : `samples, ${showCount(rates[rates.length - 1][1])} per second`;
    if (success.length) set("trained", success[success.length - 1][1], show(success[success.length - 1][1]));
    byId("trained-of").textContent = ofNumbers ? recentErrors(model.recent) : recentText(model.recent);
  }
  if (model.total && model.total.labelled > 0) {
    const { correct, labelled, scored, mae, rmse, r2, kappa } = model.total;
    const value = ofNumbers ? mae : correct / labelled;
    set("served", value, show(value));
    const more = ofNumbers ? `, RMSE ${showFigure(rmse)}${r2Text(r2)}` : known(kappa) ? `, kappa ${kappa.toFixed(3)}` : "";
    byId("served-of").textContent = `of ${showCount(labelled)} labelled, ${showCount(scored)} scored${more}`;
  }
}

/** Says in headings what is shown: errors of numbers, or the accuracy of classes. */
export function nameSuccess(ofNumbers) {
  const name = (id, numbers, classes) => { byId(id).textContent = ofNumbers ? numbers : classes; };
  name("trained-title", "Error before learning (MAE)", "Right before learning");
  name("served-tile-title", "Error when served (MAE)", "Right when served");
  name("snapshots-success", "MAE", "accuracy");
  name("learners-success", "MAE before", "right before");
  document.querySelectorAll("[data-of]").forEach((part) => {
    part.hidden = (part.dataset.of === "numbers") !== ofNumbers;
  });
}

const known = (value) => typeof value === "number";
const r2Text = (r2) => (known(r2) ? `, R² ${r2.toFixed(3)}` : "");

/** What errors have to be held against: saying the last number again, or the mean. */
function recentErrors(recent) {
  const noChange = known(recent?.noChangeMae) ? `; the last value again: ${showFigure(recent.noChangeMae)}` : "";
  return `of the last 1,000 samples${r2Text(recent?.r2)}${noChange}`;
}

/** What accuracy has to be held against: chance, and saying the last label again. */
function recentText(recent) {
  const kappa = known(recent?.kappa) ? `, kappa ${recent.kappa.toFixed(3)}` : "";
  const noChange = known(recent?.noChange) ? `; the last label again: ${showPercent(recent.noChange)}` : "";
  return `of the last 1,000 samples${kappa}${noChange}`;
}

/** The version that answers, and since when it has been there. */
export function drawServed(model, pipeline, now) {
  const latest = (all) => all.reduce((a, b) => (!a || b.scoredAt > a.scoredAt ? b : a), null);
  const own = latest(model.served.filter((s) => s.model === pipeline)) ?? latest(model.served);
  if (own) {
    byId("version").textContent = showCount(own.version);
    byId("version").dataset.value = own.version;
    const snapshot = model.snapshots.find((s) => s.version === own.version);
    byId("version-age").textContent = snapshot
      ? `trained ${showAge(snapshot.trainedAt, now)} ago` : "older than the snapshots shown";
  }
  if (model.served.length) {
    byId("scorers").tBodies[0].replaceChildren(...model.served.map((s) => {
      const made = row([
        s.scorer || "–", s.model, showCount(s.version),
        s.model === pipeline ? showBehind(s.version, model.snapshots) : "–",
        `${showAge(s.scoredAt, now)} ago`]);
      if (now - s.scoredAt > SILENT_MS) made.className = "silent";
      return made;
    }));
  }
  byId("snapshots").tBodies[0].replaceChildren(...model.snapshots.map((s) => {
    const made = row([
      showCount(s.version), showAge(s.trainedAt, now), s.loss === null ? "–" : s.loss.toFixed(4),
      model.isOfNumbers() ? showFigure(s.error) : s.accuracy === null ? "–" : showPercent(s.accuracy), s.sha256, s.parent || "–"]);
    if (own && own.version === s.version) made.className = "serving";
    return made;
  }));
}

/** How many of the snapshots, the newest first, are newer than a version. */
function showBehind(version, snapshots) {
  if (!snapshots.length) return "–";
  const newer = snapshots.filter((s) => s.version > version).length;
  if (newer === 0) return "newest";
  return newer === snapshots.length ? `over ${newer - 1} behind` : `${newer} behind`;
}

/** Where several learners train one model: how far each is, and its part in the newest merge. */
export function drawLearners(learners, now) {
  const lines = learners?.lines ?? [];
  byId("learning").hidden = lines.length < 2;
  if (lines.length < 2) return;
  const members = lines.filter((line) => line.state === "member").length;
  byId("merge").textContent = `Merge ${showCount(learners.merge)}, ${showAge(learners.mergedAt, now)} ago: `
    + `${showCount(members)} of ${showCount(lines.length)} learners are in it, ${showCount(learners.live)} were live.`;
  byId("learners").tBodies[0].replaceChildren(...lines.map((line) => {
    const made = row([
      line.partition, showCount(line.samples),
      known(line.error) ? showFigure(line.error) : line.accuracy === null ? "–" : showPercent(line.accuracy),
      line.merge ? showCount(line.merge) : "–",
      line.missed ? `${line.state}, missed ${showCount(line.missed)}` : line.state]);
    if (line.state === "not waited for") made.className = "silent";
    return made;
  }));
}

/** What is there stays, so that only new alarms are read out. */
export function drawAlarms(alarms) {
  if (!alarms.length) return;
  const list = byId("alarms");
  const shown = new Map([...list.children].map((item) => [item.dataset.key, item]));
  const items = alarms.map((alarm) => {
    const key = `${alarm.at} ${alarm.kind} ${alarm.detail}`;
    if (shown.has(key)) return shown.get(key);
    const item = make("li");
    item.dataset.key = key;
    const time = make("time", new Date(alarm.at).toLocaleTimeString([], { hour12: false }));
    time.dateTime = new Date(alarm.at).toISOString();
    item.append(make("b", showKind(alarm.kind)), time, ` ${alarm.detail}`);
    return item;
  });
  shown.forEach((item) => { if (!items.includes(item)) item.remove(); });
  items.reverse().forEach((item) => { if (!item.isConnected) list.prepend(item); });
}

export const showKind = (kind) => kind.toLowerCase().replaceAll("_", " ");

/** Draws grey values, light on black as the model gets them. */
export function paint(canvas, pixels, height, width) {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  pixels.forEach((value, i) => image.data.set([value, value, value, 255], 4 * i));
  context.putImageData(image, 0, 0);
}

export function drawMisses(misses) {
  if (!misses.length) return;
  byId("misses").replaceChildren(...misses.map((miss) => {
    const figure = make("figure");
    const canvas = make("canvas");
    const sure = miss.probability === null ? "" : `, ${showPercent(miss.probability, 0)} sure`;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${miss.id}: a ${miss.label}, taken for a ${miss.predicted}${sure}`);
    canvas.title = `${miss.id}: predicted by version ${miss.version}${sure}`;
    paint(canvas, Uint8Array.from(atob(miss.pixels), (c) => c.charCodeAt(0)), miss.height, miss.width);
    const caption = make("figcaption");
    caption.append(make("b", miss.label), " not ", make("i", miss.predicted));
    figure.append(canvas, caption);
    return figure;
  }));
}
