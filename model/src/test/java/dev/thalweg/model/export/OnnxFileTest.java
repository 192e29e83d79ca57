package dev.thalweg.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxFileTest {
  @TempDir Path folder;

  private static byte[] written(ExportedModel model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExportFormat.ONNX.write(model, out);
    return out.toByteArray();
  }

  private ExportedModel read(byte[] bytes) throws IOException {
    return ExportFormat.ONNX.read(Files.write(folder.resolve("file.onnx"), bytes));
  }

  private void assertRefused(byte[] bytes, String why) {
    assertThatThrownBy(() -> read(bytes))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .satisfies(e -> assertThat(e.getMessage()).endsWith(".").doesNotContain("\n"));
  }

  private static byte[] changed(Consumer<ModelProto.Builder> change) throws IOException {
    ModelProto.Builder model =
        ModelProto.parseFrom(written(Models.drawn(Models.SMALL))).toBuilder();
    change.accept(model);
    return model.build().toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Models.SMALL,
        Models.PICTURES,
        "9x7 dense(4,linear) mean_squared_error",
        "9x7 conv(3,2x3,tanh) flatten norm dense(4,linear) mean_squared_error"
      })
  void model_isReadAsItWasWritten(String architecture) throws IOException {
    for (Dtype dtype : Dtype.values()) {
      ExportedModel model = Models.drawn(architecture).as(dtype);

      assertThat(read(written(model))).isEqualTo(model);
    }
  }

  @Test
  void sameModel_givesTheSameBytes() throws IOException {
    assertThat(written(Models.drawn(Models.SMALL))).isEqualTo(written(Models.drawn(Models.SMALL)));
  }

  @Test
  void initializers_areTheParametersByteForByte() throws IOException {
    // Given
    ExportedModel model = Models.drawn(Models.SMALL);

    // When
    ModelProto proto = ModelProto.parseFrom(written(model));

    // Then
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    for (TensorProto tensor : proto.getGraph().getInitializerList()) {
      tensor.getRawData().writeTo(raw);
    }
    assertThat(raw.toByteArray()).isEqualTo(model.parameters().toBytes());
  }

  @Test
  void damagedFile_isRefused() throws IOException {
    byte[] good = written(Models.drawn(Models.SMALL));

    assertRefused(Arrays.copyOf(good, good.length - 1), "not an ONNX model");
    assertRefused(new byte[0], "architecture's text is missing");
    assertRefused(
        changed(model -> model.getGraphBuilder().removeInitializer(1)), "parameters are 300 bytes");
    assertRefused(changed(model -> model.getGraphBuilder().removeNode(3)), "graph is not");
    assertRefused(changed(model -> model.removeMetadataProps(0)), "architecture's text");
    assertRefused(changed(model -> model.setModelVersion(1)), "graph is not");
  }
}
