// The staff's pages come alive: seats and numbers over a socket, timers, shortcuts, quiet forms.
// Nothing is kept in the browser: no storage, no personal data.

import { follow } from "/static/live.js";
import { handOver, isOfPhone } from "/static/phone_keys.js";

const body = document.body;
const words = { states: JSON.parse(body.dataset.states), reasons: JSON.parse(body.dataset.reasons), ties: JSON.parse(body.dataset.ties) };
const csrf = document.querySelector('meta[name="csrf"]').content;
let ahead = Number(body.dataset.now) - Date.now();

// --- Timers: instants come from the server, and so does the clock they are measured with.

function span(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const rest = `${String(Math.floor(seconds / 60) % 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return seconds < 3600 ? rest : `${Math.floor(seconds / 3600)}:${rest.padStart(5, "0")}`;
}

function tick() {
  for (const each of document.querySelectorAll("[data-since]")) {
    const since = each.dataset.since;
    each.textContent = since ? span(Date.now() + ahead - Number(since)) : "–";
  }
}
setInterval(tick, 1000);
tick();

// --- What the socket tells.

function showSeat(place, seat) {
  place.dataset.state = seat.state;
  place.querySelector("[data-state-word]").textContent = words.states[seat.state];
  place.querySelector("[data-reason-word]").textContent = words.reasons[seat.reason] ?? seat.reason;
  place.querySelector("time[data-since]").dataset.since = seat.since ?? "";
  place.querySelector("[data-registered]").dataset.registered = seat.registered ? "1" : "";
  place.dataset.hand = seat.hand ? "1" : "";
  place.dataset.recalled = seat.recalled ? "1" : "";
  const tie = place.querySelector("[data-tie-word]");
  if (tie) tie.textContent = [words.ties[seat.tie], seat.peer].filter(Boolean).join("：");
  const hand = place.querySelector("[data-hand-since]");
  if (hand) hand.dataset.since = seat.hand ?? "";
  const person = place.querySelector("[data-person]");
  if (person) person.textContent = seat.person || "–";
}

function show(told) {
  ahead = told.at - Date.now();
  for (const [name, value] of Object.entries(told.numbers)) {
    for (const each of document.querySelectorAll(`[data-number="${name}"]`)) each.textContent = value;
    for (const each of document.querySelectorAll(`[data-since-number="${name}"]`)) each.dataset.since = value ?? "";
  }
  const notice = document.getElementById("notice");
  notice.hidden = !told.notice;
  notice.querySelector("span").textContent = told.notice;
  for (const seat of told.seats) {
    if (seat.id === body.dataset.seat) {
      const mine = document.getElementById("my-seat");
      if (mine) showSeat(mine, seat);
      document.dispatchEvent(new CustomEvent("own-seat", { detail: seat }));
    }
    const listed = document.querySelector(`[data-of="${seat.id}"]`);
    if (listed) showSeat(listed, seat);
  }
  tick();
}

const link = document.getElementById("link");
function live() {
  follow({
    told(news) {
      body.dataset.live = news.n;
      show(news);
    },
    over: (place) => location.assign(place),
    caller: document.getElementById("caller") && ((news) => document.dispatchEvent(new CustomEvent("caller-told", { detail: news }))),
    lost: (isLost) => { link.hidden = !isLost; },
  });
}
// Not before the page's other scripts have come: who rings is told once, and they must hear it.
document.addEventListener("DOMContentLoaded", live);

// --- Menus: one is open at a time, and a key or a click elsewhere closes it.

const menus = () => document.querySelectorAll(".bar details[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.keyCode === 229) return;
  for (const each of menus()) {
    const within = each.contains(document.activeElement);
    each.open = false;
    if (within) each.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const each of menus()) if (!each.contains(event.target)) each.open = false;
});

// --- Forms that change something and leave the page where it is.

const toast = document.getElementById("toast");
let toastEnds;
export function tell(text) {
  toast.textContent = text;
  toast.hidden = !text;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => { toast.hidden = true; }, 6000);
}

export async function send(address, fields) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "X-CSRF-Token": csrf },
    body: new URLSearchParams(fields),
  });
  if (answer.status === 401) location.assign((await answer.json()).elsewhere);
  return answer;
}

async function submit(event) {
  const form = event.target.closest("form[data-live]");
  if (!form) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  form.closest(".watch details, .pull, .menu-of, .lever details")?.removeAttribute("open");
  try {
    const answer = await send(form.action, fields);
    const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    tell(told.error ?? (answer.ok ? "" : "×"));
  } catch {
    link.hidden = false;
  }
}
document.addEventListener("submit", submit);

// --- Shortcuts: never while kana are being converted.

function press(selector) {
  const button = document.querySelector(selector);
  if (button && button.offsetParent !== null) button.click();
}

// A page without the seat's buttons leaves their keys to the phone around it, too.
function isSeats(event) {
  if (parent === window || !event.isTrusted) return false;
  return /^Digit[1-9]$/.test(event.code) && !event.shiftKey && !document.getElementById("my-seat");
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  if (isOfPhone(event) || isSeats(event)) return handOver(event);
  if (event.code === "Digit9" && !event.shiftKey) {
    press("#extend");
    return event.preventDefault();
  }
  const digit = /^Digit([1-8])$/.exec(event.code)?.[1];
  if (event.shiftKey) {
    if (!digit) return;
    press(`.simple li:nth-child(${digit}) button`);
  } else if (digit === "1") press("#ready");
  else if (digit) press(`.reasons li:nth-child(${digit - 1}) button`);
  else if (event.code === "KeyW") press("#write");
  else if (event.code === "KeyL") document.querySelector('form[action="/lock"]').requestSubmit();
  else return;
  event.preventDefault();
});

// --- Somebody is here: typing and touching keep the page from being locked.

let noted = Date.now();
function active() {
  if (Date.now() - noted < 60000) return;
  noted = Date.now();
  send("/activity", {}).catch(() => {});
}
for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, active, { passive: true });
