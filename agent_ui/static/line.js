// The phone's line: registered at Asterisk through our own origin, one call at a time.
import JsSIP from "/static/jssip.js";

const DOMAIN = "madoguchi";
const REGISTER_S = 120;
const RESUME_HEADER = "X-Madoguchi-Resume";
const BUSY = 486;
const DECLINED = 603;
const TONE_MS = 120;

export class Line {
  constructor({ sound, state, call, remote }) {
    this.sound = sound;
    this.state = state;
    this.changed = call;
    this.remote = remote;
    this.session = null;
    this.counted = { came: 0, lost: 0, energy: 0 };
  }

  start({ user, password }) {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.ua = new JsSIP.UA({
      sockets: [new JsSIP.WebSocketInterface(`${scheme}://${location.host}/ws/sip`)],
      uri: `sip:${user}@${DOMAIN}`,
      password,
      register_expires: REGISTER_S,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 4,
    });
    let wasLost = false;
    this.ua.on("disconnected", () => {
      wasLost = true;
      // A ring is over with its socket: our answer would not reach whoever rings, nor their CANCEL us.
      if (this.isOffered) this.session.terminate();
      this.state("lost");
    });
    this.ua.on("registered", () => {
      this.state("registered");
      // Asterisk would go on speaking to the socket that is gone: a re-INVITE tells it the new one.
      if (wasLost && this.session?.isEstablished()) this.session.renegotiate();
      wasLost = false;
    });
    this.ua.on("registrationFailed", ({ response }) => this.state(response ? "refused" : "lost"));
    this.ua.on("newRTCSession", ({ originator, session, request }) => {
      if (originator === "remote") this.offered(session, request);
    });
    this.ua.start();
  }

  stop() {
    this.ua?.stop();
    this.ua = null;
  }

  offered(session, request) {
    if (this.session) return session.terminate({ status_code: BUSY });
    this.session = session;
    this.counted = { came: 0, lost: 0, energy: 0 };
    session.on("peerconnection", ({ peerconnection }) => {
      peerconnection.addEventListener("track", ({ streams }) => this.remote(streams[0]));
    });
    session.on("icecandidate", ({ ready }) => ready());
    session.on("confirmed", () => this.changed("talking"));
    for (const end of ["ended", "failed"]) {
      session.on(end, () => {
        if (this.session !== session) return;
        this.session = null;
        this.changed("idle");
      });
    }
    const { display_name: name, uri } = session.remote_identity;
    this.caller = (name || uri.user).replace(/^\+81/, "0");
    if (request.getHeader(RESUME_HEADER)) this.answer();
    else this.changed("ringing");
  }

  get isRinging() {
    return Boolean(this.session) && !this.session.isEstablished() && !this.session.isEnded();
  }

  // Our answer has not gone out yet, though somebody may have picked up.
  get isOffered() {
    return Boolean(this.session) && this.session.status < this.session.C.STATUS_WAITING_FOR_ACK;
  }

  get isTalking() {
    return Boolean(this.session?.isEstablished());
  }

  async answer() {
    const { session } = this;
    this.sound.wake();
    const mediaStream = this.sound.stream ?? (await this.sound.open());
    if (session === this.session && !session.isEnded()) session.answer({ mediaStream, pcConfig: { iceServers: [] } });
  }

  decline() {
    this.session?.terminate({ status_code: DECLINED });
  }

  hangUp() {
    this.session?.terminate();
  }

  get isConnected() {
    return Boolean(this.ua?.isConnected());
  }

  mute(isMuted) {
    if (isMuted) this.session?.mute({ audio: true });
    else this.session?.unmute({ audio: true });
  }

  press(key) {
    this.session?.sendDTMF(key, { transportType: "RFC2833", duration: TONE_MS });
  }

  // Another microphone was chosen, or the old one came back, in the midst of a call.
  useMicrophone(stream) {
    const [track] = stream.getAudioTracks();
    for (const sender of this.session?.connection?.getSenders() ?? []) {
      if (sender.track?.kind === "audio" || sender.track === null) sender.replaceTrack(track);
    }
    track.enabled = !this.session?.isMuted().audio;
  }

  // Loss in percent, jitter and round trip in milliseconds; null without a call.
  async quality() {
    const found = {};
    for (const each of (await this.session?.connection?.getStats())?.values() ?? []) {
      if (each.type === "inbound-rtp" && each.kind === "audio") {
        const all = each.packetsReceived + each.packetsLost;
        found.loss = all ? (100 * Math.max(0, each.packetsLost)) / all : 0;
        found.jitter = 1000 * each.jitter;
      }
      if (each.type === "candidate-pair" && each.nominated) found.roundTrip = 1000 * (each.currentRoundTripTime ?? 0);
    }
    return "loss" in found ? found : null;
  }

  // Since it was asked last: the loss in percent and the jitter in milliseconds of the worse way,
  // and whether anything came from the microphone; null without a call.
  async recent() {
    const now = { ...this.counted };
    let [away, jitter, isThere] = [0, 0, false];
    for (const each of (await this.session?.connection?.getStats())?.values() ?? []) {
      if (each.type === "inbound-rtp" && each.kind === "audio") {
        [now.came, now.lost, isThere] = [each.packetsReceived, each.packetsLost, true];
        jitter = Math.max(jitter, 1000 * (each.jitter ?? 0));
      }
      if (each.type === "remote-inbound-rtp" && each.kind === "audio") {
        away = 100 * Math.max(0, each.fractionLost ?? 0);
        jitter = Math.max(jitter, 1000 * (each.jitter ?? 0));
      }
      if (each.type === "media-source" && each.kind === "audio") now.energy = each.totalAudioEnergy ?? 0;
    }
    if (!isThere) return null;
    const [came, lost] = [now.came - this.counted.came, Math.max(0, now.lost - this.counted.lost)];
    const isSounding = now.energy !== this.counted.energy;
    this.counted = now;
    return { loss: Math.max(away, came + lost > 0 ? (100 * lost) / (came + lost) : 0), jitter, isSounding };
  }
}
