// Runs a function as a worker of EventEdge. Copy this file beside your function.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

// Calls fn(call), which may be async, for every call until EventEdge ends the worker. call.event.fields or call.window.events hold the
// data, call.with the settings. Return null, a measurement { fields, name, tags, time } or a list of them; only fields is needed. Throw to
// have the call tried again and, after the last attempt, its event dead-lettered. console.log() goes to the node's log.
export async function run(fn) {
  console.log = console.error;
  const path = process.env.EVENTEDGE_SOCKET;
  const socket = path && connect(path);
  const answerWith = socket ? (text) => socket.write(framed(text)) : (text) => process.stdout.write(text + '\n');
  for await (const call of socket ? frames(socket) : createInterface({ input: process.stdin })) {
    let answer;
    try {
      answer = await fn(JSON.parse(call)) ?? null;
    } catch (error) {
      console.error(error);
      answer = { error: String(error) };
    }
    answerWith(JSON.stringify(answer));
  }
  socket?.end();
}

// protocol: socket, every document behind its length in four bytes.
async function* frames(socket) {
  let buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    buffer = Buffer.concat([buffer, chunk]);
    while (buffer.length >= 4 && buffer.length >= 4 + buffer.readUInt32BE()) {
      const end = 4 + buffer.readUInt32BE();
      yield buffer.toString('utf8', 4, end);
      buffer = buffer.subarray(end);
    }
  }
}

function framed(text) {
  const body = Buffer.from(text);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}
