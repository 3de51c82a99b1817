// The board's socket: a snapshot, then what differs, and a beat every second. What is not heard for
// five seconds is not live any more, whether the socket says so or not.

const SILENT_MS = 5000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 3000;

// Exactly what `agent_ui.floor_feed.taken` does.
export function taken(picture, news) {
  const after = news.snapshot ? {} : { ...picture };
  for (const name of news.gone) delete after[name];
  return Object.assign(after, news.set);
}

// `shows(picture, names)` is told which names differ, `heard(at)` every beat, `lost()` at once.
export function follow({ path, shows, heard, lost, over }) {
  let picture = {};
  let last = { run: "", n: -1 };
  let pause = FIRST_PAUSE_MS;
  let silence;

  function take(told, socket) {
    clearTimeout(silence);
    silence = setTimeout(() => { lost(); socket.close(); }, SILENT_MS);
    if (told.over) return over(told.over);
    if (told.at !== undefined) return heard(told.at);
    if (!told.snapshot && (told.run !== last.run || told.n !== last.n + 1)) {
      last = { run: "", n: -1 };
      return socket.close();
    }
    last = { run: told.run, n: told.n };
    pause = FIRST_PAUSE_MS;
    const names = new Set([...Object.keys(told.set), ...told.gone, ...(told.snapshot ? Object.keys(picture) : [])]);
    picture = taken(picture, told);
    shows(picture, names);
  }

  function connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${path}?run=${last.run}&n=${last.n}`);
    let isOver = false;
    socket.addEventListener("message", (message) => take(JSON.parse(message.data), socket));
    socket.addEventListener("close", () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(silence);
      lost();
      setTimeout(connect, pause);
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    });
  }
  connect();
}
