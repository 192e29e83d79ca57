package dev.thalweg.snapshots.serving;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Who is told of records that are not taken. */
interface Refusals {
  /** For a second reader of records whose refusals another one reports. */
  Refusals UNTOLD =
      new Refusals() {
        @Override
        public void refused(ConsumerRecord<byte[], byte[]> record, String reason) {}

        @Override
        public void unreadable(
            ConsumerRecord<byte[], byte[]> record, String expected, String reason) {}
      };

  /** A snapshot that is readable and wrong. */
  void refused(ConsumerRecord<byte[], byte[]> record, String reason);

  /** A record that is not what its topic holds. */
  void unreadable(ConsumerRecord<byte[], byte[]> record, String expected, String reason);
}
