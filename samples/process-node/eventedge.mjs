// Runs a function as a worker of EventEdge: one call and one answer a line, as JSON. Copy this file beside your function.
import { createInterface } from 'node:readline';

// Calls fn(call), which may be async, for every call until EventEdge ends the worker. call.event.fields or call.window.events hold the
// data, call.with the settings. Return null, a measurement { fields, name, tags, time } or a list of them; only fields is needed. Throw to
// have the call tried again and, after the last attempt, its event dead-lettered. console.log() goes to the node's log.
export async function run(fn) {
  console.log = console.error;
  for await (const line of createInterface({ input: process.stdin })) {
    let answer;
    try {
      answer = await fn(JSON.parse(line)) ?? null;
    } catch (error) {
      console.error(error);
      answer = { error: String(error) };
    }
    process.stdout.write(JSON.stringify(answer) + '\n');
  }
}
