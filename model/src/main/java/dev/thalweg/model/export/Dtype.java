package dev.thalweg.model.export;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.model.text.Word;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * In which numbers a file holds a network's parameters. Each reads back as what it was rounded to,
 * and rounding again changes nothing.
 */
public enum Dtype {
  /** Every bit. */
  FLOAT32 {
    @Override
    List<StoredTensor> stored(Tensor tensor) {
      return List.of(new StoredTensor(tensor.name(), Encoding.F32, tensor.shape()));
    }

    @Override
    void encode(Tensor tensor, float[] values, ByteBuffer out) {
      for (float value : values) {
        out.putFloat(value);
      }
    }

    @Override
    void decode(Tensor tensor, ByteBuffer in, float[] values) {
      for (int i = 0; i < values.length; i++) {
        values[i] = in.getFloat();
      }
    }
  },

  /**
   * Half the bytes: 11 significant bits, at most 65,504. What is known of the samples' numbers is
   * float32: of a mean that is large beside the deviation, 11 bits would leave nothing.
   */
  FLOAT16 {
    @Override
    List<StoredTensor> stored(Tensor tensor) {
      if (tensor.isStatistic()) {
        return FLOAT32.stored(tensor);
      }
      return List.of(new StoredTensor(tensor.name(), Encoding.F16, tensor.shape()));
    }

    @Override
    void encode(Tensor tensor, float[] values, ByteBuffer out) {
      if (tensor.isStatistic()) {
        FLOAT32.encode(tensor, values, out);
        return;
      }
      for (float value : values) {
        out.putShort(Float16.bits(value));
      }
    }

    @Override
    void decode(Tensor tensor, ByteBuffer in, float[] values) {
      if (tensor.isStatistic()) {
        FLOAT32.decode(tensor, in, values);
        return;
      }
      for (int i = 0; i < values.length; i++) {
        values[i] = Float16.value(in.getShort());
      }
    }
  },

  /**
   * A quarter of the bytes where layers are dense: their weights are whole numbers times a scale
   * for each output unit. All other parameters are float32.
   */
  INT8 {
    @Override
    List<StoredTensor> stored(Tensor tensor) {
      if (!tensor.isMatrix()) {
        return FLOAT32.stored(tensor);
      }
      return List.of(
          new StoredTensor(tensor.name(), Encoding.I8, tensor.shape()),
          new StoredTensor(tensor.name() + SCALE, Encoding.F32, List.of(tensor.shape().get(1))));
    }

    @Override
    void encode(Tensor tensor, float[] values, ByteBuffer out) {
      if (!tensor.isMatrix()) {
        FLOAT32.encode(tensor, values, out);
        return;
      }
      int units = tensor.shape().get(1);
      float[] scales = Int8.scales(values, units);
      for (int i = 0; i < values.length; i++) {
        out.put(Int8.quantize(values[i], scales[i % units]));
      }
      FLOAT32.encode(tensor, scales, out);
    }

    @Override
    void decode(Tensor tensor, ByteBuffer in, float[] values) {
      if (!tensor.isMatrix()) {
        FLOAT32.decode(tensor, in, values);
        return;
      }
      byte[] whole = new byte[values.length];
      float[] scales = new float[tensor.shape().get(1)];
      in.get(whole);
      FLOAT32.decode(tensor, in, scales);
      for (int i = 0; i < values.length; i++) {
        values[i] = whole[i] * scales[i % scales.length];
      }
    }
  };

  /** How the name of the tensor of scales ends, after that of the weights. */
  static final String SCALE = "_scale";

  /** The tensors that hold one of the parameters', in their order in a file. */
  abstract List<StoredTensor> stored(Tensor tensor);

  /** Writes the bytes of those, little-endian as the buffer is. */
  abstract void encode(Tensor tensor, float[] values, ByteBuffer out);

  /** Reads them again. */
  abstract void decode(Tensor tensor, ByteBuffer in, float[] values);

  /** All tensors of a network, in their order in a file. */
  List<StoredTensor> stored(List<Tensor> tensors) {
    return tensors.stream().flatMap(tensor -> stored(tensor).stream()).toList();
  }

  /**
   * The bytes of all tensors, without a gap.
   *
   * @throws IllegalArgumentException with one sentence if a parameter is too large
   */
  byte[] encode(Parameters parameters) {
    List<Tensor> tensors = Tensor.of(parameters.architecture());
    int length = stored(tensors).stream().mapToInt(StoredTensor::length).sum();
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    for (Tensor tensor : tensors) {
      encode(tensor, tensor.of(parameters), out);
    }
    return out.array();
  }

  /** The parameters that the bytes of all tensors hold, which are as many as it takes. */
  Parameters decode(Architecture architecture, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float[] all = new float[architecture.parameterCount()];
    for (Tensor tensor : Tensor.of(architecture)) {
      float[] values = new float[tensor.length() / Float.BYTES];
      decode(tensor, in, values);
      System.arraycopy(values, 0, all, tensor.start() / Float.BYTES, values.length);
    }
    return Parameters.owning(architecture, all);
  }

  /**
   * The parameters as a file of this dtype holds them.
   *
   * @throws IllegalArgumentException with one sentence if one is too large
   */
  public Parameters round(Parameters parameters) {
    return decode(parameters.architecture(), encode(parameters));
  }

  /** How it is written, such as {@code float16}. */
  public String text() {
    return Word.name(this);
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return text();
  }
}
