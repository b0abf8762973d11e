// What the node's health checks say: a word in the header, and below it what is wrong and what to do about it.
const $ = id => document.getElementById(id);
const words = { ok: 'ready', degraded: 'degraded', failed: 'not ready', dead: 'dead' };
const ranks = Object.keys(words);
let shown = '';

export function showHealth(checks) {
  const problems = checks.filter(check => check.state !== 'ok').sort((a, b) => ranks.indexOf(b.state) - ranks.indexOf(a.state));
  const worst = problems[0]?.state ?? 'ok';
  $('health').textContent = words[worst];
  $('health').classList.toggle('bad', worst !== 'ok');
  // A live region is read aloud at every change: only a change is one.
  const text = JSON.stringify(problems);
  if (text === shown) return;
  shown = text;
  $('problems').hidden = problems.length === 0;
  $('problems').replaceChildren(...problems.map(problem => {
    const item = document.createElement('div');
    item.className = `problem ${problem.state}`;
    const check = document.createElement('strong');
    check.textContent = `${problem.check}: ${words[problem.state]}`;
    const reason = document.createElement('p');
    reason.textContent = problem.reason;
    const advice = document.createElement('p');
    advice.className = 'quiet';
    advice.textContent = problem.advice;
    item.append(check, reason, advice);
    return item;
  }));
}
