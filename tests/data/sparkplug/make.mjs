// Writes library.json: payloads as the library of record for JavaScript, sparkplug-payload 1.0.3, encodes them.
//   npm install sparkplug-payload@1.0.3 && node make.mjs
// With hexadecimal payloads as arguments it prints what the library reads in them.
import { writeFileSync } from 'node:fs';
import { get } from 'sparkplug-payload';

const library = get('spBv1.0');
const plain = (key, value) => (value?.low !== undefined && value?.high !== undefined
  ? `${(BigInt(value.high) << 32n) + BigInt(value.low >>> 0)}` : value);

if (process.argv.length > 2) {
  for (const hex of process.argv.slice(2)) console.log(JSON.stringify(library.decodePayload(Buffer.from(hex, 'hex')), plain));
  process.exit();
}

const at = 1767225600000;
const metric = (name, type, value, more) => ({ name, type, value, timestamp: at, ...more });
const payloads = {
  scalars: [
    metric('i8', 'Int8', -5), metric('i16', 'Int16', -500), metric('i32', 'Int32', -70000), metric('i64', 'Int64', -5000000000),
    metric('u8', 'UInt8', 200), metric('u16', 'UInt16', 60000), metric('u32', 'UInt32', 4000000000), metric('u64', 'UInt64', 9007199254740991),
    metric('f', 'Float', 21.5), metric('d', 'Double', 21.7), metric('b', 'Boolean', true), metric('s', 'String', 'Kühl'),
    metric('at', 'DateTime', at), metric('t', 'Text', 'long'), metric('id', 'UUID', '0a1b'), metric('raw', 'Bytes', Uint8Array.of(1, 2, 255)),
    metric('none', 'Double', null),
  ],
  aliases: [{ alias: 7, name: 'Temperature', type: 'Double', value: 21.5, timestamp: at }],
  historical: [metric('Temperature', 'Double', 20, { isHistorical: true })],
  dataset: [metric('table', 'DataSet', {
    numOfColumns: 3, columns: ['a', 'b', 'c'], types: ['Double', 'String', 'Boolean'], rows: [[1.5, 'x', true], [-2, 'y', false]],
  })],
  template: [
    metric('_types_/Motor', 'Template', {
      version: '1', isDefinition: true, metrics: [metric('Speed', 'Double', 0), metric('Run', 'Boolean', false)],
      parameters: [{ name: 'Poles', type: 'String', value: 'two' }],
    }),
    metric('M1', 'Template', {
      version: '1', templateRef: 'Motor', isDefinition: false, metrics: [metric('Speed', 'Double', 1450.5), metric('Run', 'Boolean', true)],
      parameters: [{ name: 'Poles', type: 'String', value: 'four' }],
    }),
  ],
  properties: [metric('Temperature', 'Double', 21.5, {
    properties: {
      engUnit: { type: 'String', value: '°C' }, Quality: { type: 'Int32', value: 192 }, low: { type: 'Double', value: -40.5 },
      more: { type: 'PropertySet', value: { shown: { type: 'Boolean', value: true } } },
    },
  })],
};

const text = Object.entries(payloads).map(([name, metrics]) => {
  const hex = Buffer.from(library.encodePayload({ timestamp: at, seq: 3, metrics })).toString('hex');
  return `  "${name}": "${hex}"`;
});
writeFileSync(new URL('library.json', import.meta.url), `{\n${text.join(',\n')}\n}\n`);
