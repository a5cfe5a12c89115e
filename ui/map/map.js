// The Map tab: a click on a point asks about its paper; the wheel, two fingers and the buttons zoom, a drag moves.
(() => {
  const { here } = paperAssistant.kit;
  const NEAR = 10; // pixels beside a point that still mean it
  const MOVED = 4; // pixels from which a press is a drag
  const MOST = 40; // times that the map may be enlarged
  const view = { k: 1, x: 0, y: 0 };
  const fingers = new Map();
  let dragged = false;

  const box = () => document.querySelector("#pa-picture");
  const svg = () => box()?.querySelector(".pa-map-svg");

  // The view is kept on the element around the drawing, so that a search does not lose it.
  function look() {
    const { width, height } = svg().getBoundingClientRect();
    view.x = Math.min(0, Math.max(width * (1 - view.k), view.x));
    view.y = Math.min(0, Math.max(height * (1 - view.k), view.y));
    const style = box().style;
    style.setProperty("--k", view.k);
    style.setProperty("--tx", `${view.x}px`);
    style.setProperty("--ty", `${view.y}px`);
  }

  function zoom(times, x, y) {
    const k = Math.min(MOST, Math.max(1, view.k * times));
    view.x = x - ((x - view.x) * k) / view.k;
    view.y = y - ((y - view.y) * k) / view.k;
    view.k = k;
    look();
  }

  function reset() {
    Object.assign(view, { k: 1, x: 0, y: 0 });
    look();
  }

  function within(event) {
    const { left, top } = svg().getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  // The point under the pointer, else the nearest one, for fingers.
  function pointAt(event) {
    const hit = event.target.closest?.("circle");
    if (hit) return hit;
    const { width, height } = svg().getBoundingClientRect();
    const [x, y] = within(event);
    let best = null;
    let least = NEAR;
    for (const point of svg().querySelectorAll("circle")) {
      const px = (parseFloat(point.getAttribute("cx")) / 100) * width * view.k + view.x;
      const py = (parseFloat(point.getAttribute("cy")) / 100) * height * view.k + view.y;
      const far = Math.hypot(px - x, py - y);
      if (far < least) [best, least] = [point, far];
    }
    return best;
  }

  function tell(event) {
    const tip = box()?.querySelector(".pa-map-tip");
    if (!tip) return;
    const point = fingers.size ? null : event.target.closest?.("#pa-picture circle");
    tip.hidden = !point;
    if (!point) return;
    const [x, y] = within(event);
    tip.textContent = point.dataset.title;
    tip.style.left = `${Math.max(0, Math.min(x + 12, svg().clientWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${y + 16}px`;
  }

  function begin(event) {
    if (event.button || !event.target.closest?.("#pa-picture .pa-map-svg")) return;
    dragged = fingers.size > 0;
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
  }

  function move(event) {
    const before = fingers.get(event.pointerId);
    if (!before) return tell(event);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    const [dx, dy] = [event.clientX - before[0], event.clientY - before[1]];
    if (!dragged && Math.hypot(dx, dy) < MOVED) return;
    dragged = true;
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    if (other) {
      const [was, is] = [before, [event.clientX, event.clientY]].map((at) => Math.hypot(at[0] - other[0], at[1] - other[1]));
      const { left, top } = svg().getBoundingClientRect();
      zoom(is / (was || 1), (event.clientX + other[0]) / 2 - left, (event.clientY + other[1]) / 2 - top);
      return;
    }
    view.x += dx;
    view.y += dy;
    look();
  }

  function end(event) {
    if (!fingers.delete(event.pointerId) || event.type === "pointercancel" || dragged || !svg()) return;
    const point = pointAt(event);
    if (point) here.about(point);
  }

  function press(event) {
    const button = event.target.closest?.("#pa-picture [data-zoom]");
    if (!button) return;
    const { width, height } = svg().getBoundingClientRect();
    if (button.dataset.zoom === "reset") reset();
    else zoom(button.dataset.zoom === "in" ? 1.6 : 1 / 1.6, width / 2, height / 2);
  }

  // The wheel is listened to on the map alone, so that scrolling elsewhere never waits for this.
  function hear(event) {
    const map = event.target.closest?.("#pa-picture");
    if (!map || map.dataset.heard) return;
    map.dataset.heard = "yes";
    map.addEventListener(
      "wheel",
      (turn) => {
        if (!turn.target.closest(".pa-map-svg")) return;
        turn.preventDefault();
        zoom(Math.exp(-turn.deltaY / 400), ...within(turn));
      },
      { passive: false },
    );
    map.addEventListener("dblclick", (twice) => twice.target.closest(".pa-map-svg") && reset());
    map.addEventListener("pointerleave", tell);
  }

  document.addEventListener("pointerover", hear);
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", move);
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, end);
  document.addEventListener("click", press);
})();
