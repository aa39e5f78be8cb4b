// After a check the verdict comes to where the eye is, unless the learner moves about themselves by then.

const PATIENCE_MS = 3000; // for Streamlit to draw it
const LOOK_MS = 80;
const GONE = ["wheel", "touchmove", "pointerdown"];

/** Scroll as little as shows the verdict in `card`; its beginning, where it is taller than the window. */
export function showVerdict(card) {
  if (!card) return;
  const begun = performance.now();
  let left = false;
  let last = "";
  let shown = "";
  const leave = () => (left = true);
  for (const event of GONE) addEventListener(event, leave, { once: true, passive: true });
  const look = () => {
    if (left || performance.now() - begun > PATIENCE_MS || !card.isConnected)
      return GONE.forEach((event) => removeEventListener(event, leave));
    const verdict = card.querySelector(".verdict");
    const isDrawn = verdict && !verdict.closest('[data-stale="true"]');
    const now = isDrawn ? `${verdict.offsetHeight} ${verdict.textContent}` : "";
    // Twice the same: it is complete. The one before may still stand there, so looking goes on.
    if (isDrawn && now === last && now !== shown) {
      shown = now;
      bring(verdict);
    }
    last = now;
    setTimeout(look, LOOK_MS);
  };
  look();
}

function bring(verdict) {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const fits = verdict.offsetHeight < innerHeight - 160; // the margins around it in page.css
  verdict.scrollIntoView({ block: fits ? "nearest" : "start", behavior: isCalm ? "auto" : "smooth" });
}
