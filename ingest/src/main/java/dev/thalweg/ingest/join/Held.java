package dev.thalweg.ingest.join;

import dev.thalweg.ingest.made.Features;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of one id: its features, its label, or both, which is kept so that a repeat is
 * known as one.
 *
 * @param timeMs of the half that came first, by which it is given up
 * @param features empty as long as only the label is known
 * @param target empty as long as only the features are known
 */
record Held(long timeMs, Optional<Features> features, OptionalDouble target) {
  private static final int FORMAT = 1;

  static Held of(Arrival arrival) {
    return new Held(
        arrival.timeMs(),
        arrival.features(),
        arrival.features().isPresent()
            ? OptionalDouble.empty()
            : OptionalDouble.of(arrival.target()));
  }

  Held with(Features known) {
    return new Held(timeMs, Optional.of(known), target);
  }

  Held with(double known) {
    return new Held(timeMs, features, OptionalDouble.of(known));
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeLong(timeMs);
      out.writeBoolean(target.isPresent());
      out.writeDouble(target.orElse(0));
      out.writeBoolean(features.isPresent());
      if (features.isPresent()) {
        out.writeLong(features.get().timeMs());
        Arrival.write(features.get(), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory can't fail", e);
    }
    return bytes.toByteArray();
  }

  static Held fromBytes(String id, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readByte();
      if (format != FORMAT) {
        throw new IllegalStateException("a half of format " + format + " in the state");
      }
      long timeMs = in.readLong();
      boolean labelled = in.readBoolean();
      double target = in.readDouble();
      Optional<Features> features =
          in.readBoolean() ? Optional.of(Arrival.read(id, in.readLong(), in)) : Optional.empty();
      return new Held(
          timeMs, features, labelled ? OptionalDouble.of(target) : OptionalDouble.empty());
    } catch (IOException e) {
      throw new UncheckedIOException("a half was cut short", e);
    }
  }
}
