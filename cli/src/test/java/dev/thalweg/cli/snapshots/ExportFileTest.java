package dev.thalweg.cli.snapshots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thalweg.model.export.Dtype;
import dev.thalweg.model.export.ExportFormat;
import dev.thalweg.model.export.ExportedModel;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExportFileTest {
  private static final String TEXT = "1x2 dense(2,softmax) cross_entropy";

  @TempDir Path folder;

  private static ExportedModel model(float first) {
    Architecture architecture = Architecture.parse(TEXT);
    return ExportedModel.of(
        Parameters.of(architecture, new float[] {first, 2, 3, 4, 5, 6}),
        Map.of("model", "m", "version", "7", "architecture", TEXT, "datatype", "UINT8"));
  }

  private ExportFile file(String name, boolean replace) {
    return new ExportFile(folder.resolve(name), ExportFormat.SAFETENSORS, replace);
  }

  @ParameterizedTest
  @EnumSource
  void model_isReadBackAsItWasRounded(Dtype dtype) {
    for (ExportFormat format : ExportFormat.values()) {
      Path path = folder.resolve("r" + format.extension());

      new ExportFile(path, format, true).write(model(1.2345f).as(dtype));

      assertThat(path).isRegularFile();
    }
  }

  @ParameterizedTest
  @EnumSource
  void model_isAloneInItsFolderAndReadable(ExportFormat format) throws Exception {
    // Given
    Path path = folder.resolve("m" + format.extension());

    // When
    ExportFile.Written written = new ExportFile(path, format, false).write(model(1));

    // Then
    byte[] bytes = Files.readAllBytes(path);
    assertThat(folder).isDirectoryNotContaining(there -> !there.equals(path));
    assertThat(written.bytes()).isEqualTo(bytes.length);
    assertThat(written.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    assertThat(format.read(path)).isEqualTo(model(1));
  }

  @Test
  void fileThatIsThere_isKeptUnlessItMayBeReplaced() throws IOException {
    // Given
    file("a", false).write(model(1));

    // When, then
    assertRefused(() -> file("a", false).write(model(9)), "exists already");
    assertThat(ExportFormat.SAFETENSORS.read(folder.resolve("a"))).isEqualTo(model(1));
    assertThat(folder).isDirectoryNotContaining("glob:**.part");

    // When, then
    ExportFile replacing = file("a", true);
    replacing.requireWritable();
    assertThat(replacing.write(model(9)).bytes()).isPositive();
    assertThat(ExportFormat.SAFETENSORS.read(folder.resolve("a"))).isEqualTo(model(9));
  }

  @Test
  void placeThatIsNoFile_isRefused() throws IOException {
    Files.createDirectory(folder.resolve("folder"));

    assertRefused(() -> file("folder", true).requireWritable(), "folder that exists");
    assertRefused(() -> file("nowhere/a", true).requireWritable(), "folder that exists");
    assertRefused(() -> file("nowhere/a", true).write(model(1)), "can't be written");
  }

  private static void assertRefused(Runnable call, String why) {
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(call::run)
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.getMessage()).endsWith("."));
  }
}
