package dev.thalweg.model.export;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Parameters;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the safetensors that {@link SafetensorsWriter} writes; the tensors may be in any order. */
final class SafetensorsReader {

  /** The limit of the format's own reader. */
  static final int HEADER_BYTES_MAX = 100_000_000;

  private SafetensorsReader() {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException with one sentence if it is not safetensors, or not of a
   *     network
   */
  static ExportedModel read(Path file) throws IOException {
    long size = Files.size(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      int headerBytes = headerBytes(in, size);
      SafetensorsHeader header = SafetensorsHeader.parse(exactly(in, headerBytes));
      long dataBytes = size - Long.BYTES - headerBytes;
      header.checkCover(dataBytes);
      Architecture architecture =
          Architecture.parse(header.metadata().get(ExportedModel.ARCHITECTURE));
      if (dataBytes != (long) Float.BYTES * architecture.parameterCount()) {
        throw new IllegalArgumentException(
            "The tensors are %d bytes and the architecture has %d parameters of four."
                .formatted(dataBytes, architecture.parameterCount()));
      }
      byte[] data = exactly(in, Math.toIntExact(dataBytes));
      return ExportedModel.of(parameters(architecture, header, data), header.metadata());
    }
  }

  private static int headerBytes(InputStream in, long size) throws IOException {
    if (size < Long.BYTES) {
      throw new IllegalArgumentException(
          "The file has %d bytes, too few for the length of a header.".formatted(size));
    }
    long length = ByteBuffer.wrap(exactly(in, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > HEADER_BYTES_MAX) {
      throw new IllegalArgumentException(
          "The header would have %s bytes and the limit is %d."
              .formatted(Long.toUnsignedString(length), HEADER_BYTES_MAX));
    }
    if (length > size - Long.BYTES) {
      throw new IllegalArgumentException(
          "The header would have %d bytes and the file has %d behind its length."
              .formatted(length, size - Long.BYTES));
    }
    return Math.toIntExact(length);
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length != length) {
      throw new EOFException("it became shorter while it was read");
    }
    return bytes;
  }

  private static Parameters parameters(
      Architecture architecture, SafetensorsHeader header, byte[] data) {
    List<Tensor> wanted = Tensor.of(architecture);
    if (header.tensors().size() != wanted.size()) {
      throw new IllegalArgumentException(
          "The file has %d tensors and the architecture %d."
              .formatted(header.tensors().size(), wanted.size()));
    }
    byte[] parameters = new byte[data.length];
    for (Tensor tensor : wanted) {
      SafetensorsHeader.Entry found = header.tensors().get(tensor.name());
      if (found == null) {
        throw new IllegalArgumentException(
            "The tensor %s of the architecture is missing.".formatted(tensor.name()));
      }
      if (!found.shape().equals(tensor.shape().stream().map(Integer::longValue).toList())) {
        throw new IllegalArgumentException(
            "The tensor %s has the shape %s and the architecture needs %s."
                .formatted(tensor.name(), found.shape(), tensor.shape()));
      }
      System.arraycopy(data, (int) found.begin(), parameters, tensor.start(), tensor.length());
    }
    return Parameters.fromBytes(architecture, parameters);
  }
}
