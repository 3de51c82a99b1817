// The phone stands around the work's pages and says which keys are its own: they are handed to it.
export function isOfPhone(event) {
  if (parent === window || !event.isTrusted || event.isComposing || event.keyCode === 229) return false;
  if (!event.altKey || event.ctrlKey || event.metaKey) return false;
  return parent.document.body.dataset.keys?.split(" ").includes(event.code) ?? false;
}

export function handOver(event) {
  parent.document.dispatchEvent(new KeyboardEvent("keydown", { code: event.code, altKey: true }));
  event.preventDefault();
}
