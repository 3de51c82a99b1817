// The phone's bar: it stays while the work's pages change in their frame, and so does a call.
import { Line } from "/static/line.js";
import { follow } from "/static/live.js";
import { Sound } from "/static/sound.js";

const { body } = document;
const csrf = document.querySelector('meta[name="csrf"]').content;
const find = (name) => document.querySelector(`[data-phone-${name}]`);
const work = document.getElementById("work");
const state = { call: "idle", line: "starting", since: 0, isHeld: false, isMuted: false, isUp: false, isAsking: false, recording: "on", ahead: 0 };
const KEYS = { KeyA: "answer", KeyB: "return", KeyD: "pad", KeyH: "hold", KeyJ: "three-way", KeyM: "mute", KeyR: "hand", KeyS: "recording", KeyT: "complete", KeyX: "end" };
body.dataset.keys = Object.keys(KEYS).join(" "); // the work's pages leave these to us
const LOCK = "madoguchi-phone";
const UNLOCK = "/unlock";
const RETRY_MS = 3000;
const SHOWN_WITHIN_MS = 400;
const RECENT_MS = 1000;
const AGAIN_MS = 1000;
const METER_MS = 100;
const QUALITY_MS = 2000;
const ACTIVE_MS = 60000;
const MICROPHONE_MS = 1000;
const VOICE_MS = 4000;
const title = document.title;

// --- The work's pages.

const asked = location.hash.slice(1);
work.src = /^\/[a-z]/.test(asked) ? asked : "/home";
work.addEventListener("load", () => {
  const place = work.contentWindow.location;
  if (place.pathname === "/sign-in") location.assign("/sign-in");
  else history.replaceState(null, "", place.pathname === "/home" ? "/desk" : `/desk#${place.pathname}`);
  body.dataset.work = hasSeat() ? "seat" : "other";
  // A locked page keeps its call and shows nobody: neither who calls, nor whom it could go to.
  body.dataset.shut = place.pathname === UNLOCK ? "1" : "";
  show();
});

// Some pages have the seat's own buttons; for the others they are in the bar.
function hasSeat() {
  return Boolean(work.contentDocument?.getElementById("my-seat"));
}

async function send(address, fields = {}) {
  const answer = await fetch(address, { method: "POST", headers: { "X-CSRF-Token": csrf }, body: new URLSearchParams(fields) });
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
  // A locked page is unlocked in its frame: the phone around it stays, and so does its call.
  if (told.elsewhere === UNLOCK) {
    work.contentWindow.location.assign(UNLOCK);
    return { ok: false, error: body.dataset.locked };
  }
  if (told.elsewhere) location.assign(told.elsewhere);
  return { ok: answer.ok, ...told };
}

function warn(name, isOn) {
  document.querySelector(`[data-warning="${name}"]`).hidden = !isOn;
}

// --- What is shown.

function show() {
  const isLost = state.call === "idle" && state.line !== "registered";
  body.dataset.phone = isLost ? state.line : state.call;
  body.dataset.held = state.isHeld ? "1" : "";
  body.dataset.muted = state.isMuted ? "1" : "";
  body.dataset.recording = state.recording;
  find("recording").setAttribute("aria-pressed", state.recording === "muted");
  find("recording").disabled = find("refused").disabled = state.recording === "off";
  body.dataset.hand = state.isUp ? "1" : "";
  find("hand").setAttribute("aria-pressed", state.isUp);
  find("hold").setAttribute("aria-pressed", state.isHeld);
  find("mute").setAttribute("aria-pressed", state.isMuted);
  if (state.mine) {
    showTie(state.mine);
    body.dataset.seatState = state.mine.state;
    find("seat-word").textContent = words.states[state.mine.state];
    find("seat-reason").textContent = words.reasons[state.mine.reason] ?? state.mine.reason;
  }
  const isUnseen = state.call === "idle" || body.dataset.shut || state.isAsking;
  find("caller").textContent = isUnseen ? "" : state.number || line.caller;
  document.title = state.call === "ringing" ? `☎ ${title}` : title;
}

function span(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const rest = `${Math.floor(seconds / 60) % 60}:${String(seconds % 60).padStart(2, "0")}`;
  return seconds < 3600 ? rest : `${Math.floor(seconds / 3600)}:${rest.padStart(5, "0")}`;
}

function tick() {
  find("timer").textContent = span(state.call === "talking" ? Date.now() - state.since : 0);
  find("seat-timer").textContent = state.mine?.since ? span(Date.now() + state.ahead - state.mine.since) : "";
}

// --- The line.

const sound = new Sound({
  far: document.getElementById("far"),
  bell: document.getElementById("bell"),
  changed: (stream) => line.useMicrophone(stream),
  lost: () => tellMicrophone(),
  instead: body.dataset.voice,
});

