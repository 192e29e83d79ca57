package dev.thalweg.monitor.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.monitor.accuracy.Calibration;
import dev.thalweg.monitor.state.Answer;
import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is known of one image: its label or none, and its predictions, the oldest first.
 *
 * @param heardAtMs the time of the latest record that told something new of it
 * @param label its class or number, as an {@link Answer}, or {@link #NO_LABEL}
 */
public record HeldExample(long heardAtMs, long label, List<HeldPrediction> predictions) {
  public static final long NO_LABEL = -1;
  public static final HeldExample UNKNOWN = new HeldExample(0, NO_LABEL, List.of());
  private static final byte FORMAT = 3;

  /** Numbers of fixed width, and a model's name with each prediction. */
  private static final byte FORMAT_2 = 2;

  /** The same without the confidence of predictions. */
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

  HeldExample without(HeldPrediction prediction) {
    List<HeldPrediction> fewer = new ArrayList<>(predictions);
    fewer.remove(prediction);
    return new HeldExample(heardAtMs, label, fewer);
  }

  public HeldExample withLabel(long known, long atMs) {
    return new HeldExample(Math.max(heardAtMs, atMs), known, predictions);
  }

  /** Each name once, however many predictions are by it. */
  private Set<String> models() {
    Set<String> models = new LinkedHashSet<>();
    predictions.forEach(prediction -> models.add(prediction.model()));
    return models;
  }

  public byte[] toBytes() {
    List<String> models = List.copyOf(models());
    List<byte[]> names = models.stream().map(model -> model.getBytes(UTF_8)).toList();
    int bytes = 1 + Long.BYTES + VarLong.bytes(label + 1) + VarLong.bytes(names.size());
    for (byte[] name : names) {
      bytes += VarLong.bytes(name.length) + name.length;
    }
    bytes += VarLong.bytes(predictions.size());
    for (HeldPrediction prediction : predictions) {
      bytes += VarLong.bytes(models.indexOf(prediction.model())) + prediction.bytes();
    }
    ByteBuffer out = ByteBuffer.allocate(bytes).put(FORMAT).putLong(heardAtMs);
    VarLong.write(out, label + 1);
    VarLong.write(out, names.size());
    for (byte[] name : names) {
      VarLong.write(out, name.length);
      out.put(name);
    }
    VarLong.write(out, predictions.size());
    for (HeldPrediction prediction : predictions) {
      VarLong.write(out, models.indexOf(prediction.model()));
      prediction.writeTo(out);
    }
    return out.array();
  }

  public static HeldExample fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte format = in.get();
    return switch (format) {
      case FORMAT_1, FORMAT_2 -> readEarlier(in, bytes, format);
      case FORMAT -> read(in);
      default ->
          throw new IllegalStateException("a held example of format " + format + " in the state");
    };
  }

  private static HeldExample read(ByteBuffer in) {
    long heardAtMs = in.getLong();
    long label = VarLong.read(in) - 1;
    String[] models = new String[VarLong.readInt(in)];
    for (int i = 0; i < models.length; i++) {
      byte[] name = new byte[VarLong.readInt(in)];
      in.get(name);
      models[i] = new String(name, UTF_8);
    }
    int count = VarLong.readInt(in);
    List<HeldPrediction> predictions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      predictions.add(HeldPrediction.readFrom(in, models[VarLong.readInt(in)]));
    }
    return new HeldExample(heardAtMs, label, predictions);
  }

  private static HeldExample readEarlier(ByteBuffer in, byte[] bytes, byte format) {
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
