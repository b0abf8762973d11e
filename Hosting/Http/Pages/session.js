// Every request of the page: with the node's token where it asks for one. The token stays in this tab.
const key = 'eventedge-token';
const pause = 1000;
const $ = id => document.getElementById(id);

// Text from outside is shown as text: what could hide or turn it is written out.
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const units = text => text.split('').map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const visible = (_, value) => typeof value === 'string' ? value.replace(hidden, units) : value;

let asking = null;

export async function ask(path, options = {}) {
  while (true) {
    const token = sessionStorage.getItem(key);
    const headers = token ? { ...options.headers, Authorization: `Bearer ${token}` } : options.headers;
    const answer = await fetch(path, { ...options, headers, cache: 'no-store', credentials: 'omit' });
    if (answer.status !== 401) return answer;
    asking ??= login(token !== null).finally(() => { asking = null; });
    await asking;
  }
}

// Server-sent events by hand: EventSource cannot send a token.
export async function follow(path, take, lost) {
  while (true) {
    try {
      const answer = await ask(path);
      if (answer.ok) await read(answer.body, take);
    } catch { /* The node is away; the next turn asks again. */ }
    lost();
    await new Promise(resolve => setTimeout(resolve, pause));
  }
}

async function read(body, take) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split('\n\n');
    rest = events.pop();
    for (const event of events) if (event.startsWith('data: ')) take(JSON.parse(event.slice(6), visible));
  }
}

function login(wasWrong) {
  $('login-wrong').textContent = wasWrong ? 'That is not its token.' : '';
  $('token').value = '';
  $('login').showModal();
  return new Promise(resolve => {
    $('login-form').onsubmit = event => {
      event.preventDefault();
      sessionStorage.setItem(key, $('token').value.trim());
      $('login').close();
      resolve();
    };
    $('login').oncancel = event => event.preventDefault();
  });
}
