#!/usr/bin/env python3
"""A Python program as a client of Thalweg: it writes rows into a topic of its own, asks for
predictions over HTTP, and reads how right the model is.

Needs confluent_kafka, and fastavro or avro; the rest is Python's own.
"""

import argparse
import io
import json
import random
import struct
import sys
import time
import urllib.error
import urllib.request

TOPIC = "pump-readings"
FEATURES = ["pressure", "flow", "vibration"]  # in the order of pumps.yaml
CLASSES = ["SOUND", "WORN"]
NEW_ROWS = 3  # that a prediction is asked for


def row(number):
    """A reading of a pump, always the same one; every third pump is worn, and shakes."""
    chance = random.Random(number)
    worn = number % 3 == 0
    return {
        "id": f"p{number}",
        "pressure": round(chance.uniform(2, 6), 3),
        "flow": round(chance.uniform(10, 40), 3),
        "vibration": round(chance.uniform(4, 6) if worn else chance.uniform(0, 2), 3),
        "state": CLASSES[worn],
    }


def needs(module, package):
    sys.exit(
        f"The Python package {module} is missing: install it with"
        f" \"apt-get install {package}\" or \"pip install {module.replace('_', '-')}\"."
    )


def kafka():
    try:
        import confluent_kafka
    except ImportError:
        needs("confluent_kafka", "python3-confluent-kafka")
    return confluent_kafka


def avro_reader(schema):
    """A function from bytes to a dict, by the writer's schema, a JSON text."""
    try:
        import fastavro

        parsed = fastavro.parse_schema(json.loads(schema))
        return lambda data: fastavro.schemaless_reader(io.BytesIO(data), parsed)
    except ImportError:
        pass
    try:
        import avro.io
        import avro.schema
    except ImportError:
        needs("avro", "python3-avro")
    reader = avro.io.DatumReader(avro.schema.parse(schema))
    return lambda data: reader.read(avro.io.BinaryDecoder(io.BytesIO(data)))


def create_topic(options):
    library = kafka()
    from confluent_kafka.admin import AdminClient, NewTopic

    admin = AdminClient({"bootstrap.servers": options.bootstrap_server})
    try:
        if TOPIC not in admin.list_topics(timeout=30).topics:
            admin.create_topics([NewTopic(TOPIC, 1, -1)])[TOPIC].result()
    except library.KafkaException as failure:
        sys.exit(f"The topic {TOPIC} can't be created: {failure.args[0].str()}.")
    print(f"There is a topic {TOPIC}.")


def produce(options):
    """Writes rows as JSON, without schema bytes in front."""
    failed = []
    producer = kafka().Producer(
        {"bootstrap.servers": options.bootstrap_server, "enable.idempotence": True}
    )
    for number in range(options.first, options.first + options.count):
        told = row(number)
        producer.produce(
            TOPIC,
            key=told["id"],
            value=json.dumps(told),
            on_delivery=lambda error, _: failed.append(error) if error else None,
        )
        producer.poll(0)
    waiting = producer.flush(options.timeout)
    if failed or waiting:
        why = failed[0] if failed else f"no answer within {options.timeout} s"
        sys.exit(f"{len(failed) + waiting} of {options.count} rows were not written: {why}.")
    print(f"Wrote {options.count} rows to {TOPIC}.")


