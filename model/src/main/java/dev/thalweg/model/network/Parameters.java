package dev.thalweg.model.network;

import dev.thalweg.model.text.Decimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * All weights and biases of a network: one immutable flat vector of float32.
 *
 * <p>Layout, layer by layer from the input to the output: the weights, row-major [inputs, units] (a
 * layer computes x W + b), then the biases [units]. Behind them, of a scaled output, the mean and
 * the deviation of the targets.
 */
public final class Parameters {

  private final Architecture architecture;
  private final float[] values;

  private Parameters(Architecture architecture, float[] values) {
    this.architecture = Objects.requireNonNull(architecture, "architecture");
    if (values.length != architecture.parameterCount()) {
      throw new IllegalArgumentException(
          "The parameters are %d numbers and the architecture %s has %d."
              .formatted(
                  values.length,
                  Decimal.excerpt(architecture.text()),
                  architecture.parameterCount()));
    }
    this.values = values;
  }

  /**
   * Copies the values.
   *
   * @throws IllegalArgumentException if their number is not the architecture's
   */
  public static Parameters of(Architecture architecture, float[] values) {
    return new Parameters(architecture, values.clone());
  }

  /** Takes the array as it is; nobody may write to it afterwards. */
  public static Parameters owning(Architecture architecture, float[] values) {
    return new Parameters(architecture, values);
  }

  /**
   * Reads float32, little-endian.
   *
   * @throws IllegalArgumentException with one sentence if the length is not four bytes for each of
   *     the architecture's parameters; nothing is allocated then
   */
  public static Parameters fromBytes(Architecture architecture, byte[] littleEndian) {
    long expected = 4L * architecture.parameterCount();
    if (littleEndian.length != expected) {
      throw new IllegalArgumentException(
          "The parameters are %d bytes and the architecture %s needs %d."
              .formatted(littleEndian.length, Decimal.excerpt(architecture.text()), expected));
    }
    float[] values = new float[architecture.parameterCount()];
    ByteBuffer.wrap(littleEndian).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return new Parameters(architecture, values);
  }

  /** The architecture whose parameters these are. */
  public Architecture architecture() {
    return architecture;
  }

  /** A new array of float32, little-endian, 4 * {@link #length()} bytes. */
  public byte[] toBytes() {
    byte[] bytes = new byte[4 * values.length];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return bytes;
  }

  /** Whether no value is infinite or not a number. */
  public boolean isFinite() {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** How many values there are. */
  public int length() {
    return values.length;
  }

  /**
   * Copies the values to the front of an array.
   *
   * @throws IllegalArgumentException if the array is shorter than {@link #length()}
   */
  public void copyTo(float[] target) {
    if (target.length < values.length) {
      throw new IllegalArgumentException(
          "The target holds %d numbers and the parameters are %d."
              .formatted(target.length, values.length));
    }
    System.arraycopy(values, 0, target, 0, values.length);
  }

  /** The values themselves; read only. */
  public float[] values() {
    return values;
  }

  /** Equal if the architecture is and every value has the same bits: 0.0 is not -0.0. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Parameters that) || !architecture.equals(that.architecture)) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      if (Float.floatToRawIntBits(values[i]) != Float.floatToRawIntBits(that.values[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return 31 * architecture.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Parameters[" + architecture.text() + ", " + values.length + " values]";
  }
}
