// The status page: asks the daemon once a second, shows what it says, and says so when it does not answer.
"use strict";

const interval = 1000;         // between an answer and the next question, ms
const hiddenInterval = 15000;  // the same while nobody looks
const patience = 4000;         // for one answer
const judgedOver = 10000;      // the frames by which a camera is judged came since then
const freshFor = 3000;         // what was said longer ago than this is not about now

const page = {
  daemon: document.getElementById("daemon"),
  connection: document.getElementById("connection"),
  empty: document.getElementById("empty"),
  table: document.getElementById("cameras"),
  rows: document.querySelector("#cameras tbody"),
};

const count = new Intl.NumberFormat("en");
const rows = new Map();  // camera → its <tr>
let answeredAt = null;   // performance.now() of the last good answer
let askedFirstAt = performance.now();
let next = null;         // timer of the next question; null while one is open

// ---- what a value looks like

function duration(seconds) {
  const s = Math.floor(seconds);
  const parts = [[Math.floor(s / 86400), "d"], [Math.floor(s / 3600) % 24, "h"], [Math.floor(s / 60) % 60, "min"], [s % 60, "s"]];
  const first = parts.findIndex(([n]) => n > 0);
  return parts.slice(first < 0 ? 3 : first).slice(0, 2).map(([n, unit]) => `${n} ${unit}`).join(" ");
}

function milliseconds(value) {
  if (value === undefined) return "–";
  return value < 9.95 ? value.toFixed(1) : value < 9999.5 ? value.toFixed(0) : `${(value / 1000).toFixed(0)} s`;
}

function age(ms) {
  if (!ms) return "–";
  return `${milliseconds(ms.p50)} / ${milliseconds(ms.p99)} ms`;
}

function rate(camera) {
  if (camera.state !== "live" && camera.state !== "frozen") return "–";
  return camera.fps < 9.95 ? camera.fps.toFixed(1) : camera.fps.toFixed(0);
}

function state(camera) {
  if (camera.mostRejected) return `${camera.state}, most rejected`;
  if (camera.state === "live" || camera.state === "frozen" || camera.last_frame_ms_ago === undefined) return camera.state;
  return `${camera.state}, ${duration(camera.last_frame_ms_ago / 1000)}`;
}

function motion(camera) {
  if (!camera.motion) return "–";
  const percent = (camera.motion.area ?? 0) * 100;
  const share = camera.motion.area === undefined ? "" : ` ${percent.toFixed(percent > 0 && percent < .1 ? 2 : 1)} %`;
  return (camera.motion.active ? "motion" : "quiet") + share;
}

// In the order of the table's head. `value` is what style.css looks at.
const columns = [
  { label: "State", kind: "state", text: state, value: camera => camera.mostRejected ? "rejected" : camera.state },
  { label: "Size", text: camera => camera.size ? `${camera.size[0]} × ${camera.size[1]}` : "–" },
  { label: "Frames/s", kind: "number", text: rate },
  { label: "Age p50 / p99", kind: "number", text: camera => age(camera.age_ms) },
  { label: "Motion", kind: "motion", text: motion, value: camera => String(camera.motion?.active ?? false) },
  ...["received", "processed", "superseded", "expired", "rejected"].map(fate => ({
    label: fate[0].toUpperCase() + fate.slice(1), kind: "number", text: camera => count.format(camera[fate]),
  })),
];

// ---- whether a camera's frames are of any use

const recent = new Map();  // camera → { counts: what was said lately, oldest first; bad: whether most were rejected }

/// Of the frames that came lately; of all, as long as none has come since the page looks.
function mostRejected(name, { received, rejected }) {
  const now = performance.now();
  const known = recent.get(name) ?? { counts: [], bad: received > 0 && rejected === received };
  recent.set(name, known);
  if (known.counts.at(-1)?.received > received) known.counts = [];  // the daemon has begun anew
  known.counts.push({ at: now, received, rejected });
  while (known.counts.length > 2 && now - known.counts[1].at > judgedOver) known.counts.shift();
  const came = received - known.counts[0].received;
  if (came > 0) known.bad = 2 * (rejected - known.counts[0].rejected) > came;
  return known.bad;
}

// ---- the table

function makeRow(name) {
  const row = document.createElement("tr");
  row.setAttribute("role", "row");
  const head = row.appendChild(document.createElement("th"));
  head.scope = "row";
  head.setAttribute("role", "rowheader");
  head.textContent = name;
  for (const { label, kind } of columns) {
    const cell = row.appendChild(document.createElement("td"));
    cell.setAttribute("role", "cell");
    cell.dataset.label = label;
    if (kind) cell.className = kind;
  }
  return row;
}

function fillRow(row, camera) {
  columns.forEach(({ text, value }, i) => {
    const cell = row.cells[i + 1];
    const words = text(camera);
    if (cell.textContent !== words) cell.textContent = words;
    if (value) cell.dataset.value = value(camera);
  });
}

function show(status) {
  page.daemon.textContent = `${status.version} · up ${duration(status.uptime)}`;
  const names = Object.keys(status.cameras).sort();
  page.empty.hidden = names.length > 0;
  page.table.hidden = names.length === 0;

  for (const [name, row] of rows) {
    if (name in status.cameras) continue;
    row.remove();
    rows.delete(name);
    recent.delete(name);
  }
  names.forEach((name, i) => {
    if (!rows.has(name)) rows.set(name, makeRow(name));
    const row = rows.get(name);
    if (page.rows.children[i] !== row) page.rows.insertBefore(row, page.rows.children[i] ?? null);
    const camera = status.cameras[name];
    const comes = camera.state === "live" || camera.state === "frozen";
    fillRow(row, { ...camera, mostRejected: mostRejected(name, camera) && comes });
  });
}

// ---- whether what is shown is about now

function say(state, words) {
  page.connection.dataset.state = state;
  if (page.connection.textContent !== words) page.connection.textContent = words;
}

function judge() {
  const silent = performance.now() - (answeredAt ?? askedFirstAt);
  const old = silent > (document.hidden ? hiddenInterval + freshFor : freshFor);
  document.body.classList.toggle("old", old && answeredAt !== null);
  if (!old) {
    if (answeredAt !== null) say("fresh", "Live");
    return;
  }
  page.empty.hidden = true;  // it speaks of now, too
  // The words change every 5 s only: a screen reader reads each of them out.
  const seconds = silent / 1000 < 5 ? Math.floor(silent / 1000) : Math.floor(silent / 5000) * 5;
  const what = `no answer from the daemon for ${duration(seconds)}`;
  say("lost", answeredAt === null ? `There is ${what}.` : `There is ${what}: what you see is old.`);
}

// ---- questions and answers

async function ask() {
  next = null;
  try {
    const answer = await fetch("/api/v1/status", { cache: "no-store", signal: AbortSignal.timeout(patience) });
    if (answer.status === 401) location.replace("/login");
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const status = await answer.json();
    show(status);
    answeredAt = performance.now();
  } catch {
    // judge() tells for how long there has been none
  }
  judge();
  next = setTimeout(ask, document.hidden ? hiddenInterval : interval);
}

document.addEventListener("visibilitychange", () => {
  judge();  // what was shown when nobody looked may be old by now
  if (document.hidden || next === null) return;
  clearTimeout(next);
  ask();
});

// ---- the session, if there is one

const logOut = document.getElementById("log-out");
logOut.hidden = !document.cookie.split("; ").includes("framewake_logged_in=1");
logOut.addEventListener("click", async () => {
  await fetch("/logout", { method: "POST" });
  location.replace("/login");
});

setInterval(judge, 500);
ask();
