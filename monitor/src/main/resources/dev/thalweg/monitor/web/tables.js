// Tables of classes and of features.

import { make, row, showCount, showFigure, showPercent, showShort } from "./panels.js";

const byId = (id) => document.getElementById(id);

/** The confusion matrix where the server tells it, else how right each class is. */
export function drawClasses(total, nameOf) {
  if (!total || !total.classes.length) return;
  byId("confusion").replaceChildren(total.confusion?.length ? matrix(total, nameOf) : bars(total.classes, nameOf));
  byId("two-classes").hidden = typeof total.auc !== "number";
  byId("two-classes").textContent = twoClasses(total, nameOf(1));
}

/** What the probabilities of two classes are worth. */
function twoClasses({ auc, logLoss, precision, recall }, name) {
  const share = (value) => (typeof value === "number" ? showPercent(value) : "–");
  return `ROC AUC ${showFigure(auc)}, log loss ${showFigure(logLoss)}; ${name} from a probability of 0.5 on: `
    + `precision ${share(precision)}, recall ${share(recall)}.`;
}

/** A heading of a row or column, whose whole name is told where it does not fit. */
function heading(name, scope) {
  const made = make("th", name);
  made.scope = scope;
  made.title = name;
  return made;
}

function matrix({ classes, confusion }, nameOf) {
  const labels = classes.map(([label]) => label);
  const count = new Map(confusion.map(([label, predicted, n]) => [`${label} ${predicted}`, n]));
  const table = make("table", undefined, "matrix");
  table.append(make("caption", "Rows: what it was. Columns: what it was taken for. Shade: share of the row."));
  const head = make("thead");
  head.append(row([make("td"), ...labels.map((label) => heading(nameOf(label), "col"))]));
  const body = make("tbody");
  for (const [label, labelled] of classes) {
    const line = make("tr");
    line.append(heading(nameOf(label), "row"));
    for (const predicted of labels) {
      const n = count.get(`${label} ${predicted}`) ?? 0;
      const share = labelled ? n / labelled : 0;
      const cell = make("td", n ? showShort(n) : "", share > 0.5 ? "hot" : "");
      // Mistakes are some percent of a row: the square root makes them visible.
      cell.style.setProperty("--share", share > 0.5 ? 1 : Math.min(0.6, 2 * Math.sqrt(share)).toFixed(3));
      line.append(cell);
    }
    body.append(line);
  }
  table.append(head, body);
  return table;
}

function bars(classes, nameOf) {
  const table = make("table", undefined, "classes");
  const head = make("thead");
  head.append(row(["class", "labelled", "found (recall)", "right when said (precision)"], "th"));
  const body = make("tbody");
  for (const [label, labelled, predicted, correct] of classes) {
    body.append(row([nameOf(label), showCount(labelled), meter(correct, labelled), meter(correct, predicted)]));
  }
  table.append(head, body);
  return table;
}

function meter(part, whole) {
  const cell = make("td");
  const share = whole ? part / whole : 0;
  const made = make("div", undefined, "meter");
  made.append(make("span"), make("span", whole ? showPercent(share, 1) : "–"));
  made.firstChild.style.setProperty("--share", share.toFixed(4));
  cell.append(made);
  return cell;
}

/** The columns of a model of rows of numbers: what they are like, and how often each is missing. */
export function drawFeatures(features) {
  byId("featured").hidden = !features;
  if (!features) return;
  const { columns, samples, ofAll, rows } = features;
  const recent = `the last ${showCount(samples)} samples`;
  const more = columns > rows.length ? ` ${showCount(columns - rows.length)} more columns are not shown.` : "";
  byId("features-of").textContent = ofAll
    ? `Mean and deviation as the newest snapshot scales by them; range and missing: ${recent}.${more}`
    : `Of ${recent}.${more}`;
  byId("features").tBodies[0].replaceChildren(...rows.map((one) => {
    const name = make("th", one.name);
    name.scope = "row";
    const missing = make("td", one.missing === null ? "–" : showPercent(one.missing, 1), one.missing > 0 ? "gone" : "");
    return row([name, ...[one.mean, one.deviation, one.min, one.max].map(showFigure), missing]);
  }));
}
