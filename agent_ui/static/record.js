// A record is saved as it is typed, one save after the other; nothing of it is kept in the browser.
import "/static/desk.js";

const form = document.querySelector("form[data-draft]");
const WAIT_MS = 500;
const AGAIN_MS = 2000;

function write(form) {
  const csrf = document.querySelector('meta[name="csrf"]').content;
  const saved = document.getElementById("saved");
  const refused = document.getElementById("refused");
  let isDirty = false;
  let isOver = false;
  let due;
  let saving = null;

  async function ask() {
    const answer = await fetch(form.dataset.draft, {
      method: "POST",
      headers: { "X-CSRF-Token": csrf },
      body: new FormData(form),
    });
    const isTold = answer.headers.get("Content-Type")?.startsWith("application/json");
    const told = isTold ? await answer.json() : {};
    if (told.elsewhere) {
      isOver = true;
      return location.assign(told.elsewhere);
    }
    if (!answer.ok && !told.error) throw new Error(answer.status);
    refused.textContent = told.error ?? "";
    refused.hidden = !told.error;
    if (told.error) {
      isOver = Boolean(told.over);
      isDirty = true;
      saved.textContent = "";
      return;
    }
    form.elements.version.value = told.version;
    if (!isDirty) saved.textContent = `${form.dataset.saved} ${told.at}`;
  }

  async function save() {
    clearTimeout(due);
    if (saving || isOver || !isDirty) return saving;
    isDirty = false;
    saving = ask().catch(() => {
      isDirty = true;
      saved.textContent = form.dataset.late;
      due = setTimeout(save, AGAIN_MS);
    });
    await saving;
    saving = null;
  }

  function typed() {
    isDirty = true;
    saved.textContent = "";
    clearTimeout(due);
    due = setTimeout(async () => {
      await saving;
      await save();
    }, WAIT_MS);
  }

  form.addEventListener("input", typed);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  window.addEventListener("beforeunload", (event) => { if ((isDirty || saving) && !isOver) event.preventDefault(); });

  // The form itself carries all that is typed; it must only not overtake a save on its way.
  form.addEventListener("submit", async (event) => {
    clearTimeout(due);
    if (!saving) {
      isDirty = false;
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    await saving;
    clearTimeout(due);
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