let far = null;
const line = new Line({
  sound,
  state(now) {
    state.line = now;
    warn("line", now === "lost");
    show();
    if (now === "refused") {
      line.stop();
      setTimeout(register, RETRY_MS);
    }
  },
  call(now) {
    if (now === "talking" && state.call !== "talking") state.since = Date.now();
    if (now === "idle") {
      state.isMuted = false;
      find("refusing").hidden = true;
      far = null;
    }
    state.call = now;
    if (now !== "talking") state.number = "";
    if (now !== "idle" && !state.number) writeNumber();
    if (now === "ringing") ringWhenShown();
    else sound.hush();
    tick();
    show();
  },
  remote(stream) {
    sound.far.srcObject = stream;
    far = sound.meter(stream);
  },
});

// SIP tells digits; people write numbers in groups, which the server knows. It also knows whose
// number is not for everybody: unless it has answered none is shown.
async function writeNumber() {
  state.isAsking = true;
  const { number, instead } = await send("/phone/caller").catch(() => ({}));
  state.isAsking = number === undefined; // not read, or not written yet
  if (state.isAsking) setTimeout(() => { if (state.call !== "idle" && !state.number) writeNumber(); }, AGAIN_MS);
  const isTheirs = number?.replace(/\D/g, "") === line.caller;
  if (state.call !== "idle") state.number = instead ?? (isTheirs ? number : "");
  show();
}

// Who is calling is shown before the phone rings; a page without that part lets it ring at once.
let shownAt = 0;
document.addEventListener("caller-shown", () => { shownAt = Date.now(); });
async function ringWhenShown() {
  const until = Date.now() + SHOWN_WITHIN_MS;
  const awaits = work.contentDocument?.getElementById("caller");
  while (awaits && Date.now() < until && Date.now() - shownAt > RECENT_MS) await new Promise((done) => setTimeout(done, 10));
  if (state.call === "ringing") sound.ring();
}

async function register() {
  const given = await send("/phone/account").catch(() => ({}));
  if (given.user) return line.start(given);
  warn("line", true);
  setTimeout(register, RETRY_MS);
}

async function begin() {
  await sound.open().catch(() => {});
  await fillDevices();
  // Before it registers: what the page before this one talked on is taken up by the next ring, and
  // a seat that nobody would hear is offered no call.
  hasPhone = true;
  await tellMicrophone();
  await send("/phone/hello").catch(() => {});
  await register();
}

// --- What supervisors hear of it: the microphone at once, the network every few seconds of a talk.

let hasPhone = false;
let isTelling = false;
let toldLost;
let soundedAt = 0;

async function tellMicrophone() {
  if (!hasPhone) return;
  const { isLost } = sound;
  warn("microphone", isLost);
  if (isTelling || isLost === toldLost) return;
  isTelling = true;
  const told = await send("/phone/microphone", { lost: isLost ? "1" : "0" }).catch(() => ({}));
  if (told.ok) toldLost = isLost;
  isTelling = false;
}

async function tellVoice() {
  const found = hasPhone && line.isTalking ? await line.recent() : null;
  if (!found || found.isSounding || sound.isLost || state.isMuted || state.isHeld) soundedAt = Date.now();
  if (!found) return;
  const fields = { loss: found.loss.toFixed(2), jitter: found.jitter.toFixed(1), silent: ((Date.now() - soundedAt) / 1000).toFixed(1) };
  await send("/phone/voice", fields).catch(() => {});
}

setInterval(tellMicrophone, MICROPHONE_MS);
setInterval(tellVoice, VOICE_MS);

// One tab has the phone: a second one would silently take its calls away.
function take(isForced) {
  warn("elsewhere", false);
  const wish = isForced ? { steal: true } : { ifAvailable: true };
  navigator.locks.request(LOCK, wish, async (lock) => {
    if (!lock) return warn("elsewhere", true);
    await begin();
    await new Promise(() => {});
  }).catch(() => {
    hasPhone = false;
    line.stop();
    sound.close();
    warn("elsewhere", true);
  });
}
take(false);

// --- The buttons and their keys.

