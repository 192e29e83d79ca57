// Reads and writes a pipeline's topics with kafkajs and the registry client of its makers.
//   node client.js read BOOTSTRAP REGISTRY PIPELINE TOPIC=COUNT ...   prints {topic: [value, ...]}
//   node client.js teach BOOTSTRAP REGISTRY PIPELINE COUNT            writes COUNT samples
'use strict';

const { Kafka, CompressionTypes, CompressionCodecs, logLevel } = require('kafkajs');
const { SchemaRegistry } = require('@kafkajs/confluent-schema-registry');
const lz4 = require('lz4js');

const SIDE = 28;
const TIMEOUT_MS = 60000;

// kafkajs leaves LZ4 to a package of the user's choice; samples are compressed with it.
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: async (encoder) => Buffer.from(lz4.compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from(lz4.decompress(buffer)),
});

async function read(kafka, registry, pipeline, topic, count) {
  const name = `${pipeline}.${topic}`;
  const consumer = kafka.consumer({ groupId: `${name}-javascript`, maxBytesPerPartition: 1 << 22 });
  const values = [];
  await consumer.connect();
  await consumer.subscribe({ topic: name, fromBeginning: true });
  await new Promise((resolve, reject) => {
    const late = () => reject(new Error(`${values.length} of ${count} values in ${name}`));
    const timer = setTimeout(late, TIMEOUT_MS);
    consumer.run({
      eachMessage: async ({ message }) => {
        if (values.length === count) {
          return;
        }
        try {
          values.push(summary(await registry.decode(message.value)));
        } catch (e) {
          reject(e);
        }
        if (values.length === count) {
          clearTimeout(timer);
          resolve();
        }
      },
    });
  });
  await consumer.disconnect();
  return values;
}

/** The value, with the number of bytes in the place of bytes. */
function summary(value) {
  return Object.fromEntries(
    Object.entries(value).map(([key, v]) => [key, Buffer.isBuffer(v) ? v.length : v]),
  );
}

async function teach(kafka, registry, pipeline, count) {
  const topic = `${pipeline}.samples`;
  const id = await registry.getLatestSchemaId(`${topic}-value`);
  const producer = kafka.producer();
  await producer.connect();
  for (let i = 0; i < count; i++) {
    const pixels = Buffer.alloc(SIDE * SIDE);
    const label = i % 10;
    pixels.fill(255, (2 * label + 4) * SIDE + 6, (2 * label + 4) * SIDE + 22);
    const sample = {
      id: `javascript-${i}`, shape: [SIDE, SIDE], datatype: 'UINT8', data: pixels, target: { int: label },
      source: 'javascript',
    };
    const value = await registry.encode(id, sample);
    await producer.send({ topic, messages: [{ key: sample.id, value }] });
  }
  await producer.disconnect();
}

async function main([verb, bootstrap, registryUrl, pipeline, ...rest]) {
  const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.ERROR });
  const registry = new SchemaRegistry({ host: registryUrl });
  if (verb === 'read') {
    const topics = rest.map((argument) => argument.split('='));
    const all = await Promise.all(
      topics.map(([topic, count]) => read(kafka, registry, pipeline, topic, Number(count))),
    );
    console.log(JSON.stringify(Object.fromEntries(topics.map(([topic], i) => [topic, all[i]]))));
  } else if (verb === 'teach') {
    await teach(kafka, registry, pipeline, Number(rest[0]));
  } else {
    throw new Error(`unknown: ${verb}`);
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (e) => {
    console.error(e);
    process.exit(1);
  },
);
