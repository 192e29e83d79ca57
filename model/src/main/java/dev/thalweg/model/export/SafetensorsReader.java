package dev.thalweg.model.export;

import dev.thalweg.model.network.Architecture;
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
      Dtype dtype = ExportedModel.dtype(header.metadata());
      List<StoredTensor> wanted = dtype.stored(Tensor.of(architecture));
      long needed = wanted.stream().mapToLong(StoredTensor::length).sum();
      if (dataBytes != needed) {
        throw new IllegalArgumentException(
            "The tensors are %d bytes and the architecture has %d parameters, %d bytes as %s."
                .formatted(dataBytes, architecture.parameterCount(), needed, dtype.text()));
      }
      byte[] data = inOrder(wanted, header, exactly(in, Math.toIntExact(dataBytes)));
      return ExportedModel.of(dtype.decode(architecture, data), header.metadata());
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

  /** The data with the tensors in the order of the parameters. */
  private static byte[] inOrder(List<StoredTensor> wanted, SafetensorsHeader header, byte[] data) {
    if (header.tensors().size() != wanted.size()) {
      throw new IllegalArgumentException(
          "The file has %d tensors and the architecture %d."
              .formatted(header.tensors().size(), wanted.size()));
    }
    byte[] ordered = new byte[data.length];
    int start = 0;
    for (StoredTensor tensor : wanted) {
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
      if (found.encoding() != tensor.encoding()) {
        throw new IllegalArgumentException(
            "The tensor %s is of dtype %s and has to be %s."
                .formatted(tensor.name(), found.encoding(), tensor.encoding()));
      }
      System.arraycopy(data, (int) found.begin(), ordered, start, tensor.length());
      start += tensor.length();
    }
    return ordered;
  }
}