const actions = {
  answer: () => line.isRinging && line.answer(),
  end() {
    if (state.peer) return; // to hang up now would be to hand over, which has its own key
    if (line.isRinging) line.decline();
    else if (line.isConnected) line.hangUp();
    else send("/phone/hang-up").then(() => line.hangUp());
  },
  hold: () => line.isTalking && send(state.isHeld ? "/phone/resume" : "/phone/hold"),
  mute() {
    if (!line.isTalking) return;
    state.isMuted = !state.isMuted;
    line.mute(state.isMuted);
    show();
  },
  pad() {
    if (state.call !== "idle") return;
    find("pad").open = true;
    find("number").focus();
  },
  redial: () => dial("/phone/redial"),
  begin: () => line.isTalking && send("/phone/recording/begin").then(({ error }) => tell(error)),
  async recording() {
    if (state.recording === "waits") return actions.begin();
    if (!line.isTalking) return;
    const isMuted = state.recording === "muted";
    // A page that is gone may have left its mute behind; one whose field has the focus has not.
    const isLeft = isMuted && !work.contentDocument?.body?.dataset.leftOut;
    for (const why of isLeft ? ["account_field", "search_field", "button"] : ["button"]) {
      const { error } = await send("/phone/recording", { why, on: isMuted ? "0" : "1" });
      tell(error);
    }
  },
  refused() {
    const asked = !find("refusing").hidden;
    find("refusing").hidden = asked;
    if (asked) send("/phone/recording/refused").then(({ error }) => tell(error));
  },
  hand: () => send("/phone/hand", { up: state.isUp ? "0" : "1" }).then(({ error }) => tell(error)),
  complete() {
    if (state.peer) want("/phone/transfer", { to: state.peer });
    else if (line.isTalking && !body.dataset.tie) openSeats();
  },
  "three-way": () => state.peer && want("/phone/three-way"),
  return: () => state.peer && want("/phone/resume"),
  queue: () => want("/phone/transfer-to-queue"),
  ready: () => want("/seat/ready"),
  extend: () => want("/seat/wrap-up"),
  take: () => take(true),
  microphone: () => sound.open().then((stream) => line.useMicrophone(stream)).catch(() => {}),
  // In a talk the caller's own voice is the test.
  "test-far": () => line.isTalking || sound.tryFar(),
  test() {
    sound.ring();
    setTimeout(() => state.call === "ringing" || sound.hush(), RETRY_MS);
  },
};

for (const [name, act] of Object.entries(actions)) if (name !== "pad") find(name)?.addEventListener("click", act);

// --- Calling somebody: the seat's own phone rings first, and picks up by itself.

async function dial(address, fields) {
  const told = await send(address, fields).catch(() => ({ error: "×" }));
  find("dial-error").textContent = told.error ?? "";
  find("dial-error").hidden = !told.error;
  if (!told.ok) return;
  find("dial").reset();
  find("pad").open = false;
}

find("dial").addEventListener("submit", (event) => {
  event.preventDefault();
  dial("/phone/dial", { number: find("number").value });
});
find("pad").addEventListener("toggle", () => { if (find("pad").open) find("number").focus(); });
for (const key of document.querySelectorAll("[data-phone-key]")) {
  key.addEventListener("click", () => line.press(key.dataset.phoneKey));
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "Escape") for (const each of document.querySelectorAll("details[open]")) each.open = false;
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.code in KEYS) actions[KEYS[event.code]]();
  else if (/^Digit[1-9]$/.test(event.code) && !event.shiftKey && !hasSeat()) pressSeat(Number(event.code.at(-1)));
  else if (event.isTrusted) work.contentDocument?.dispatchEvent(new KeyboardEvent("keydown", { code: event.code, altKey: true, shiftKey: event.shiftKey }));
  else return;
  event.preventDefault();
});

// --- The seat, as on the pages that have it.

function pressSeat(digit) {
  if (digit === 1) actions.ready();
  else if (digit === 9) actions.extend();
  else document.querySelectorAll("[data-phone-reason]")[digit - 2]?.click();
}
for (const each of document.querySelectorAll("[data-phone-reason]")) {
  each.addEventListener("click", () => {
    find("away").open = false;
    want("/seat/not-ready", { reason: each.dataset.phoneReason });
  });
}

// --- Handing over and asking: whoever is ready now, and supervisors always.

const others = new Map();
const words = { ties: JSON.parse(body.dataset.ties), states: JSON.parse(body.dataset.states), reasons: JSON.parse(body.dataset.reasons) };
const BEFORE = ["ringing", "meeting"];
const APART = ["listening", "whispering"];

const nameOf = (seat) => (others.get(seat)?.person ? `${others.get(seat).person}（${seat}）` : seat);
const isReachable = (each) => each.registered && (each.state === "ready" || (each.leads && each.state === "not_ready"));

function fillSeats() {
  const list = find("seats");
  const known = [...others.values()].filter((each) => each.registered);
  known.sort((one, two) => isReachable(two) - isReachable(one) || one.id.localeCompare(two.id));
  list.replaceChildren(...known.map((each) => item(each, list.dataset)));
  find("no-seats").hidden = known.some(isReachable);
}

