// The demo's busy morning: begun and ended here, shown as it goes.
const AGAIN_MS = 2000;
const crowd = document.querySelector("[data-crowd]");
const buttons = document.querySelectorAll("[data-crowd-press]");
let socket = null;

function connected(is) {
  document.getElementById("crowd-error").hidden = is;
  for (const each of buttons) each.disabled = !is;
}

function show({ left_s: left, called }) {
  connected(true);
  crowd.dataset.crowd = left > 0 ? "on" : "off";
  document.getElementById("called").textContent = called;
  document.getElementById("left").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

function follow() {
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/citizen/crowd`);
  socket.addEventListener("message", ({ data }) => show(JSON.parse(data)));
  socket.addEventListener("close", () => {
    connected(false);
    setTimeout(follow, AGAIN_MS);
  });
}

for (const each of buttons) each.addEventListener("click", () => socket.send(each.dataset.crowdPress));
follow();
