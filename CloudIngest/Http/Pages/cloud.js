// The page of a cloud node: its health, its store, and how far each edge node's results have come.
import { ask } from '/session.js';
import { showHealth } from '/health.js';

const $ = id => document.getElementById(id);
const whole = new Intl.NumberFormat('en');
const pause = 2000;

function showStatus(status) {
  showHealth(status.health);
  const isWell = name => status.health.every(check => check.check !== name || check.state === 'ok');
  $('frames').textContent = whole.format(status.frames);
  $('waiting').textContent = whole.format(status.frames_waiting);
  $('stored').textContent = whole.format(status.points_stored);
  $('store').textContent = `Store: ${status.store}`;
  $('bus-wire').className = `wire link ${isWell('bus') ? '' : 'cut'}`;
  $('store-wire').className = `wire link ${isWell('store') ? '' : 'cut'}`;
  fill($('points'), [[status.store, status.points_received, status.points_stored, status.duplicates, status.stale_revisions, status.dead_letters]], 5);
}

function showStreams(cloud) {
  const rows = cloud.streams.map(s => [s.node, s.class, s.frames, s.points, s.duplicates, s.last, s.deferred, s.missing]);
  fill($('streams'), rows, 7);
}

function fill(body, rows, bad) {
  body.replaceChildren(...rows.map(values => {
    const row = document.createElement('tr');
    row.append(...values.map((value, column) => cell(value, column === bad)));
    return row;
  }));
}

function cell(value, isBad) {
  const td = document.createElement('td');
  td.textContent = typeof value === 'number' ? whole.format(value) : value;
  if (isBad) td.className = value === 0 ? 'ok' : 'bad';
  else if (value === 0) td.className = 'zero';
  return td;
}

while (true) {
  try {
    const status = await ask('/api/status');
    const ledger = await ask('/api/ledger');
    if (!status.ok || !ledger.ok) throw new Error('the node did not answer');
    showStatus(await status.json());
    showStreams((await ledger.json()).cloud);
  } catch {
    $('health').textContent = 'node not reachable';
    $('health').classList.add('bad');
  }

  await new Promise(resolve => setTimeout(resolve, pause));
}
