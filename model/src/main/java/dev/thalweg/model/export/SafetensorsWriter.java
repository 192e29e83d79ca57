package dev.thalweg.model.export;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * Writes safetensors: the length of the header (8 bytes, little-endian), the header as JSON, the
 * tensors. The header is padded with spaces so that the tensors begin at a multiple of 8, and can
 * be used where the file is mapped into memory.
 */
final class SafetensorsWriter {
  static final String METADATA = "__metadata__";

  /** Of the header's length, and to a multiple of it the header is padded. */
  static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  static void write(ExportedModel model, OutputStream out) throws IOException {
    byte[] header = header(model);
    out.write(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(0, header.length)
            .array());
    out.write(header);
    out.write(model.dtype().encode(model.parameters()));
  }

  private static byte[] header(ExportedModel model) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(header)) {
      json.writeStartObject();
      json.writeObjectFieldStart(METADATA);
      for (Map.Entry<String, String> entry : model.metadata().entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      int start = 0;
      for (StoredTensor tensor : tensors(model)) {
        write(tensor, start, json);
        start += tensor.length();
      }
      json.writeEndObject();
    }
    int missing = Math.floorMod(-header.size(), ALIGNMENT);
    header.write(" ".repeat(missing).getBytes(US_ASCII));
    return header.toByteArray();
  }

  private static List<StoredTensor> tensors(ExportedModel model) {
    return model.dtype().stored(Tensor.of(model.parameters().architecture()));
  }

  private static void write(StoredTensor tensor, int start, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(tensor.name());
    json.writeStringField("dtype", tensor.encoding().name());
    json.writeArrayFieldStart("shape");
    for (int size : tensor.shape()) {
      json.writeNumber(size);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("data_offsets");
    json.writeNumber(start);
    json.writeNumber(start + tensor.length());
    json.writeEndArray();
    json.writeEndObject();
  }
}
