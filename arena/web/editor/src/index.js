// Entry points: what a small inline script of each Streamlit component calls. Streamlit calls again whenever data or
// theme change, with the same parentElement, and keeps the function that is returned for when the element goes.

import { Card } from "./card.js";
import { Router } from "./router.js";

const living = new WeakMap(); // parentElement -> Card | Router

function mount(Made, component) {
  const parent = component.parentElement;
  let made = living.get(parent);
  if (made) made.update(component);
  else living.set(parent, (made = new Made(component)));
  return () => {
    // Streamlit also calls this for a drawing that was overtaken by the next one, while the element stays.
    setTimeout(() => {
      const host = parent.host ?? parent;
      if (host.isConnected || living.get(parent) !== made) return;
      living.delete(parent);
      made.close();
    });
  };
}

export const mountEditor = (component) => mount(Card, component);
export const mountRouter = (component) => mount(Router, component);
