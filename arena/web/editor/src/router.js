// Links of the form `?set=0.1&at=anchor` anywhere on the page move within it instead of loading it again; the page
// then scrolls to where the link pointed. Marks in the contents and on the cards follow the journal, also when
// `arena watch` judges in a terminal.

import { watchSet } from "./poll.js";

const PATIENCE_MS = 4000; // for a place to appear that Streamlit is still drawing

export class Router {
  constructor(component) {
    this.component = component;
    this.clicked = (event) => this.followed(event);
    this.wentBack = () => this.go(new URLSearchParams(location.search));
    document.addEventListener("click", this.clicked);
    addEventListener("popstate", this.wentBack);
    this.watch();
    if (component.data.task) this.scroll(component.data.task);
    this.turn = component.data.turn;
  }

  update(component) {
    this.component = component;
    this.watch();
    if (component.data.turn === this.turn) return;
    this.turn = component.data.turn;
    this.scroll(component.data.task);
  }

  watch() {
    const { key, set } = this.component.data;
    if (set === this.set) return;
    this.stopWatching?.();
    this.set = set;
    this.stopWatching = set ? watchSet(key, set, (state) => state && this.mark(state)) : null;
  }

  followed(event) {
    const link = event.composedPath().find((e) => e instanceof HTMLAnchorElement);
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    const href = link?.getAttribute("href");
    if (!plain || !href?.startsWith("?")) return;
    event.preventDefault();
    if (innerWidth < 768) document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
    this.go(new URLSearchParams(href));
  }

  go(parameters) {
    const place = Object.fromEntries(["set", "at"].map((name) => [name, parameters.get(name) ?? ""]));
    this.component.setTriggerValue("go", place);
  }

  /** Bring a task into view as soon as it is drawn, or the top of the page if none is meant. */
  scroll(task) {
    if (!task) return document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
    const begun = performance.now();
    let left = false; // the learner does something themselves: leave them alone
    let last = NaN;
    const look = () => {
      if (left || performance.now() - begun > PATIENCE_MS) return;
      const place = document.getElementById(`task-${task}`);
      place?.scrollIntoView({ block: "start" });
      const top = place?.getBoundingClientRect().top;
      if (Math.abs(top - last) < 1) return; // what is above has found its height
      last = top;
      setTimeout(look, 150);
    };
    for (const event of ["wheel", "touchmove", "keydown", "pointerdown"])
      addEventListener(event, () => (left = true), { once: true });
    look();
  }

  mark({ marks, done }) {
    for (const [task, { mark, word, said }] of Object.entries(marks)) {
      for (const place of document.querySelectorAll(`[data-mark="${CSS.escape(task)}"]`)) {
        if (place.textContent === mark) continue;
        place.textContent = mark;
        place.className = `mark mark-${word}`;
        place.setAttribute("aria-label", said);
      }
    }
    const sum = document.querySelector("[data-sum]");
    if (sum) sum.textContent = `${done.right} of ${done.tasks}`;
    const bar = document.querySelector("[data-bar]");
    if (bar) bar.style.width = `${(100 * done.right) / Math.max(done.tasks, 1)}%`;
  }

  close() {
    this.stopWatching?.();
    document.removeEventListener("click", this.clicked);
    removeEventListener("popstate", this.wentBack);
  }
}
