package dev.thalweg.monitor.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.monitor.state.Answer;
import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;

/**
 * A prediction or a label on its way to where all of its image is joined. Its key is the image's
 * id: the keys in the topics are their writers' own, and so is what these take for a partitioner.
 *
 * @param source which partition of which topic it is from
 * @param prediction null for a label
 * @param label the class or number, as an {@link Answer}; {@link HeldExample#NO_LABEL} for a
 *     prediction
 */
record Arrival(int source, HeldPrediction prediction, long label) {
  private static final byte FORMAT = 1;

  static Arrival of(int partition, HeldPrediction prediction) {
    return new Arrival(2 * partition, prediction, HeldExample.NO_LABEL);
  }

  static Arrival of(int partition, long label) {
    return new Arrival(2 * partition + 1, null, label);
  }

  /** The value of the record. */
  byte[] toBytes() {
    byte[] model = prediction == null ? new byte[0] : prediction.model().getBytes(UTF_8);
    int bytes = 1 + VarLong.bytes(source) + VarLong.bytes(label + 1);
    if (prediction != null) {
      bytes += VarLong.bytes(model.length) + model.length + prediction.bytes();
    }
    ByteBuffer out = ByteBuffer.allocate(bytes).put(FORMAT);
    VarLong.write(out, source);
    VarLong.write(out, label + 1);
    if (prediction != null) {
      VarLong.write(out, model.length);
      out.put(model);
      prediction.writeTo(out);
    }
    return out.array();
  }

  static Arrival fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte format = in.get();
    if (format != FORMAT) {
      throw new IllegalStateException("an arrival of format " + format + " in the state");
    }
    int source = VarLong.readInt(in);
    long label = VarLong.read(in) - 1;
    if (label != HeldExample.NO_LABEL) {
      return new Arrival(source, null, label);
    }
    byte[] model = new byte[VarLong.readInt(in)];
    in.get(model);
    return new Arrival(source, HeldPrediction.readFrom(in, new String(model, UTF_8)), label);
  }
}
