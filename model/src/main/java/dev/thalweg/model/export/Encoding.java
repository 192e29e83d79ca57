package dev.thalweg.model.export;

import onnx.OnnxMl.TensorProto;

/** How a number of a tensor in a file is stored, by its name in safetensors. */
enum Encoding {
  /** IEEE 754 binary32. */
  F32(Float.BYTES, TensorProto.DataType.FLOAT_VALUE),

  /** IEEE 754 binary16. */
  F16(Short.BYTES, TensorProto.DataType.FLOAT16_VALUE),

  /** A whole number from -128 to 127. */
  I8(Byte.BYTES, TensorProto.DataType.INT8_VALUE);

  private final int bytes;
  private final int onnx;

  Encoding(int bytes, int onnx) {
    this.bytes = bytes;
    this.onnx = onnx;
  }

  /** Bytes of a number. */
  int bytes() {
    return bytes;
  }

  /** ONNX's number of it. */
  int onnx() {
    return onnx;
  }
}
