// One poll a set for the whole page, however many editors it has: an edit made in another editor, or a verdict
// of `arena watch`, shows up within about a second.

import { readSet } from "./api.js";

const PERIOD_MS = 1000;
const watched = new Map(); // set id -> {key, listeners, latest, timer}

async function tick(set) {
  const entry = watched.get(set);
  if (!entry) return;
  clearTimeout(entry.timer);
  if (!document.hidden) {
    try {
      entry.latest = await readSet(entry.key, set);
      for (const listener of [...entry.listeners]) listener(entry.latest);
    } catch (error) {
      for (const listener of [...entry.listeners]) listener(null, error);
    }
  }
  if (watched.get(set) === entry) entry.timer = setTimeout(() => tick(set), PERIOD_MS);
}

/** Call `listener(state, error)` once a second while the page is visible; returns how to stop. */
export function watchSet(key, set, listener) {
  let entry = watched.get(set);
  if (!entry) {
    entry = { key, listeners: new Set(), latest: null, timer: 0 };
    watched.set(set, entry);
    entry.timer = setTimeout(() => tick(set), PERIOD_MS);
  }
  entry.key = key;
  entry.listeners.add(listener);
  return () => {
    entry.listeners.delete(listener);
    if (entry.listeners.size === 0) {
      clearTimeout(entry.timer);
      watched.delete(set);
    }
  };
}

/** Ask at once: something has just changed. */
export const pokeSet = (set) => tick(set);

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) for (const set of watched.keys()) tick(set);
});
