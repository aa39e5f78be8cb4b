// What surrounds the editor on an exercise's card: file and line, saved or not, the Check button, a conflict.

import { Cell } from "./cell.js";
import { createEditor } from "./editor.js";
import { pokeSet } from "./poll.js";
import { showVerdict } from "./reveal.js";
import style from "./style.css";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const SAID = { saved: "Saved", saving: "Saving…", unsaved: "Not saved yet", conflict: "Not saved: two versions", failed: "Not saved" };

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export class Card {
  constructor(component) {
    const { data, parentElement: root } = component;
    this.component = component;
    this.judged = data.judged;
    this.checking = false; // from a press until the card is drawn again
    this.busy = data.busy; // a run goes on in the background
    const hintId = "leave-hint";
    this.place = element("span", { class: "place" });
    this.saved = element("span", { class: "saved", role: "status", "data-testid": "save-state" });
    this.code = element("div", { class: "code" });
    this.button = element("button", { type: "button", class: "check", "data-testid": "check" });
    this.clashBox = element("div", { class: "clash", role: "group", "aria-label": "Two versions", hidden: "" });
    const leave = element("span", { id: hintId, class: "leave" }, "Esc, then Tab leaves the editor");
    this.box = element(
      "div",
      { class: "card", "data-testid": "editor" },
      element("div", { class: "head" }, this.place, this.saved),
      this.code,
      this.clashBox,
      element("div", { class: "foot" }, this.button, leave),
    );
    root.append(element("style"), this.box);
    root.querySelector("style:last-of-type").textContent = style;
    this.button.append(element("span", { class: "word" }, data.words[0]), element("kbd", {}, MAC ? "⌘ ⏎" : "Ctrl ⏎"));
    this.button.addEventListener("click", () => this.check());
    this.file = data.file;
    this.line = data.line;
    this.editor = createEditor({
      parent: this.code,
      root,
      text: data.text,
      firstLine: data.line,
      label: `Your answer to ${data.title}`,
      describedBy: hintId,
      on: {
        check: () => this.check(),
        typed: () => {
          this.cell.typed();
          this.age();
        },
        blurred: () => this.cell.save(),
      },
    });
    const view = {
      text: this.editor.text,
      replace: this.editor.replace,
      line: (n) => {
        this.editor.line(n);
        if (Number.isInteger(n)) this.line = n;
      },
      changed: () => this.draw(),
    };
    const start = { text: this.editor.text(), digest: data.digest, line: data.line };
    this.sent = this.about = start.text; // what was last sent to be judged; what the verdict on show is about
    this.cell = new Cell(view, data, start);
    this.draw();
  }

  /** Streamlit drew the card again: take the new callbacks; the text is never taken from there. */
  update(component) {
    this.component = component;
    this.busy = component.data.busy;
    if (component.data.judged !== this.judged) {
      this.judged = component.data.judged;
      this.checking = false;
      this.about = this.sent;
      pokeSet(component.data.set);
      showVerdict(this.around());
    }
    this.draw();
  }

  async check() {
    if (this.checking || this.busy) return;
    this.checking = true;
    this.sent = this.editor.text();
    this.draw();
    if (await this.cell.save()) this.component.setTriggerValue("check", { digest: this.cell.base.digest });
    else this.checking = false;
    this.draw();
  }

  draw() {
    if (!this.cell) return;
    const state = this.cell.state;
    this.box.dataset.state = state;
    this.place.textContent = `${this.file}:${this.line}`;
    const problem = state === "failed" && this.cell.problem;
    const said = problem ? `Not saved: ${problem.message} ${problem.next}` : SAID[state];
    if (this.saved.textContent !== said) this.saved.textContent = said;
    const [idle, working] = this.component.data.words;
    const waits = this.checking || this.busy;
    this.button.disabled = state === "conflict" || this.busy;
    this.button.setAttribute("aria-busy", String(waits));
    this.button.querySelector(".word").textContent = waits ? working : idle;
    this.age();
    this.drawClash();
  }

  /** Streamlit's container of the whole exercise, in which the verdict stands. */
  around() {
    const root = this.component.parentElement;
    return (root.host ?? root).closest('[class*="st-key-card-"]');
  }

  /** A verdict about an older text is dimmed at once. */
  age() {
    const around = this.around();
    if (around) around.dataset.older = String(this.editor.text() !== this.about);
  }

  drawClash() {
    const theirs = this.cell.conflict?.text ?? null;
    if (theirs === this.shownClash) return;
    this.shownClash = theirs;
    this.other?.destroy();
    this.other = null;
    this.clashBox.hidden = theirs === null;
    this.clashBox.replaceChildren();
    if (theirs === null) return;
    const pane = element("div", { class: "code theirs", "data-testid": "theirs" });
    const button = (word, keep) => {
      const made = element("button", { type: "button", class: keep, "data-testid": `keep-${keep}` }, word);
      made.addEventListener("click", () => this.cell.settle(keep).then(() => this.editor.focus()));
      return made;
    };
    this.clashBox.append(
      element("p", { role: "alert" }, "This cell was changed in another editor while you typed here. Above is yours; below is what is in the file. Whichever you keep, the other stays in the backups."),
      pane,
      element("div", { class: "choice" }, button("Keep mine", "mine"), button("Take theirs", "theirs")),
    );
    const nothing = () => {};
    this.other = createEditor({
      parent: pane, root: this.component.parentElement, text: theirs, firstLine: this.line, readOnly: true,
      label: "The other version, as it is in the file", describedBy: "", on: { check: nothing, typed: nothing, blurred: nothing },
    });
  }

  close() {
    this.cell.close();
    this.other?.destroy();
    this.editor.destroy();
    this.box.remove();
  }
}
