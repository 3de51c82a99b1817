// Microphone, speaker and bell: chosen, tried out, measured, and watched for being lost.
// What is kept in the browser is the choice of devices, nothing else.
import { speaking } from "/static/voice.js";

const KEPT = "madoguchi.sound";
const RING_HZ = 400;
const RING_BEAT_HZ = 16;
const RING_ON_S = 1;
const RING_EVERY_MS = 3000;

export class Sound {
  constructor({ far, bell, changed, lost, instead = "" }) {
    this.far = far;
    this.bell = bell;
    this.changed = changed;
    this.lost = lost;
    this.instead = instead;
    this.stream = null;
    this.context = null;
    this.chosen = { microphone: "", speaker: "", bell: "", clean: true, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
    navigator.mediaDevices?.addEventListener("devicechange", () => this.devicesChanged());
  }

  // Opens the microphone at sign-in, so that picking up a call does not wait for it.
  async open() {
    const { microphone, clean } = this.chosen;
    const wanted = { echoCancellation: clean, noiseSuppression: clean, autoGainControl: clean };
    if (microphone) wanted.deviceId = { ideal: microphone };
    const opened = await this.listen(wanted);
    this.close();
    this.stream = opened;
    this.track.addEventListener("ended", () => this.lost(true));
    this.track.addEventListener("mute", () => this.lost(true));
    this.track.addEventListener("unmute", () => this.lost(false));
    this.near = this.meter(opened);
    await this.useSpeakers();
    this.lost(false);
    return opened;
  }

  // Where there is no microphone, a demo lets a recorded voice speak.
  async listen(wanted) {
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: wanted });
    } catch (problem) {
      if (!this.instead) throw problem;
      return speaking(this.instead, this.wake());
    }
  }

  // A browser keeps what sounds by itself asleep until somebody has touched the page.
  wake() {
    this.context ??= new AudioContext();
    this.context.resume().catch(() => {});
    return this.context;
  }

  // Whether nobody would hear us: it was never opened, its device is gone, or the system muted it.
  get isLost() {
    return !this.stream || this.track.readyState !== "live" || this.track.muted;
  }

  get track() {
    return this.stream.getAudioTracks()[0];
  }

  close() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }

  async choose(choice) {
    this.chosen = { ...this.chosen, ...choice };
    localStorage.setItem(KEPT, JSON.stringify(this.chosen));
    if ("microphone" in choice || "clean" in choice) this.changed(await this.open());
    else await this.useSpeakers();
  }

  async useSpeakers() {
    for (const [element, device] of [[this.far, this.chosen.speaker], [this.bell, this.chosen.bell]]) {
      await element.setSinkId?.(device).catch(() => element.setSinkId(""));
    }
  }

  async devicesChanged() {
    const isThere = this.stream && this.track.readyState === "live";
    if (!isThere) await this.open().then((stream) => this.changed(stream)).catch(() => this.lost(true));
    await this.useSpeakers();
  }

  async devices(kind) {
    return (await navigator.mediaDevices.enumerateDevices()).filter((each) => each.kind === kind && each.deviceId !== "default");
  }

  // Gives a function that tells how loud a stream is now, from 0 to 1.
  meter(stream) {
    const context = this.wake();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    return () => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, each) => sum + each * each, 0) / samples.length;
      const decibels = 10 * Math.log10(Math.max(power, 1e-9));
      return Math.min(1, Math.max(0, (decibels + 60) / 60));
    };
  }

  ring() {
    if (this.ringing) return;
    const out = this.wake().createMediaStreamDestination();
    this.bell.srcObject = out.stream;
    this.bell.play().catch(() => {});
    this.strike(out);
    this.ringing = setInterval(() => this.strike(out), RING_EVERY_MS);
  }

  strike(out) {
    const [tone, beat, gain] = [this.context.createOscillator(), this.context.createOscillator(), this.context.createGain()];
    tone.frequency.value = RING_HZ;
    beat.frequency.value = RING_BEAT_HZ;
    gain.gain.value = 0.2;
    beat.connect(gain.gain);
    tone.connect(gain).connect(out);
    for (const each of [tone, beat]) {
      each.start();
      each.stop(this.context.currentTime + RING_ON_S);
    }
  }

  // A short tone where the caller's voice is heard.
  async tryFar() {
    const out = this.wake().createMediaStreamDestination();
    const [tone, gain] = [this.context.createOscillator(), this.context.createGain()];
    tone.frequency.value = RING_HZ;
    gain.gain.value = 0.2;
    tone.connect(gain).connect(out);
    this.far.srcObject = out.stream;
    tone.addEventListener("ended", () => {
      if (this.far.srcObject === out.stream) this.far.srcObject = null; // else a call has come
    });
    tone.start();
    tone.stop(this.context.currentTime + RING_ON_S);
    await this.far.play().catch(() => {});
  }

  hush() {
    clearInterval(this.ringing);
    this.ringing = undefined;
    this.bell.srcObject = null;
  }
}
