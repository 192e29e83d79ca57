package dev.thalweg.monitor.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.monitor.accuracy.Calibration;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of one image: its label or none, and its predictions, the oldest first.
 *
 * @param heardAtMs the time of the latest record that told something new of it
 * @param label its class, or {@link #NO_LABEL}
 */
public record HeldExample(long heardAtMs, int label, List<HeldPrediction> predictions) {
  public static final int NO_LABEL = -1;
  public static final HeldExample UNKNOWN = new HeldExample(0, NO_LABEL, List.of());
  private static final byte FORMAT = 2;

  /** Without the confidence of predictions. */
  private static final byte FORMAT_1 = 1;

  public HeldExample {
    predictions = List.copyOf(predictions);
  }

  boolean hasLabel() {
    return label != NO_LABEL;
  }

  boolean has(String model, long version) {
    for (HeldPrediction prediction : predictions) {
      if (prediction.isOf(model, version)) {
        return true;
      }
    }
    return false;
  }

  public HeldExample with(HeldPrediction prediction, long atMs) {
    List<HeldPrediction> more = new ArrayList<>(predictions.size() + 1);
    more.addAll(predictions);
    more.add(prediction);
    return new HeldExample(Math.max(heardAtMs, atMs), label, more);
  }

  HeldExample withoutOldest() {
    return new HeldExample(heardAtMs, label, predictions.subList(1, predictions.size()));
  }

  public HeldExample withLabel(int known, long atMs) {
    return new HeldExample(Math.max(heardAtMs, atMs), known, predictions);
  }

  public byte[] toBytes() {
    List<byte[]> models = new ArrayList<>(predictions.size());
    int bytes = 1 + Long.BYTES + Integer.BYTES + Integer.BYTES;
    for (HeldPrediction prediction : predictions) {
      byte[] model = prediction.model().getBytes(UTF_8);
      models.add(model);
      bytes += model.length + 3 * Integer.BYTES + 2 * Long.BYTES;
    }
    ByteBuffer out = ByteBuffer.allocate(bytes);
    out.put(FORMAT).putLong(heardAtMs).putInt(label).putInt(predictions.size());
    for (int i = 0; i < models.size(); i++) {
      HeldPrediction prediction = predictions.get(i);
      out.putInt(models.get(i).length).put(models.get(i)).putLong(prediction.version());
      out.putInt(prediction.predicted()).putInt(prediction.confidence());
      out.putLong(prediction.scoredAtMs());
    }
    return out.array();
  }

  public static HeldExample fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte format = in.get();
    if (format != FORMAT && format != FORMAT_1) {
      throw new IllegalStateException("a held image of format " + format + " in the state");
    }
    long heardAtMs = in.getLong();
    int label = in.getInt();
    int count = in.getInt();
    List<HeldPrediction> predictions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = in.getInt();
      String model = new String(bytes, in.position(), length, UTF_8);
      in.position(in.position() + length);
      long version = in.getLong();
      int predicted = in.getInt();
      int confidence = format == FORMAT_1 ? Calibration.NO_CONFIDENCE : in.getInt();
      predictions.add(new HeldPrediction(model, version, predicted, confidence, in.getLong()));
    }
    return new HeldExample(heardAtMs, label, predictions);
  }
}