def ask(url, body=None):
    """The JSON that a server answers with; an HTTP error is a urllib.error.HTTPError."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def await_model(options):
    deadline = time.monotonic() + options.timeout
    while True:
        try:
            return ask(f"{options.url}/v2/models/{options.pipeline}/ready")
        except (urllib.error.URLError, ConnectionError) as failure:
            # 503: it has no snapshot yet
            if getattr(failure, "code", 503) != 503 or time.monotonic() > deadline:
                sys.exit(
                    f"There is no model \"{options.pipeline}\" at {options.url} ({failure}):"
                    " check --url and --pipeline, and that \"thalweg score\" runs."
                )
        time.sleep(0.5)


def infer(options, rows):
    """Asks by the Open Inference Protocol: numbers in, shape [n, features]."""
    data = [told[name] for told in rows for name in FEATURES]
    answer = ask(
        f"{options.url}/v2/models/{options.pipeline}/infer",
        {
            "inputs": [
                {
                    "name": "examples",
                    "shape": [len(rows), len(FEATURES)],
                    "datatype": "FP32",
                    "data": data,
                }
            ]
        },
    )
    outputs = {output["name"]: output["data"] for output in answer["outputs"]}
    for told, label in zip(rows, outputs["label"]):
        print(f"{told['id']}: {CLASSES[label]}, by version {answer['model_version']}")


def ask_by_rows(options, rows):
    """Asks with the rows as they stand in the topic; the server makes the numbers of them."""
    answer = ask(f"{options.url}/v2/models/{options.pipeline}/rows", {"rows": rows})
    for told, prediction in zip(rows, answer["predictions"]):
        said = prediction.get("error") or prediction["class"]
        print(f"{told['id']}: {said}, by version {answer['model_version']}")


def predict(options):
    await_model(options)
    rows = [row(1_000_000 + number) for number in range(NEW_ROWS)]
    for told in rows:
        del told["state"]  # which is not known yet
    try:
        (ask_by_rows if options.rows else infer)(options, rows)
    except urllib.error.HTTPError as failure:
        sys.exit(f"The scorer answers {failure.code}: {failure.read().decode()}")


def decode(options, readers, value):
    """A value in Confluent's wire format: a zero, the schema's id in four bytes, and Avro."""
    magic, schema_id = struct.unpack(">bI", value[:5])
    if magic != 0:
        raise ValueError("it does not begin with a schema's id")
    if schema_id not in readers:
        schema = ask(f"{options.schema_registry}/schemas/ids/{schema_id}")["schema"]
        readers[schema_id] = avro_reader(schema)
    return readers[schema_id](value[5:])


def accuracy(options):
    """Reads the topic until there is a figure of at least so many labelled predictions."""
    library = kafka()
    consumer = library.Consumer(
        {
            "bootstrap.servers": options.bootstrap_server,
            "group.id": f"{options.pipeline}-python",  # never joined: nothing is committed
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
    )
    topic = f"{options.pipeline}.accuracy"
    partitions = consumer.list_topics(topic, 30).topics[topic].partitions
    consumer.assign(
        [library.TopicPartition(topic, one, library.OFFSET_BEGINNING) for one in partitions]
    )
    readers, latest = {}, None
    deadline = time.monotonic() + options.timeout
    while time.monotonic() < deadline:
        message = consumer.poll(1)
        if message is None:
            if latest is not None and latest["labelled"] >= options.labelled:
                break  # the end of the topic
        elif message.error():
            sys.exit(f"{topic} can't be read: {message.error()}.")
        else:
            value = decode(options, readers, message.value())
            if value["scope"] == "TOTAL":
                latest = value
    consumer.close()
    if latest is None or latest["labelled"] < options.labelled:
        known = 0 if latest is None else latest["labelled"]
        sys.exit(
            f"{topic} knows of {known} labelled predictions after {options.timeout} s, and"
            f" {options.labelled} are waited for: is \"thalweg monitor\" running?"
        )
    print(
        f"Accuracy {latest['accuracy']:.4f}: {latest['correct']} of {latest['labelled']}"
        f" labelled predictions were right, up to version {latest['version']}."
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bootstrap-server", default="localhost:9092")
    parser.add_argument("--schema-registry", default="http://localhost:8081", metavar="URL")
    parser.add_argument("--url", default="http://localhost:8080", help="of thalweg score")
    parser.add_argument("--pipeline", default="pumps")
    parser.add_argument("--first", type=int, default=0, help="number of the first row")
    parser.add_argument("--count", type=int, default=2_000, help="rows to write")
    parser.add_argument("--rows", action="store_true", help="ask with JSON rows, not by tensors")
    parser.add_argument(
        "--labelled", type=int, default=1, help="wait for so many labelled predictions"
    )
    parser.add_argument("--timeout", type=float, default=60, help="seconds to wait for each step")
    parser.add_argument(
        "--create-topic", action="store_true", help=f"create {TOPIC} if there is none, and end"
    )
    options = parser.parse_args()
    if options.create_topic:
        create_topic(options)
        return
    if options.count > 0:
        produce(options)
    predict(options)
    accuracy(options)


if __name__ == "__main__":
    main()
