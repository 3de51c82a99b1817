// Two soft tones for what needs somebody; browsers let a page sound only after somebody touched it.

let context;

export function allow() {
  context ??= new AudioContext();
  return context.resume();
}

export function chime() {
  if (context?.state !== "running") return;
  [[880, 0], [659, 0.22]].forEach(([frequency, after]) => {
    const tone = new OscillatorNode(context, { frequency });
    const loud = new GainNode(context, { gain: 0 });
    const at = context.currentTime + after;
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(0.25, at + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    tone.connect(loud).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.55);
  });
}
