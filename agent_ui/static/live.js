// The socket that tells an open page what changes: a snapshot, then numbered events without a gap, and
// a beat while nothing changes. What is silent for longer is lost, whether the socket says so or not.

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;
const SHOWN_AFTER_MS = 1500;
const SILENT_MS = 8000;
const LOOK_MS = 1000;

// `told` gets each news, `over` the place to go to when the session is locked or gone, `lost`
// whether the link is down for longer than a moment, `caller` who rings at the page's own seat.
export function follow({ told, over, lost, caller, path = "/live" }) {
  let last = { run: "", n: -1 };
  let pause = FIRST_PAUSE_MS;
  let current = null;
  let heard = 0;
  let warns;

  function isWell() {
    clearTimeout(warns);
    warns = undefined;
    lost(false);
    pause = FIRST_PAUSE_MS;
  }

  function take(news) {
    if (news.over) return over(news.over);
    if (news.caller !== undefined) return caller(news);
    if (news.n === undefined) return isWell(); // a beat
    if (!news.snapshot && (news.run !== last.run || news.n !== last.n + 1)) {
      last = { run: "", n: -1 };
      return false;
    }
    last = { run: news.run, n: news.n };
    isWell();
    told(news);
    return true;
  }

  function connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${path}?run=${last.run}&n=${last.n}${caller ? "&caller=1" : ""}`);
    current = socket;
    heard = performance.now();
    socket.addEventListener("message", (message) => {
      if (socket !== current) return;
      heard = performance.now();
      if (take(JSON.parse(message.data)) === false) socket.close();
    });
    socket.addEventListener("close", () => leave(socket));
  }

  function leave(socket) {
    if (socket !== current) return;
    current = null;
    socket.close();
    warns ??= setTimeout(() => lost(true), SHOWN_AFTER_MS);
    setTimeout(connect, pause);
    pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
  }

  setInterval(() => { if (current && performance.now() - heard > SILENT_MS) leave(current); }, LOOK_MS);
  addEventListener("offline", () => { if (current) leave(current); });
  connect();
}
