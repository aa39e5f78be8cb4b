// Play, step and scrub for every player on the page that has none of it yet.
for (const box of document.querySelectorAll(".arena-player:not([data-ready])")) {
  box.dataset.ready = "yes";
  const { images, labels, ms } = JSON.parse(box.dataset.player);
  const [image, slider, said] = ["img", "input", "output"].map((name) => box.querySelector(name));
  const play = box.querySelector("[data-act=play]");
  let timer = 0;
  const show = (at) => {
    slider.value = (at + images.length) % images.length;
    image.src = images[slider.value];
    said.textContent = labels[slider.value];
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "▶";
    play.setAttribute("aria-label", "play");
  };
  const start = () => {
    timer = setInterval(() => (box.isConnected ? show(Number(slider.value) + 1) : stop()), ms);
    play.textContent = "❚❚";
    play.setAttribute("aria-label", "pause");
  };
  play.onclick = () => (timer ? stop() : start());
  for (const [act, step] of [["back", -1], ["on", 1]])
    box.querySelector(`[data-act=${act}]`).onclick = () => (stop(), show(Number(slider.value) + step));
  slider.oninput = () => (stop(), show(Number(slider.value)));
}
