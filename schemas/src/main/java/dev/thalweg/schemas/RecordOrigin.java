package dev.thalweg.schemas;

/** Where a record stands in the log. */
public record RecordOrigin(String topic, int partition, long offset) {

  /** {@code topic-partition-offset}: the key of its dead letter. */
  @Override
  public String toString() {
    return topic + "-" + partition + "-" + offset;
  }
}
