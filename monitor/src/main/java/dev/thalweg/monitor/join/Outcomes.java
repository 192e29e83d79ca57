package dev.thalweg.monitor.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What a join has found out of one model, in its order, on the way to the drift detectors. */
public final class Outcomes {
  private static final byte FORMAT = 1;

  private final Kind kind;
  private final String model;
  private int[] values = new int[16];
  private int size;

  /** What the values are. */
  public enum Kind {
    /** Labelled predictions: 1 where wrong, 0 where right. */
    SERVED(0),
    /** Labels. */
    LABELS(1),
    /** Pairs: how many records came, and how many of them had a time that can't be. */
    TIMES(2),
    /** How far predicted numbers were off: the bits of a float32. */
    NUMBERS(3);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code; // its place
    }
  }

  public Outcomes(Kind kind, String model) {
    this.kind = kind;
    this.model = model;
  }

  public Kind kind() {
    return kind;
  }

  public String model() {
    return model;
  }

  public int size() {
    return size;
  }

  public int value(int at) {
    return values[at];
  }

  public void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  public byte[] toBytes() {
    byte[] name = model.getBytes(UTF_8);
    int bytes = 2 + VarLong.bytes(name.length) + name.length + VarLong.bytes(size);
    for (int i = 0; i < size; i++) {
      bytes += VarLong.bytes(values[i]);
    }
    ByteBuffer out = ByteBuffer.allocate(bytes).put(FORMAT).put(kind.code);
    VarLong.write(out, name.length);
    out.put(name);
    VarLong.write(out, size);
    for (int i = 0; i < size; i++) {
      VarLong.write(out, values[i]);
    }
    return out.array();
  }

  public static Outcomes fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte format = in.get();
    if (format != FORMAT) {
      throw new IllegalStateException("outcomes of format " + format + " in the state");
    }
    Kind kind = Kind.values()[in.get()];
    byte[] name = new byte[VarLong.readInt(in)];
    in.get(name);
    Outcomes outcomes = new Outcomes(kind, new String(name, UTF_8));
    for (int left = VarLong.readInt(in); left > 0; left--) {
      outcomes.add(VarLong.readInt(in));
    }
    return outcomes;
  }
}
