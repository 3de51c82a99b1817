// The demo's citizen: calls the line through our own origin, from any number, with any key.
import JsSIP from "/static/jssip.js";
import { Sound } from "/static/sound.js";
import { speaking } from "/static/voice.js";

const { body } = document;
const find = (id) => document.getElementById(id);
const DOMAIN = "madoguchi";
const TONE_MS = 120;
const TICK_MS = 250;
const METER_MS = 100;
const BUSY = [486, 600];

const sound = new Sound({ far: find("far"), bell: find("far"), changed() {}, lost() {} });
let ua = null;
let session = null;
let hears = null;
let since = 0;

function show(call) {
  body.dataset.call = call;
  for (const each of document.querySelectorAll("[data-key]")) each.disabled = call !== "talking";
  for (const each of ["number", "withheld", "source"]) find(each).disabled = call !== "idle";
}

function fail(text) {
  find("error").textContent = text ?? "";
  find("error").hidden = !text;
}

async function voice() {
  if (find("source").value === "microphone") return sound.open();
  return speaking("/citizen/voice/citizen", sound.wake());
}

function over(cause) {
  const status = cause?.message?.status_code;
  if (cause?.originator === "system") fail(find("error").dataset.line);
  else if (BUSY.includes(status)) fail(find("error").dataset.busy);
  session = null;
  hears = null;
  ua?.stop();
  ua = null;
  sound.close();
  show("idle");
}

async function call() {
  fail("");
  show("calling");
  let mediaStream;
  try {
    mediaStream = await voice();
  } catch {
    fail(find("error").dataset.microphone);
    return show("idle");
  }
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const digits = find("number").value.replace(/\D/g, "");
  const uri = find("withheld").checked ? "sip:anonymous@anonymous.invalid" : `sip:${digits}@${DOMAIN}`;
  ua = new JsSIP.UA({
    sockets: [new JsSIP.WebSocketInterface(`${scheme}://${location.host}/citizen/sip`)],
    uri,
    register: false,
    session_timers: false,
  });
  ua.on("newRTCSession", (made) => {
    session = made.session;
    session.on("peerconnection", listen);
    if (session.connection) listen({ peerconnection: session.connection });
  });
  ua.on("connected", () => {
    if (session || body.dataset.call !== "calling") return;
    session = ua.call(`sip:${body.dataset.line.replace(/\D/g, "")}@${DOMAIN}`, {
      mediaStream,
      extraHeaders: [body.dataset.header],
      pcConfig: { iceServers: [] },
      eventHandlers: {
        icecandidate: ({ ready }) => ready(),
        accepted() {
          since = Date.now();
          show("talking");
        },
        ended: over,
        failed: over,
      },
    });
  });
  ua.on("disconnected", () => {
    if (body.dataset.call === "calling" && !session) over({ originator: "system" });
  });
  ua.start();
}

function listen({ peerconnection }) {
  peerconnection.addEventListener("track", ({ streams }) => {
    find("far").srcObject = streams[0];
    hears = sound.meter(streams[0]);
  });
}

find("call").addEventListener("submit", (event) => {
  event.preventDefault();
  if (body.dataset.call === "idle") call();
});
find("end").addEventListener("click", () => (session ? session.terminate() : over()));
for (const each of document.querySelectorAll("[data-key]")) {
  each.addEventListener("click", () => session?.sendDTMF(each.dataset.key, { transportType: "RFC2833", duration: TONE_MS }));
}
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (body.dataset.call === "talking" && !event.altKey && !event.ctrlKey && !event.metaKey) document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});

setInterval(() => {
  const seconds = Math.floor((Date.now() - since) / 1000);
  find("timer").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}, TICK_MS);
setInterval(() => { find("level").value = hears ? hears() : 0; }, METER_MS);
show("idle");
