// The CodeMirror view of one cell: Python, four spaces, the learner's own line numbers.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab, temporarilySetTabFocusMode } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import {
  drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";
import { look } from "./look.js";

const numbersFrom = (first) => lineNumbers({ formatNumber: (n) => String(n + first - 1) });

/**
 * A view with the few verbs the rest of the page needs.
 * `on` = {check(), typed(), blurred()}; `describedBy` is the id of the hint on how to leave with the keyboard.
 */
export function createEditor({ parent, root, text, firstLine, label, describedBy, readOnly, on }) {
  const numbers = new Compartment();
  let first = firstLine;
  let replacing = false;
  const check = () => (on.check(), true);
  const keys = [
    { key: "Mod-Enter", run: check },
    { key: "Ctrl-Enter", run: check },
    { key: "Escape", run: temporarilySetTabFocusMode }, // Escape, then Tab leaves the editor
  ];
  const view = new EditorView({
    parent,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        Prec.highest(keymap.of(keys)),
        numbers.of(numbersFrom(firstLine)),
        highlightActiveLineGutter(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        EditorState.readOnly.of(Boolean(readOnly)),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        python(),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": describedBy, spellcheck: "false" }),
        EditorView.updateListener.of((update) => update.docChanged && !replacing && on.typed()),
        EditorView.domEventHandlers({ blur: () => void on.blurred() }),
        look,
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
    /** Put other text in place. Only what differs is changed, so that cursor and history survive. */
    replace(next) {
      const now = view.state.doc.toString();
      if (next === now) return;
      let start = 0;
      while (start < now.length && now[start] === next[start]) start++;
      let end = 0;
      const longest = Math.min(now.length, next.length) - start;
      while (end < longest && now[now.length - 1 - end] === next[next.length - 1 - end]) end++;
      replacing = true;
      view.dispatch({ changes: { from: start, to: now.length - end, insert: next.slice(start, next.length - end) } });
      replacing = false;
    },
    /** The cell now starts at this line of the file. */
    line(n) {
      if (n === first || !Number.isInteger(n)) return;
      first = n;
      view.dispatch({ effects: numbers.reconfigure(numbersFrom(n)) });
    },
  };
}
