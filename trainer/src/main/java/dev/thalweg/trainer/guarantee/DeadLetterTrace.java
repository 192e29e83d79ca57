package dev.thalweg.trainer.guarantee;

import dev.thalweg.snapshots.SnapshotSeal;
import java.nio.ByteBuffer;

/**
 * A dead letter without its bytes, for which their hash stands.
 *
 * @param origin {@code topic-partition-offset}
 * @param error why it was refused
 * @param valueSha256 of the bytes; empty when the record had no value
 */
record DeadLetterTrace(String origin, String error, String valueSha256) {

  static DeadLetterTrace of(String origin, String error, byte[] value) {
    return new DeadLetterTrace(
        origin, error, value == null ? "" : SnapshotSeal.contentSha256(ByteBuffer.wrap(value)));
  }
}
