package dev.thalweg.ingest.join;

import dev.thalweg.ingest.made.Features;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * One half of a sample, on its way to where all of its id is joined, and waiting there.
 *
 * @param source which partition of which topic it is from
 * @param timeMs of the event
 * @param features empty in a label
 * @param target of a label
 */
public record Arrival(int source, long timeMs, Optional<Features> features, double target) {
  private static final int FORMAT = 1;

  /** Features. */
  public static Arrival of(int source, Features features) {
    return new Arrival(source, features.timeMs(), Optional.of(features), 0);
  }

  /** A label. */
  public static Arrival of(int source, long timeMs, double target) {
    return new Arrival(source, timeMs, Optional.empty(), target);
  }

  /** The value of its record; the key is the id. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeInt(source);
      out.writeLong(timeMs);
      out.writeDouble(target);
      out.writeBoolean(features.isPresent());
      if (features.isPresent()) {
        write(features.get(), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory can't fail", e);
    }
    return bytes.toByteArray();
  }

  /** The inverse of {@link #toBytes}. */
  static Arrival fromBytes(String id, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readByte();
      if (format != FORMAT) {
        throw new IllegalStateException("an arrival of format " + format + " in the state");
      }
      int source = in.readInt();
      long timeMs = in.readLong();
      double target = in.readDouble();
      Optional<Features> features =
          in.readBoolean() ? Optional.of(read(id, timeMs, in)) : Optional.empty();
      return new Arrival(source, timeMs, features, target);
    } catch (IOException e) {
      throw new UncheckedIOException("an arrival was cut short", e);
    }
  }

  static void write(Features features, DataOutputStream out) throws IOException {
    out.writeUTF(features.origin());
    out.writeFloat(features.weight());
    out.writeInt(features.vector().length);
    for (float number : features.vector()) {
      out.writeFloat(number);
    }
  }

  static Features read(String id, long timeMs, DataInputStream in) throws IOException {
    String origin = in.readUTF();
    float weight = in.readFloat();
    float[] vector = new float[in.readInt()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = in.readFloat();
    }
    return new Features(id, timeMs, origin, vector, weight);
  }
}
