package dev.thalweg.model.export;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Parameters;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.StringStringEntryProto;
import onnx.OnnxMl.TensorProto;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Writes a network as an ONNX model, and reads it back. */
final class OnnxFile {

  /** Of 2021: every runtime since then loads it, and the graph needs nothing newer. */
  private static final int IR_VERSION = 8;

  private static final int OPSET = 13;

  /** Room for the graph and the metadata, in addition to the parameters. */
  private static final int REST_BYTES_MAX = 16 << 20;

  private OnnxFile() {}

  static void write(ExportedModel model, OutputStream out) throws IOException {
    proto(model).writeTo(out);
  }

  private static ModelProto proto(ExportedModel model) {
    Architecture architecture = model.parameters().architecture();
    ModelProto.Builder proto =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("thalweg")
            .setDomain("dev.thalweg")
            .setModelVersion(model.version())
            .setDocString(
                "%s examples of %s numbers, %s: %s."
                    .formatted(
                        architecture.isRegression() ? "Predicts a number of" : "Classifies",
                        architecture.shape().text(),
                        model.datatype().text(),
                        architecture.text()))
            .setGraph(OnnxGraph.of(model));
    proto.addOpsetImportBuilder().setVersion(OPSET);
    model
        .metadata()
        .forEach((key, value) -> proto.addMetadataPropsBuilder().setKey(key).setValue(value));
    return proto.build();
  }

  /**
   * Reads a model that {@link #write} has written: whatever else is in the file, or is missing, is
   * found.
   *
   * @throws IllegalArgumentException with one sentence if it is another
   */
  static ExportedModel read(Path file) throws IOException {
    long size = Files.size(file);
    long most = (long) Float.BYTES * Architecture.PARAMETERS_MAX + REST_BYTES_MAX;
    if (size > most) {
      throw new IllegalArgumentException(
          "The file has %d bytes and the limit is %d.".formatted(size, most));
    }
    ModelProto proto;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      proto = ModelProto.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("The file is not an ONNX model, or is cut off.", e);
    }
    Map<String, String> metadata = new TreeMap<>();
    for (StringStringEntryProto entry : proto.getMetadataPropsList()) {
      metadata.put(entry.getKey(), entry.getValue());
    }
    Architecture architecture = Architecture.parse(metadata.get(ExportedModel.ARCHITECTURE));
    Dtype dtype = ExportedModel.dtype(metadata);
    ExportedModel model = ExportedModel.of(parameters(architecture, dtype, proto), metadata);
    if (!proto(model).equals(proto)) {
      throw new IllegalArgumentException(
          "The file's graph is not the one of its architecture as it is written here.");
    }
    return model;
  }

  private static Parameters parameters(Architecture architecture, Dtype dtype, ModelProto proto)
      throws IOException {
    List<StoredTensor> tensors = dtype.stored(Tensor.of(architecture));
    List<TensorProto> initializers = proto.getGraph().getInitializerList();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < Math.min(tensors.size(), initializers.size()); i++) {
      initializers.get(i).getRawData().writeTo(bytes);
    }
    int needed = tensors.stream().mapToInt(StoredTensor::length).sum();
    if (bytes.size() != needed) {
      throw new IllegalArgumentException(
          "The parameters are %d bytes and the architecture needs %d as %s."
              .formatted(bytes.size(), needed, dtype.text()));
    }
    return dtype.decode(architecture, bytes.toByteArray());
  }
}
