"""Writes orders with librdkafka as CloudEvents of CloudEvents' SDK for Python.

Usage: write_events.py <brokers> <topic>   Reads a line each: form, event's id, order's id, data in JSON, with tabs between
them. The form is `binary` or `structured`, or a compression: then binary in one compressed batch.
"""

import json
import sys

from cloudevents.core.bindings.kafka import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from confluent_kafka import Producer

TYPE = "chargeonce.order.placed.v1"
brokers, topic = sys.argv[1:]
failures = []


def message_of(form, event_id, order_id, data):
    attributes = {
        "id": event_id,
        "type": TYPE,
        "source": "/shop",
        "subject": order_id,
        "datacontenttype": "application/json",
        "partitionkey": order_id,
    }
    event = CloudEvent(attributes, json.loads(data))
    return to_structured_event(event) if form == "structured" else to_binary_event(event)


def delivered(error, _message):
    if error is not None:
        failures.append(str(error))


producers = {}
for line in sys.stdin:
    form, event_id, order_id, data = line.rstrip("\n").split("\t")
    compression = "none" if form in ("binary", "structured") else form
    if compression not in producers:
        settings = {"bootstrap.servers": brokers, "compression.type": compression, "linger.ms": 200}
        producers[compression] = Producer(settings)
    message = message_of(form, event_id, order_id, data)
    producers[compression].produce(
        topic,
        key=message.key,
        value=message.value,
        headers=[(name, value) for name, value in message.headers.items()],
        on_delivery=delivered,
    )
for producer in producers.values():
    producer.flush(30)
if failures:
    sys.exit("\n".join(failures))
