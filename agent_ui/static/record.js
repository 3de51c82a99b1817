// A record is saved as it is typed, one save after the other; nothing of it is kept in the browser.
import "/static/desk.js";

const form = document.querySelector("form[data-draft]");
const WAIT_MS = 500;
const LONGEST_WAIT_MS = 2000; // also of somebody who types without a pause
const AGAIN_MS = 2000;
const ANSWERED_MS = 8000; // a network that is silently gone would say so after minutes
const MOST_KEPT_ALIVE = 60000; // bytes: a browser sends 64 KiB on behalf of pages that are gone

function isAltered(field) {
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((each) => each.defaultSelected));
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

function write(form) {
  const csrf = document.querySelector('meta[name="csrf"]').content;
  const saved = document.getElementById("saved");
  const refused = document.getElementById("refused");
  let isDirty = false;
  let isOver = false;
  let since = 0;
  let due;
  let saving = null;
  let unanswered = null;

  function post(body) {
    const keepalive = new Blob([...body.values()]).size < MOST_KEPT_ALIVE;
    return fetch(form.dataset.draft, { method: "POST", headers: { "X-CSRF-Token": csrf }, body, keepalive, signal: AbortSignal.timeout(ANSWERED_MS) });
  }

  // What was sent and not answered may be kept all the same: it is sent once more as it was, and
  // the server knows it again. What was typed since goes after it.
  async function ask() {
    unanswered ??= new FormData(form);
    const answer = await post(unanswered);
    const isTold = answer.headers.get("Content-Type")?.startsWith("application/json");
    const told = isTold ? await answer.json() : {};
    if (told.elsewhere) {
      isOver = true;
      return location.assign(told.elsewhere);
    }
    if (!answer.ok && !told.error) throw new Error(answer.status);
    unanswered = null;
    refused.textContent = told.error ?? "";
    refused.hidden = !told.error;
    if (told.error) {
      isOver = Boolean(told.over);
      isDirty = true;
      saved.textContent = "";
      return;
    }
    form.elements.version.value = told.version;
    if (isDirty) wait();
    else saved.textContent = `${form.dataset.saved} ${told.at}`;
  }

  async function save() {
    clearTimeout(due);
    due = undefined;
    if (saving || isOver || !(isDirty || unanswered)) return saving;
    if (!unanswered) isDirty = false;
    saving = ask().catch(() => {
      unanswered?.set("again", "1");
      saved.textContent = form.dataset.late;
      due = setTimeout(save, AGAIN_MS);
    });
    await saving;
    saving = null;
  }

  function wait() {
    clearTimeout(due);
    const left = LONGEST_WAIT_MS - (performance.now() - since);
    due = setTimeout(async () => {
      await saving;
      await save();
    }, Math.max(0, Math.min(WAIT_MS, left)));
  }

  function typed() {
    if (!due) since = performance.now();
    isDirty = true;
    saved.textContent = "";
    wait();
  }

  // Before this line nobody heard what was typed.
  form.addEventListener("input", typed);
  if ([...form.querySelectorAll("input, select, textarea")].some(isAltered)) typed();
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });

  // The page goes: what is typed is sent before the next page asks for it, and outlives this one.
  window.addEventListener("beforeunload", (event) => {
    if (isOver || !(isDirty || saving || unanswered)) return;
    save();
    event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (isOver || !isDirty) return;
    const rest = new FormData(form);
    if (saving) rest.set("version", Number(rest.get("version")) + 1); // after the one on its way
    post(rest).catch(() => {});
  });

  // The form itself carries all that is typed. It must not overtake a save on its way, and where
  // nobody answers the page stays with what is on it.
  form.addEventListener("submit", async (event) => {
    if (!isDirty && !saving && !unanswered) return;
    event.preventDefault();
    const { submitter } = event;
    await saving;
    await save();
    if (unanswered) return;
    clearTimeout(due);
    isDirty = false;
    form.requestSubmit(submitter);
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    const text = document.getElementById(button.dataset.into);
    const before = text.value.slice(0, text.selectionStart);
    const line = before && !before.endsWith("\n") ? "\n" : "";
    text.setRangeText(line + button.dataset.insert, text.selectionStart, text.selectionEnd, "end");
    text.focus();
    typed();
  });

  // Enter in a field closes nothing, Ctrl+Enter does; neither while kana are being converted.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey) document.getElementById("close").click();
    else if (!event.target.matches('input:not([type="radio"], [type="checkbox"])')) return;
    event.preventDefault();
  });
}

if (form) write(form);
