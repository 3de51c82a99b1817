// The player of a recording: its waveform, both sides apart or together, marks to jump to.
import WaveSurfer from "/static/wavesurfer.js";

const wave = document.getElementById("wave");
const play = document.getElementById("play");
const time = document.getElementById("time");
const broken = document.getElementById("broken");
const style = getComputedStyle(document.documentElement);
const csrf = document.querySelector('meta[name="csrf"]').content;
const length = Number(wave.dataset.length);
const AIM_DB = -23; // to which the speech of either side is brought
const MOST_DB = 24;

const audio = new Audio();
audio.preload = "metadata";
audio.src = wave.dataset.sound;
audio.preservesPitch = true;

const side = (name) => ({
  waveColor: style.getPropertyValue(name).trim(),
  progressColor: style.getPropertyValue("--quiet").trim(),
});
const shown = WaveSurfer.create({
  container: wave,
  media: audio,
  peaks: JSON.parse(wave.dataset.peaks),
  duration: length,
  height: 84,
  cursorColor: style.getPropertyValue("--red").trim(),
  splitChannels: [side("--talking"), side("--ready")],
  cspNonce: wave.dataset.nonce,
});

// Each side passes a gain of its own, so that one can be heard without the other.
let gains = null;
function wire() {
  if (gains) return;
  const context = new AudioContext();
  const split = context.createChannelSplitter(2);
  context.createMediaElementSource(audio).connect(split);
  gains = [0, 1].map((channel) => {
    const gain = context.createGain();
    split.connect(gain, channel);
    gain.connect(context.destination);
    return gain;
  });
  mix();
}

function mix() {
  if (!gains) return;
  const wanted = document.querySelector("input[name=side]:checked").value;
  const levels = [Number(wave.dataset.gainCaller), Number(wave.dataset.gainSeat)];
  ["caller", "seat"].forEach((name, channel) => {
    const evened = document.getElementById("level").checked && levels[channel] > -90;
    const db = evened ? Math.min(MOST_DB, AIM_DB - levels[channel]) : 0;
    gains[channel].gain.value = wanted === "both" || wanted === name ? 10 ** (db / 20) : 0;
  });
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

function tell() {
  time.textContent = `${clock(audio.currentTime)} / ${clock(length)}`;
}

function toggle() {
  if (!audio.paused) return audio.pause();
  wire();
  return audio.play().catch(() => {});
}

function jump(to) {
  audio.currentTime = Math.max(0, Math.min(to, length - 0.05));
}

play.addEventListener("click", toggle);
document.getElementById("back").addEventListener("click", () => jump(audio.currentTime - 5));
document.getElementById("forward").addEventListener("click", () => jump(audio.currentTime + 5));
document.getElementById("speed").addEventListener("change", (event) => { audio.playbackRate = Number(event.target.value); });
document.getElementById("level").addEventListener("change", mix);
for (const each of document.querySelectorAll("input[name=side]")) each.addEventListener("change", mix);
for (const each of document.querySelectorAll(".marks button")) {
  each.addEventListener("click", () => jump(Number(each.dataset.at)));
}
for (const each of document.querySelectorAll(".spans button")) {
  const [from, to] = [Number(each.dataset.from), Number(each.dataset.to)];
  each.style.left = `${(100 * from) / length}%`;
  each.style.width = `${(100 * (to - from)) / length}%`;
  each.addEventListener("click", () => jump(from));
}
for (const each of document.querySelectorAll("[data-take]")) {
  each.addEventListener("click", () => { document.getElementById(each.dataset.take).value = clock(audio.currentTime); });
}
// Each play and jump is kept with its place, in its order; what cannot be kept does not go on.
let kept = Promise.resolve();
function note(move) {
  const body = new URLSearchParams({ move, at_ms: Math.round(audio.currentTime * 1000) });
  const post = () => fetch(wave.dataset.moves, { method: "POST", headers: { "X-CSRF-Token": csrf }, body, keepalive: true });
  kept = kept.then(post).catch(() => null).then((answer) => {
    if (answer?.status === 204) return;
    audio.pause();
    say(wave.dataset.unnoted);
  });
}

function say(text) {
  broken.textContent = text;
  broken.hidden = false;
}

audio.addEventListener("play", () => note("play"));
audio.addEventListener("seeked", () => note("jump"));
for (const name of ["timeupdate", "seeked"]) audio.addEventListener(name, tell);
for (const name of ["play", "pause", "ended"]) {
  audio.addEventListener(name, () => { play.textContent = audio.paused ? play.dataset.play : play.dataset.pause; });
}
audio.addEventListener("error", () => say(wave.dataset.broken));
shown.on("error", () => {}); // told by the element itself