function item(each, said) {
  const [row, name, state] = ["li", "span", "small"].map((kind) => document.createElement(kind));
  name.textContent = nameOf(each.id);
  state.textContent = [words.states[each.state], each.leads ? said.leads : ""].filter(Boolean).join("・");
  name.append(state);
  row.append(name);
  if (!isReachable(each)) row.dataset.away = "1";
  else for (const [word, address] of [[said.consult, "/phone/consult"], [said.transfer, "/phone/transfer"]]) {
    const button = document.createElement("button");
    button.textContent = word;
    button.setAttribute("aria-label", `${nameOf(each.id)} ${word}`);
    button.addEventListener("click", () => want(address, { to: each.id }));
    row.append(button);
  }
  return row;
}

async function want(address, fields = {}) {
  find("transfer").open = false;
  const told = await send(address, fields).catch(() => ({ error: "×" }));
  tell(told.error);
}

for (const each of document.querySelectorAll("[data-phone-outside]")) {
  each.addEventListener("click", () => want("/phone/transfer-outside", { to: each.dataset.phoneOutside }));
}

function openSeats() {
  find("transfer").open = true;
  find("seats").querySelector("button")?.focus();
}

// Of two seats at one call the one that asked has its caller on hold.
function showTie({ tie, peer, held }) {
  const isAsking = held && tie in words.ties && tie !== "transferred";
  if (isAsking) body.dataset.tie = BEFORE.includes(tie) ? "asking" : "consulting";
  else body.dataset.tie = tie && tie !== "transferred" && tie !== "leaving" ? "guest" : "";
  const shown = tie in words.ties && (state.call !== "idle");
  const word = BEFORE.includes(tie) && !isAsking ? find("seats").dataset.consult : words.ties[tie];
  find("tie").hidden = !shown;
  find("tie").textContent = shown ? [word, peer && !APART.includes(tie) ? nameOf(peer) : ""].filter(Boolean).join("：") : "";
  state.peer = isAsking ? peer : null;
}

const toast = document.getElementById("toast");
function tell(text) {
  toast.textContent = text ?? "";
  toast.hidden = !text;
  if (text) setTimeout(() => { toast.hidden = true; }, 2 * RETRY_MS);
}

// --- Devices.

const CHOICES = { microphone: "audioinput", speaker: "audiooutput", bell: "audiooutput" };

async function fillDevices() {
  for (const [name, kind] of Object.entries(CHOICES)) {
    const list = find(`choice-${name}`);
    const devices = await sound.devices(kind).catch(() => []);
    list.replaceChildren(list.options[0], ...devices.map((each) => new Option(each.label, each.deviceId)));
    list.value = sound.chosen[name];
    if (!list.value) list.selectedIndex = 0;
  }
  find("choice-clean").checked = sound.chosen.clean;
}
for (const name of Object.keys(CHOICES)) {
  find(`choice-${name}`).addEventListener("change", (event) => sound.choose({ [name]: event.target.value }));
}
find("choice-clean").addEventListener("change", (event) => sound.choose({ clean: event.target.checked }));
navigator.mediaDevices?.addEventListener("devicechange", fillDevices);

// --- What goes on by itself.

follow({
  path: "/live/phone",
  told({ seats, at, snapshot }) {
    if (snapshot) others.clear();
    state.ahead = at - Date.now();
    for (const each of seats) if (each.id !== body.dataset.seat) others.set(each.id, each);
    fillSeats();
    const mine = seats.find((each) => each.id === body.dataset.seat);
    if (!mine) return;
    state.isHeld = mine.held;
    state.isUp = Boolean(mine.hand);
    state.mine = mine;
    const isOff = mine.refused || mine.unrecorded === "off";
    body.dataset.unsound = mine.unrecorded === "failed" ? "1" : "";
    state.recording = isOff ? "off" : mine.unrecorded && mine.unrecorded !== "failed" ? "waits" : mine.muted ? "muted" : "on";
    show();
    tick();
  },
  over(place) {
    if (place !== "/unlock") location.assign(place);
  },
  lost: (isLost) => warn("network", isLost),
});
setInterval(tick, 1000);
setInterval(() => {
  find("level-near").value = sound.stream && sound.near && !state.isMuted ? sound.near() : 0;
  find("level-far").value = far ? far() : 0;
}, METER_MS);
setInterval(async () => {
  const found = await line.quality();
  find("quality").hidden = !found;
  if (!found) return;
  find("loss").textContent = found.loss.toFixed(1);
  find("jitter").textContent = found.jitter.toFixed(0);
  find("round-trip").textContent = (found.roundTrip ?? 0).toFixed(0);
}, QUALITY_MS);
setInterval(() => { if (line.isTalking) send("/activity").catch(() => {}); }, ACTIVE_MS);
