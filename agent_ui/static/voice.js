// A recorded voice in place of a microphone: said over and over, with a pause between.
const PAUSE_S = 2.5;

export async function speaking(address, context) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  const spoken = await context.decodeAudioData(await answer.arrayBuffer());
  const length = spoken.length + Math.round(PAUSE_S * spoken.sampleRate);
  const looped = context.createBuffer(1, length, spoken.sampleRate);
  looped.copyToChannel(spoken.getChannelData(0), 0);
  const source = new AudioBufferSourceNode(context, { buffer: looped, loop: true });
  const out = context.createMediaStreamDestination();
  source.connect(out);
  source.start();
  return out.stream;
}
