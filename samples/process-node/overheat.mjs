// Per event: how far a temperature is above the limit.
import { run } from './eventedge.mjs';

run((call) => {
  const excess = call.event.fields.temperature - (call.with.limit ?? 90);
  return excess > 0 ? { fields: { excess } } : null;
});
