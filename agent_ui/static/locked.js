// A locked page keeps its call, and the call keeps its keys.
import { handOver, isOfPhone } from "/static/phone_keys.js";

document.addEventListener("keydown", (event) => { if (isOfPhone(event)) handOver(event); });
