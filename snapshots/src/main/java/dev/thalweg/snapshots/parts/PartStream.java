package dev.thalweg.snapshots.parts;

import dev.thalweg.model.state.FlatState;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.topics.parts.PartOrder;
import dev.thalweg.topics.parts.Parts;
import dev.thalweg.topics.parts.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * The part records under one key, one after the other as the log has them: are they all there, and
 * what do they come to? Holds no bytes unless it is given room for them.
 */
public final class PartStream {
  private final FlatState target;
  private final PartOrder order = new PartOrder();
  private Sha256 digest = new Sha256();
  private String sha256 = "";
  private long bytes;
  private boolean finite;

  /** One that only checks. */
  public PartStream() {
    this(null);
  }

  /**
   * One that keeps them.
   *
   * @param target of the length that the head needs
   */
  PartStream(FlatState target) {
    this.target = target;
  }

  /**
   * Takes note of a record.
   *
   * @param number by its key
   * @param part its value; empty where it has none that can be read
   */
  void accept(int number, Optional<Snapshot> part) {
    boolean fits = part.filter(value -> isPart(value, number)).isPresent();
    if (!order.accept(fits ? number : -1)) {
      return;
    }
    if (number == 0) {
      digest = new Sha256();
      bytes = 0;
      finite = true;
    }
    sha256 = "";
    ByteBuffer data = part.orElseThrow().getParameters();
    digest.update(data);
    finite &= isFinite(data);
    if (target != null && data.remaining() <= target.size() - bytes) {
      target.put(bytes, data.duplicate());
    }
    bytes += data.remaining();
  }

  /** Each but the last is full: else the one after it is out of its place. */
  private boolean isPart(Snapshot part, int number) {
    int length = part.getParameters().remaining();
    return part.getPart() != null
        && part.getPart() == number
        && length > 0
        && length <= Parts.BYTES
        && length % Float.BYTES == 0
        && (number == 0 || bytes == (long) number * Parts.BYTES);
  }

  private static boolean isFinite(ByteBuffer data) {
    FloatBuffer floats = data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    while (floats.hasRemaining()) {
      if (!Float.isFinite(floats.get())) {
        return false;
      }
    }
    return true;
  }

  /** Whether the last parts are as many as this head, which is the next record, wants. */
  public boolean isWhole(Snapshot head) {
    return order.isWhole(head.getParts());
  }

  /**
   * What is wrong with them, in one sentence; empty when they are what the head says.
   *
   * @param head whose parts are whole, and that is sound in itself
   */
  public Optional<String> damage(Snapshot head) {
    if (sha256.isEmpty()) {
      sha256 = digest.hex();
    }
    if (!sha256.equals(head.getContentSha256())) {
      return Optional.of(
          "It was changed after it was sealed: its parameters do not match its contentSha256.");
    }
    return finite
        ? Optional.empty()
        : Optional.of("Its parameters hold a value that is infinite or not a number.");
  }
}
