// A moving time chart on a canvas: lines over the last minute, colours from the page's style sheet.

const span = 60_000;
const inset = { left: 46, right: 12, top: 10, bottom: 22 };
const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4, notation: 'compact' });

export class Chart {
  #canvas; #pen; #series = new Map(); #top = 1; #bottom = 0;

  /** @param {{zero?: boolean, fill?: boolean, step?: boolean}} style zero keeps 0 in sight */
  constructor(canvas, style = {}) {
    this.#canvas = canvas;
    this.#pen = canvas.getContext('2d');
    this.style = style;
  }

  add(name, time, value) {
    const points = this.#series.get(name) ?? [];
    this.#series.set(name, points);
    const last = points.at(-1);
    if (last && time <= last.time) {
      const same = points.findLast(point => point.time === time);
      if (same) same.value = value;
      return;
    }
    points.push({ time, value });
    while (points.length > 2 && points[1].time < time - span * 1.2) points.shift();
  }

  clear() { this.#series.clear(); }
  get names() { return [...this.#series.keys()].sort(); }
  latest(name) { return this.#series.get(name)?.at(-1)?.value; }
  colour(name) { return color(`--s${this.names.indexOf(name) % 6 + 1}`); }

  draw(now) {
    const { width, height, pen } = this.#resize();
    const plot = { x: inset.left, y: inset.top, w: width - inset.left - inset.right, h: height - inset.top - inset.bottom };
    for (const [name, points] of this.#series) if (points.at(-1).time < now - span * 1.5) this.#series.delete(name);
    const ticks = this.#scale(now);
    pen.clearRect(0, 0, width, height);
    this.#grid(plot, ticks);
    pen.save();
    pen.beginPath();
    pen.rect(plot.x, plot.y - 4, plot.w, plot.h + 5);
    pen.clip();
    for (const name of this.names) this.#line(plot, now, name);
    pen.restore();
  }

  #resize() {
    const ratio = devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (this.#canvas.width !== Math.round(width * ratio) || this.#canvas.height !== Math.round(height * ratio)) {
      this.#canvas.width = Math.round(width * ratio);
      this.#canvas.height = Math.round(height * ratio);
    }
    this.#pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    return { width, height, pen: this.#pen };
  }

  // The scale glides towards the data, so that a peak does not make the picture jump.
  #scale(now) {
    const values = [...this.#series.values()].flatMap(points => points.filter(p => p.time > now - span * 1.1).map(p => p.value));
    let low = values.length ? Math.min(...values) : 0;
    let high = values.length ? Math.max(...values) : 1;
    if (this.style.zero) low = Math.min(0, low);
    const room = high - low || Math.abs(high) * 0.1 || 1;
    high += room * 0.12;
    if (!this.style.zero) low -= room * 0.12;
    const first = this.#top === 1 && this.#bottom === 0;
    this.#top = first ? high : this.#top + (high - this.#top) * 0.18;
    this.#bottom = first ? low : this.#bottom + (low - this.#bottom) * 0.18;
    const step = niceStep((this.#top - this.#bottom) / 4.5);
    const ticks = [];
    for (let tick = Math.ceil(this.#bottom / step) * step; tick <= this.#top; tick += step) ticks.push(tick);
    return ticks;
  }

  #y(plot, value) { return plot.y + plot.h * (1 - (value - this.#bottom) / (this.#top - this.#bottom)); }

  #grid(plot, ticks) {
    const pen = this.#pen;
    pen.font = '12px system-ui, sans-serif';
    pen.fillStyle = color('--quiet');
    pen.strokeStyle = color('--line');
    pen.lineWidth = 1;
    pen.textBaseline = 'middle';
    pen.textAlign = 'right';
    for (const tick of ticks) {
      const y = Math.round(this.#y(plot, tick)) + 0.5;
      pen.beginPath();
      pen.moveTo(plot.x, y);
      pen.lineTo(plot.x + plot.w, y);
      pen.stroke();
      pen.fillText(number.format(Math.abs(tick) < 1e-9 ? 0 : tick), plot.x - 8, y);
    }
    pen.textBaseline = 'alphabetic';
    for (const [part, text, align] of [[0, '60 s ago', 'left'], [0.5, '30 s', 'center'], [1, 'now', 'right']]) {
      pen.textAlign = align;
      pen.fillText(text, plot.x + plot.w * part, plot.y + plot.h + 17);
    }
  }

  #line(plot, now, name) {
    const pen = this.#pen;
    const points = this.#series.get(name);
    const x = time => plot.x + plot.w * (1 - (now - time) / span);
    const path = new Path2D();
    let y;
    points.forEach((point, i) => {
      if (i > 0 && this.style.step) path.lineTo(x(point.time), y);
      y = this.#y(plot, point.value);
      if (i === 0) path.moveTo(x(point.time), y); else path.lineTo(x(point.time), y);
    });
    const end = this.style.fill ? Math.max(x(points.at(-1).time), plot.x + plot.w) : x(points.at(-1).time);
    path.lineTo(end, y);
    pen.strokeStyle = pen.fillStyle = this.colour(name);
    pen.lineWidth = 2;
    pen.lineJoin = 'round';
    pen.stroke(path);
    if (this.style.fill) this.#fill(plot, path, x(points[0].time), end);
    else this.#dot(end, y);
  }

  #fill(plot, path, start, end) {
    const area = new Path2D(path);
    area.lineTo(end, plot.y + plot.h);
    area.lineTo(start, plot.y + plot.h);
    area.closePath();
    this.#pen.globalAlpha = 0.13;
    this.#pen.fill(area);
    this.#pen.globalAlpha = 1;
  }

  #dot(x, y) {
    this.#pen.beginPath();
    this.#pen.arc(x, y, 3, 0, Math.PI * 2);
    this.#pen.fill();
  }
}

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  return power * [1, 2, 5, 10].find(factor => factor * power >= rough);
}

function color(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
