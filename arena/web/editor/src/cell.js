// A cell of the learner's file and the text in the page: which of the two is newer, and how neither is lost.
// Knows nothing of CodeMirror or of the page; talks to `view` = {text(), replace(text), line(n), changed()}.

import { readCell, settle, writeCell } from "./api.js";
import { watchSet } from "./poll.js";

const QUIET_MS = 500; // typing pauses this long before the text is saved

/** Blank lines around a cell belong to the file's layout, not to the answer: the server leaves them out. */
const bare = (text) => text.replace(/^(?:[^\S\n]*\n)+/, "").trimEnd();
const same = (a, b) => bare(a) === bare(b);

export class Cell {
  /** `start` is `{text, digest, line}`, the cell as it was on disk when the page was drawn. */
  constructor(view, { key, set, exercise }, start) {
    Object.assign(this, { view, key, set, exercise });
    this.base = { text: start.text, digest: start.digest }; // what is on disk, as far as we know
    this.conflict = null; // {text, digest}: what somebody else wrote while we typed
    this.problem = null; // {message, next}: why the text is not saved
    this.running = null; // the request under way
    this.timer = 0;
    this.draft = `arena:draft:${exercise}`;
    this.stopWatching = watchSet(key, set, (state, error) => this.heard(state, error));
    this.leave = () => this.flush();
    this.hide = () => document.hidden && this.flush();
    addEventListener("pagehide", this.leave);
    document.addEventListener("visibilitychange", this.hide);
    this.restoreDraft();
  }

  /** Whether the page holds text that the file does not. */
  get unsaved() {
    return this.view.text() !== this.base.text;
  }

  /** "saved", "saving", "unsaved", "conflict" or "failed". */
  get state() {
    if (this.conflict) return "conflict";
    if (this.running) return "saving";
    if (!this.unsaved) return "saved";
    return this.problem ? "failed" : "unsaved";
  }

  /** The learner typed: save once they pause. */
  typed() {
    clearTimeout(this.timer);
    if (!this.conflict) this.timer = setTimeout(() => this.save(), QUIET_MS);
    this.view.changed();
  }

  /** Write the text if the file lacks it. Resolves to true when the file holds the text of the page. */
  async save() {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (this.conflict) return false;
    if (!this.unsaved) return true;
    const text = this.view.text();
    this.running = this.write(text);
    this.view.changed();
    await this.running;
    this.running = null;
    this.view.changed();
    if (this.conflict || this.problem) return false;
    return this.unsaved ? this.save() : true; // typed on while it was being written
  }

  async write(text) {
    try {
      const written = await writeCell(this.key, this.exercise, text, this.base.digest);
      this.base = { text, digest: written.digest };
      this.view.line(written.line);
      this.problem = null;
      this.forgetDraft();
    } catch (error) {
      if (error.status === 409) this.clash(error.body);
      else this.problem = { message: error.message, next: error.next };
      this.keepDraft(text);
    }
  }

  /** The page is going away: send what is unsaved without waiting for an answer. */
  flush() {
    if (this.conflict || !this.unsaved) return;
    const text = this.view.text();
    this.keepDraft(text);
    if (this.running) return;
    this.running = writeCell(this.key, this.exercise, text, this.base.digest, { keepalive: true })
      .then((written) => {
        this.base = { text, digest: written.digest };
        this.forgetDraft();
      })
      .catch((error) => error.status === 409 && this.clash(error.body))
      .finally(() => {
        this.running = null;
        this.view.changed();
      });
  }

  /** News of the set's file. */
  async heard(state, error) {
    const cell = state?.cells?.[this.exercise];
    if (error) {
      if (!this.unsaved) return;
      this.problem ??= { message: error.message, next: error.next };
      this.view.changed();
      return;
    }
    if (!cell) return;
    this.view.line(cell.line);
    if (this.problem && !this.running && !this.conflict) await this.save(); // the server is back
    if (cell.digest === this.base.digest || this.running || this.conflict) return;
    const now = await readCell(this.key, this.exercise).catch(() => null);
    if (!now || now.digest === this.base.digest || this.running || this.conflict) return;
    if (this.unsaved) this.clash(now);
    else this.take(now);
  }

  /** Show what is on disk; the cursor stays where it was in the text. */
  take({ text, digest, line }) {
    const now = this.view.text(); // keep the blank line on which the learner may be about to type
    const shown = text + now.slice(now.trimEnd().length);
    this.base = { text: shown, digest };
    this.view.replace(shown);
    this.view.line(line);
    this.forgetDraft();
    this.view.changed();
  }

  clash({ text, digest }) {
    clearTimeout(this.timer);
    if (same(text, this.view.text())) this.base = { text: this.view.text(), digest };
    else this.conflict = { text, digest };
    this.view.changed();
  }

  /** End the conflict: `keep` is "mine" or "theirs". The other text stays among the backups. */
  async settle(keep) {
    const { digest } = this.conflict;
    try {
      const now = await settle(this.key, this.exercise, this.view.text(), digest, keep);
      this.conflict = this.problem = null;
      this.take(now);
    } catch (error) {
      if (error.status === 409) this.conflict = error.body; // changed once more; show that
      else this.problem = { message: error.message, next: error.next };
      this.view.changed();
    }
  }

  // A draft outlives the server: if it was stopped while somebody typed, the text returns with the next page.

  keepDraft(text) {
    try {
      localStorage.setItem(this.draft, JSON.stringify({ text, base: this.base.digest }));
    } catch {} // no storage: nothing more to be done
  }

  forgetDraft() {
    try {
      localStorage.removeItem(this.draft);
    } catch {}
  }

  restoreDraft() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.draft));
    } catch {}
    if (typeof kept?.text !== "string" || same(kept.text, this.base.text)) return this.forgetDraft();
    const onDisk = { ...this.base };
    this.view.replace(kept.text);
    if (kept.base === onDisk.digest) this.typed();
    else this.clash(onDisk);
  }

  close() {
    this.stopWatching();
    removeEventListener("pagehide", this.leave);
    document.removeEventListener("visibilitychange", this.hide);
    if (this.unsaved && !this.conflict) this.save();
  }
}
