// The board fills itself in from one picture of named values; a figure that is not live is not shown.

import { allow, chime } from "/static/chime.js";
import { follow } from "/static/floor_follow.js";
import { showForecast } from "/static/floor_forecast.js";

const floor = document.getElementById("floor");
const said = JSON.parse(floor.dataset.words);
const wall = floor.dataset.wall === "1";
const holder = wall ? floor : document.body;
const states = JSON.parse(holder.dataset.states);
const reasons = JSON.parse(holder.dataset.reasons);
const slots = JSON.parse(floor.dataset.slots);
let picture = {};
let ahead = holder.dataset.now ? Number(holder.dataset.now) - Date.now() : 0; // until the first beat
let chart;

const now = () => Date.now() + ahead;

function span(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const rest = `${String(Math.floor(seconds / 60) % 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return seconds < 3600 ? rest : `${Math.floor(seconds / 3600)}:${rest.padStart(5, "0")}`;
}

function clockOf(milliseconds) {
  return new Date(milliseconds).toLocaleTimeString("ja-JP", { timeZone: floor.dataset.zone, hour: "2-digit", minute: "2-digit" });
}

function dayOf(milliseconds) {
  return `${new Date(milliseconds).toLocaleDateString("ja-JP", { timeZone: floor.dataset.zone, month: "numeric", day: "numeric" })} ${clockOf(milliseconds)}`;
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function long(milliseconds) {
  const hours = Math.floor(milliseconds / 3600000);
  return `${hours}:${String(Math.floor(milliseconds / 60000) % 60).padStart(2, "0")}`;
}

// How long it is until then, or since then.
function left(at) {
  const rest = at - now();
  return filled(rest < 0 ? said.own.over : said.own.left, { time: long(Math.abs(rest)) });
}

function made(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function of(kind) {
  const head = `${kind}/`;
  return Object.entries(picture).filter(([name]) => name.startsWith(head)).map(([name, value]) => [name.slice(head.length), value]);
}

// --- Figures and times.

function value(path) {
  const [name, ...rest] = path.split(".");
  const found = name === "complaint" ? complaints() : picture[name];
  return rest.reduce((each, key) => each?.[key], found);
}

function complaints() {
  const open = of("complaint").map(([, each]) => each);
  return { due: Math.min(...open.map((each) => each.due)), untold: picture.desk && open.filter((each) => each.untold).length };
}

function fill() {
  for (const place of document.querySelectorAll("[data-value]")) {
    const found = value(place.dataset.value);
    if ("span" in place.dataset || "left" in place.dataset) place.dataset.at = Number.isFinite(found) ? found : "";
    else place.textContent = found ?? "–";
    if ("left" in place.dataset) place.closest("em").hidden = !place.dataset.at; // where nothing is due
  }
  const { now: current, today } = picture;
  mark("rate", today?.below);
  mark("waiting", current?.waiting > 0);
  mark("lines", current && current.lines_used >= current.lines);
  mark("seats", current && "alarm/seats_below_contract/center" in picture);
  const center = picture.center ?? {};
  const holds = {
    closed: center.closed, open: !center.closed, bent: center.bent, as_contract: !center.bent,
    off: center.calling === "off", on: center.calling === "on", paused: center.calling === "paused",
    resting: center.calling === "resting", running: ["on", "resting"].includes(center.calling),
  };
  for (const place of document.querySelectorAll("[data-when]")) place.hidden = !holds[place.dataset.when];
  document.getElementById("trouble").hidden = !current?.trouble;
  if (floor.dataset.link !== "lost") floor.dataset.link = current?.trouble ? "trouble" : "live";
}

function mark(tile, warns) {
  const place = document.querySelector(`[data-tile="${tile}"]`);
  if (place) place.dataset.warns = warns ? "1" : "";
}

function tick() {
  for (const place of document.querySelectorAll("[data-at]")) {
    const at = place.dataset.at;
    const text = !at ? "–" : "left" in place.dataset ? left(Number(at)) : "passed" in place.dataset ? filled(said.own.passed, { time: long(Math.max(0, now() - Number(at))) }) : span(now() - Number(at));
    if (place.textContent !== text) place.textContent = text;
    const row = "left" in place.dataset && place.closest("[data-late]"); // a time may pass while nothing else happens
    if (row) row.dataset.late = Number(at) < now() ? "1" : "";
  }
  const clock = document.getElementById("clock");
  if (clock && floor.dataset.link === "live") clock.textContent = new Date(now()).toLocaleTimeString("ja-JP", { timeZone: floor.dataset.zone, hour: "2-digit", minute: "2-digit" });
}
setInterval(tick, 500);

// --- Who waits, and the seats.

function showCallers() {
  const list = document.getElementById("callers");
  if (!list) return;
  const waiting = of("caller").sort(([, a], [, b]) => a.position - b.position);
  const there = new Map([...list.children].map((each) => [each.dataset.call, each]));
  waiting.forEach(([call, each], index) => {
    const row = there.get(call) ?? callerRow(call);
    there.delete(call);
    row.querySelector(".position").textContent = each.position;
    row.querySelector(".number").textContent = each.number || said.withheld[each.withheld] || "";
    row.querySelector("time").dataset.at = each.since;
    row.querySelector(".pull").hidden = each.owed;
    const marks = [each.owed && said.own.owed, ...each.marks.map((name) => said.marks[name] ?? name), each.guided && said.own.guided];
    row.querySelector(".marks").replaceChildren(...marks.filter(Boolean).map((text) => made("span", "mark-chip", text)));
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
  for (const gone of there.values()) gone.remove();
  document.getElementById("no-callers").hidden = waiting.length > 0;
}

function callerRow(call) {
  const row = made("li");
  row.dataset.call = call;
  row.append(made("b", "position"), made("span", "number"), made("time"), made("span", "marks"));
  const pull = document.getElementById("pull").content.cloneNode(true);
  pull.querySelector("form").action = `/board/callers/${encodeURIComponent(call)}/pull`;
  row.append(pull);
  return row;
}

function showSeat(id) {
  const place = document.querySelector(`[data-desk="${id}"]`);
  const seat = picture[`seat/${id}`];
  if (!place || !seat) return;
  place.dataset.state = seat.state;
  place.dataset.registered = seat.registered ? "1" : "";
  place.dataset.hand = seat.hand ? "1" : "";
  place.dataset.recalled = seat.recalled ? "1" : "";
  place.querySelector(".person").textContent = seat.person || "–";
  place.querySelector(".state span").textContent = states[seat.state];
  place.querySelector(".state time").dataset.at = seat.since ?? "";
  const call = place.querySelector(".call");
  call.hidden = !seat.call;
  if (seat.call) call.href = `/board/why/${encodeURIComponent(seat.call)}`;
  place.querySelector(".at span").textContent = [reasons[seat.reason] ?? seat.reason, said.kinds[seat.kind], !seat.registered && seat.state !== "not_ready" && said.own.phoneless, seat.voiceless && said.own.voiceless, seat.held && said.own.held, seat.recalled && said.own.recalled].filter(Boolean).join("・");
}

// --- The day, by half-hour.

async function draw() {
  const canvas = document.getElementById("chart");
  if (!canvas) return;
  const counts = slots.map((slot) => picture[`slot/${slot}`] ?? {});
  slots.forEach((slot, index) => tell(slot, counts[index]));
  const outside = of("slot").filter(([slot]) => !slots.includes(slot));
  tell("before", summed(outside.filter(([slot]) => slot < slots[0])));
  tell("after", summed(outside.filter(([slot]) => slot > slots[0])));
  const rates = counts.map((each) => (isNumber(each.rate) ? Number(each.rate) : null));
  const sets = [counts.map((each) => each.served ?? 0), counts.map((each) => each.lost ?? 0), rates];
  if (chart) {
    sets.forEach((data, index) => { chart.data.datasets[index].data = data; });
    return chart.update("none");
  }
  if (chart === null) return;
  chart = null; // it is being made
  const { Chart, registerables } = await import("/static/chart.js");
  Chart.register(...registerables);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = { ticks: { color: colour("--quiet"), precision: 0, maxRotation: 0, autoSkipPadding: 12 }, border: { color: colour("--rule") } };
  chart = new Chart(canvas, {
    type: "bar",
    data: {
      labels: slots,
      datasets: [
        { label: floor.dataset.answered, data: sets[0], backgroundColor: colour("--ready"), stack: "calls", pointStyle: "rect" },
        { label: floor.dataset.lost, data: sets[1], backgroundColor: colour("--red"), stack: "calls", pointStyle: "rect" },
        { type: "line", label: floor.dataset.rate, data: sets[2], yAxisID: "rate", borderColor: colour("--ink"), backgroundColor: colour("--ink"), borderWidth: 1.5, pointRadius: 2, spanGaps: true, clip: 4 },
        ...goal(colour("--amber")),
      ],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      onClick: (event, _, drawn) => {
        const [found] = drawn.getElementsAtEventForMode(event, "point", { intersect: true }, true).filter((each) => each.datasetIndex < 2);
        const [near] = drawn.getElementsAtEventForMode(event, "index", { intersect: false }, true);
        if (found || near) location.assign(`/board/calls/${["served", "lost"][found?.datasetIndex] ?? "offered"}?slot=${slots[(found ?? near).index]}`);
      },
      plugins: { legend: { position: "bottom", labels: { color: colour("--ink"), boxHeight: 7, usePointStyle: true } } },
      scales: { x: { ...axis, grid: { display: false }, stacked: true }, y: { ...axis, grid: { color: colour("--rule") }, stacked: true, beginAtZero: true, suggestedMax: 5 }, rate: { ...axis, position: "right", min: 0, max: 100, grid: { display: false } } },
    },
  });
  draw();
}

function tell(slot, counts) {
  for (const place of document.querySelectorAll(`[data-of="${slot}"] [data-slot]`)) {
    place.textContent = counts[place.dataset.slot] ?? (place.dataset.slot === "rate" ? "–" : 0);
  }
}

// A rate may be a word as well: of no call, or one that nobody can know.
function isNumber(rate) {
  return /^\d/.test(rate ?? "");
}

// What came outside of the hours is one row before them and one after; a rate is rounded down.
function summed(found) {
  const sum = {};
  for (const [, each] of found) for (const [name, count] of Object.entries(each)) if (name !== "rate") sum[name] = (sum[name] ?? 0) + count;
  const word = found.map(([, each]) => each).find((each) => each.offered && !isNumber(each.rate))?.rate;
  if (sum.offered) sum.rate = word ?? (Math.floor((sum.served * 1000) / sum.offered) / 10).toFixed(1);
  return sum;
}

// The target is a line across the whole day, where the contract has one.
function goal(borderColor) {
  const target = floor.dataset.target;
  if (!target) return [];
  const label = `${floor.dataset.goal} ${target}%`;
  return [{ type: "line", label, data: slots.map(() => Number(target)), yAxisID: "rate", borderColor, backgroundColor: borderColor, borderWidth: 1.5, borderDash: [5, 4], pointStyle: "line", pointRadius: 0, pointHitRadius: 0 }];
}

// --- Complaints, each with its clock: of whom the client must be told at once, then whose is nearest.

function showComplaints() {
  const list = document.getElementById("complaints");
  if (!list) return;
  const open = of("complaint").sort(([, a], [, b]) => b.untold - a.untold || (a.untold ? a.written - b.written : a.due - b.due));
  list.replaceChildren(...open.map(([record, each]) => {
    const row = made("li");
    row.dataset.late = "";
    const link = made("a", "", filled(said.own.written, { at: dayOf(each.written) }));
    link.href = `/inquiries/${encodeURIComponent(record)}`;
    row.append(link);
    if (each.untold) {
      const urgent = made("strong", "", `${said.own.urgent} `);
      urgent.append(clocked(each.written, "passed"));
      row.append(urgent);
    }
    row.append(made("span", "", `${said.own.due} ${dayOf(each.due)}`), clocked(each.due, "left"));
    return row;
  }));
}

// A time that goes on: how long until then or since, or how long something lasts.
function clocked(at, how) {
  const place = made("time");
  place.dataset.at = at;
  if (how) place.dataset[how] = "";
  return place;
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  chart?.destroy();
  chart = undefined; // its colours are of the other scheme
  draw();
});

// --- Alarms.

let known;
let sounds = false;

function showAlarms() {
  // The newest first, in whatever order the board heard of them.
  const alarms = of("alarm").sort(([a, one], [b, two]) => (two.since ?? 0) - (one.since ?? 0) || a.localeCompare(b));
  const names = new Set(alarms.map(([name]) => name));
  if (known && sounds && [...names].some((name) => !known.has(name))) {
    chime();
    floor.dataset.chimed = Number(floor.dataset.chimed ?? 0) + 1;
  }
  known = names;
  const place = document.getElementById("alarms");
  place.hidden = alarms.length === 0;
  // Calls without sound stand in one row, since when the last one was found, and open as a list.
  const unsound = alarms.filter(([, each]) => each.kind === "recording_lost");
  const rows = alarms.filter(([, each]) => each.kind !== "recording_lost" || each === unsound[0][1]);
  place.querySelector("ul").replaceChildren(...rows.map(([, alarm]) => {
    const row = made("li", "", said.alarms[alarm.kind] ?? `${said.own.other}（${alarm.kind}）`);
    if (alarm.kind === "recording_lost") row.append(" ", listOf(unsound.length));
    else if (alarm.subject !== "center") row.append(made("small", "", alarm.subject));
    if (alarm.since) row.append(sinceOf(alarm.since));
    return row;
  }));
}

function listOf(count) {
  const number = made("b", "", count);
  if (wall) {
    const shown = made("small", "", said.own.calls);
    shown.prepend(number);
    return shown;
  }
  const link = made("a", "", "");
  link.href = "/board/calls/unsound";
  link.append(number, said.own.listed);
  return link;
}

// Since when, as a time of day, and how long that is.
function sinceOf(since) {
  const place = made("small", "since", `${clockOf(since)} ${said.own.since} `);
  place.append(clocked(since));
  return place;
}

// The notice comes with the pages' own news; here it can be taken down.
const down = document.getElementById("notice-down");
if (down) {
  const notice = document.getElementById("notice");
  new MutationObserver(() => { down.hidden = notice.hidden; }).observe(notice, { attributes: true });
}

follow({
  path: wall ? "/live/wall" : "/live/board",
  shows(whole, names) {
    picture = whole;
    fill();
    const kinds = new Set([...names].map((name) => name.split("/")[0]));
    if (kinds.has("caller")) showCallers();
    if (kinds.has("seat")) for (const name of names) if (name.startsWith("seat/")) showSeat(name.slice(5));
    if (kinds.has("slot") || chart === undefined) draw();
    if (kinds.has("complaint")) showComplaints();
    if (kinds.has("alarm") || !known) showAlarms();
    if (["forecast", "effect", "pull"].some((kind) => kinds.has(kind))) showForecast(picture.forecast, of, reasons, clockOf);
    tick();
  },
  heard(at) {
    ahead = at - Date.now();
    document.getElementById("lost").hidden = true;
    floor.dataset.link = picture.now?.trouble ? "trouble" : "live";
    document.getElementById("last-heard").textContent = new Date(at).toLocaleTimeString("ja-JP", { timeZone: floor.dataset.zone });
  },
  lost() {
    floor.dataset.link = "lost";
    document.getElementById("lost").hidden = false;
  },
  over: (place) => location.assign(place),
});

const sound = document.getElementById("sound");
sound.addEventListener("click", async () => {
  await allow();
  sounds = !sounds;
  sound.setAttribute("aria-pressed", sounds);
  sound.textContent = sounds ? sound.dataset.silence : sound.dataset.sound;
  if (sounds) chime();
});

document.getElementById("full")?.addEventListener("click", () => document.documentElement.requestFullscreen());
