import { Chart } from '/charts.js';
import { ask, follow } from '/session.js';
import { showHealth } from '/health.js';

const $ = id => document.getElementById(id);
const whole = new Intl.NumberFormat('en');
const rateChart = new Chart($('chart-rate'), { zero: true, fill: true });
const depthChart = new Chart($('chart-depth'), { zero: true, fill: true, step: true });
const resultChart = new Chart($('chart-results'));
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;

const notes = {
  starting: 'The edge decides locally; only results travel.',
  up: 'The edge decides locally; only results travel.',
  cut: 'Cut by hand. Alerts still go out on local MQTT; results wait on disk and leave when the link returns.',
  down: 'The bus cannot be reached. Results wait on disk and leave when it returns.',
  blocked: 'The bus takes no more for now. Results wait on disk.',
};

let samples = [];
let history = [];
let picked = false;
let clock = 0; // node time minus page time, so that charts follow the node
const choices = new Map();

function take({ status, results }) {
  const at = Date.parse(status.at);
  clock = at - performance.now();
  samples.push({ at, count: status.messages_received });
  samples = samples.filter(sample => sample.at > at - 1500);
  const first = samples[0];
  const rate = at > first.at ? (status.messages_received - first.count) * 1000 / (at - first.at) : 0;
  if (at > first.at) rateChart.add('rate', at, rate);
  depthChart.add('depth', at, status.outbox.points);
  for (const result of results) keep(result, at, status.bindings.findIndex(binding => binding.binding === result.binding));
  showFigures(status, rate);
  showLink(status);
  showLedger(status.bindings);
  showLegend();
}

function keep(result, at, place) {
  for (const field of Object.keys(result.fields)) offer(result, field, place);
  const kept = { ...result, at: placeOf(result, at) };
  history.push(kept);
  history = history.filter(entry => entry.at > at - 75_000).slice(-4000);
  plot(kept);
}

// A result stands at its window's end, so that a correction moves the point it corrects. Replayed history is drawn as it arrives.
function placeOf(result, at) {
  const end = Date.parse(result.window_end ?? result.time);
  return Math.abs(at - end) < 60_000 ? end : at;
}

function plot(result) {
  const [measurement, field] = $('pick').value.split(' ');
  if (result.measurement === measurement && field in result.fields) resultChart.add(result.key || measurement, result.at, result.fields[field]);
}

// Offered in the order of the bindings file, a window's means before everything else.
function offer(result, field, place) {
  const value = `${result.measurement} ${field}`;
  if (choices.has(value)) return;
  choices.set(value, place + (field.endsWith('_mean') && result.window_end !== null ? 0 : 1000));
  const before = $('pick').value;
  const ordered = [...choices.keys()].sort((a, b) => choices.get(a) - choices.get(b));
  $('pick').replaceChildren(...ordered.map(text => new Option(text.replace(' ', ' · ').replaceAll('_', ' '), text)));
  $('pick').value = picked ? before : ordered[0];
  if ($('pick').value !== before) redraw();
}

function redraw() {
  resultChart.clear();
  history.forEach(plot);
}

function showFigures(status, rate) {
  const sum = name => status.bindings.reduce((total, binding) => total + binding[name], 0);
  $('node').textContent = status.node;
  $('rate').textContent = whole.format(Math.round(rate));
  $('rate-now').textContent = `${whole.format(Math.round(rate))}/s, ${whole.format(status.messages_received)} in all`;
  $('windows').textContent = whole.format(sum('open_windows'));
  $('waiting').textContent = whole.format(status.outbox.points);
  $('depth-now').textContent = `${whole.format(status.outbox.points)} now, ${whole.format(status.outbox_depth_max)} at most`;
  $('sent').textContent = whole.format(status.points_stored ?? Math.round(status.uplink_bytes / 1000));
  $('sent-unit').textContent = status.points_stored === null ? 'kilobytes sent' : 'points stored';
  showHealth(status.health);
}

function showLink(status) {
  const state = status.link_cut ? 'cut' : status.uplink;
  if ($('link-state').textContent !== state) {
    $('link-state').textContent = state;
    $('link-note').textContent = notes[state];
  }
  $('linkbar').className = `linkbar ${state}`;
  $('wire').className = `wire link ${state === 'up' ? '' : 'cut'}`;
  $('cut').setAttribute('aria-pressed', status.link_cut);
  $('cut').textContent = status.link_cut ? 'Restore the link' : 'Cut the link';
}

function showLedger(bindings) {
  const columns = ['messages', 'received', 'in_windows', 'filtered', 'late', 'rejected', 'duplicates', 'in_flight', 'unexplained', 'measurements', 'revisions'];
  $('ledger').replaceChildren(...bindings.map(binding => {
    const row = document.createElement('tr');
    const name = document.createElement('td');
    name.textContent = binding.binding;
    row.append(name, ...columns.map(column => cell(column, binding[column])));
    return row;
  }));
  const unexplained = bindings.reduce((total, binding) => total + Math.abs(binding.unexplained) + Math.abs(binding.unexplained_messages), 0);
  $('verdict').textContent = unexplained ? `${whole.format(unexplained)} unexplained` : 'every event accounted for';
  $('verdict').classList.toggle('bad', unexplained !== 0);
}

function cell(column, value) {
  const td = document.createElement('td');
  td.textContent = whole.format(value);
  if (column === 'unexplained') td.className = value === 0 ? 'ok' : 'bad';
  else if (value === 0) td.className = 'zero';
  return td;
}

function showLegend() {
  $('legend').replaceChildren(...resultChart.names.map(name => {
    const item = document.createElement('li');
    const swatch = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    for (const [key, value] of Object.entries({ width: '100%', height: '3', y: '2.5', rx: '1.5' })) line.setAttribute(key, value);
    line.style.fill = resultChart.colour(name);
    swatch.append(line);
    const value = document.createElement('b');
    value.textContent = resultChart.latest(name).toPrecision(4);
    item.append(swatch, name, value);
    return item;
  }));
}

function draw() {
  const now = clock + performance.now();
  for (const chart of [rateChart, depthChart, resultChart]) chart.draw(now);
}

function frame() {
  draw();
  requestAnimationFrame(frame);
}

$('pick').addEventListener('change', () => { picked = true; redraw(); });
$('cut').addEventListener('click', async () => {
  const cut = $('cut').getAttribute('aria-pressed') !== 'true';
  $('cut').disabled = true;
  try {
    await ask('/api/link', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ cut }) });
  } finally {
    $('cut').disabled = false;
  }
});

follow('/api/stream', state => {
  take(state);
  if (calm) draw();
}, () => {
  $('health').textContent = 'node not reachable';
  $('health').classList.add('bad');
});
if (!calm) requestAnimationFrame(frame);
