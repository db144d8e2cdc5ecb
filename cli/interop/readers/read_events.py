"""Reads topics from their first to their last record with librdkafka, and each record with CloudEvents' SDK for Python.

Usage: read_events.py <brokers> <topic>…   Prints one JSON object a record.
"""

import base64
import json
import sys
import uuid

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from cloudevents.core.formats.json import JSONFormat
from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

brokers, *topics = sys.argv[1:]
consumer = Consumer({"bootstrap.servers": brokers, "group.id": f"interop-{uuid.uuid4()}", "enable.auto.commit": False})


def ends(topic):
    """The partitions that hold records, and where each ends."""
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    for partition in partitions:
        place = TopicPartition(topic, partition, OFFSET_BEGINNING)
        low, high = consumer.get_watermark_offsets(place, timeout=10)
        if high > low:
            yield place, high


def printed(message):
    headers = {name: value for name, value in message.headers()}
    event = from_binary_event(KafkaMessage(headers=headers, key=message.key(), value=message.value()), JSONFormat())
    print(
        json.dumps(
            {
                "topic": message.topic(),
                "partition": message.partition(),
                "offset": message.offset(),
                "key": message.key().decode(),
                "id": event.get_id(),
                "type": event.get_type(),
                "source": event.get_source(),
                "subject": event.get_subject(),
                "data": base64.b64encode(json.dumps(event.get_data()).encode()).decode(),
            }
        )
    )


left = {(place.topic, place.partition): high for topic in topics for place, high in ends(topic)}
consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING) for topic, partition in left])
while left:
    message = consumer.poll(30)
    if message is None:
        sys.exit(f"no record came for 30 s; missing: {left}")
    if message.error():
        sys.exit(str(message.error()))
    printed(message)
    place = (message.topic(), message.partition())
    if message.offset() + 1 >= left[place]:
        del left[place]
        consumer.incremental_unassign([TopicPartition(*place)])
consumer.close()
