package dev.thalweg.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.process.ThalwegProcess;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** One sentence, an exit code, no stack trace, and no process left. */
@Execution(ExecutionMode.CONCURRENT)
class UserErrorsIT {
  private static final Duration LONG = Duration.ofMinutes(4);

  @TempDir Path home;

  private ThalwegProcess fails(int exitCode, String... args) {
    ThalwegProcess process = ThalwegProcess.run(home, LONG, args);
    assertThat(process.exitCode()).as(process.describe()).isEqualTo(exitCode);
    assertThat(process.descendants()).isEmpty();
    assertThat(process.err()).contains("thalweg: ").doesNotContain("\tat ");
    assertThat(process.err().lines().filter(line -> line.startsWith("thalweg: ")))
        .as(process.describe())
        .hasSize(1);
    return process;
  }

  /** The four files of MNIST's names with images of one size and these labels. */
  private Path idx(String name, int height, int width, int... labels) throws IOException {
    Path folder = Files.createDirectories(home.resolve(name));
    for (String split : new String[] {"train", "t10k"}) {
      ByteArrayOutputStream images = new ByteArrayOutputStream();
      DataOutputStream imagesOut = new DataOutputStream(images);
      imagesOut.writeInt(0x803);
      imagesOut.writeInt(labels.length);
      imagesOut.writeInt(height);
      imagesOut.writeInt(width);
      imagesOut.write(new byte[labels.length * height * width]);
      Files.write(folder.resolve(split + "-images-idx3-ubyte"), images.toByteArray());
      ByteArrayOutputStream labelBytes = new ByteArrayOutputStream();
      DataOutputStream labelsOut = new DataOutputStream(labelBytes);
      labelsOut.writeInt(0x801);
      labelsOut.writeInt(labels.length);
      for (int label : labels) {
        labelsOut.writeByte(label);
      }
      Files.write(folder.resolve(split + "-labels-idx1-ubyte"), labelBytes.toByteArray());
    }
    return folder;
  }

  @Test
  void missingDataDirectory_isNamed() {
    ThalwegProcess process =
        fails(1, "demo", "--data", home.resolve("nowhere").toString(), "--exit-when-done");
    assertThat(process.err()).contains("nowhere");
  }

  @Test
  void truncatedIdxFile_isNamedWithWhatIsMissing() throws IOException {
    // Given
    Path data = idx("truncated", 28, 28, 1, 2, 3);
    Path images = data.resolve("train-images-idx3-ubyte");
    byte[] whole = Files.readAllBytes(images);
    Files.write(images, Arrays.copyOf(whole, whole.length - 100));

    // When, then
    assertThat(fails(1, "demo", "--data", data.toString(), "--exit-when-done").err())
        .contains("train-images-idx3-ubyte");
  }

  @Test
  void examplesOfAnotherShape_areRefusedWithTheFlagToGive() throws IOException {
    Path data = idx("size", 16, 16, 1, 2, 3);
    assertThat(
            fails(1, "demo", "--data", data.toString(), "--shape", "28x28", "--exit-when-done")
                .err())
        .contains("16x16")
        .contains("--shape");
  }

  @Test
  void labelsOutsideTheClasses_areRefusedWithTheFlagToGive() throws IOException {
    Path data = idx("labels", 28, 28, 1, 26, 3);
    assertThat(
            fails(1, "demo", "--data", data.toString(), "--classes", "10", "--exit-when-done")
                .err())
        .contains("26")
        .contains("--classes");
  }

  @Test
  void busyPort_isNamed() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(busy.getLocalPort());
      assertThat(fails(1, "up", "--dir", home.resolve("s").toString(), "--kafka-port", port).err())
          .contains(port)
          .contains("in use");
    }
  }

  @Test
  void unreachableBroker_isNamed() {
    assertThat(
            fails(
                    1,
                    "train",
                    "--bootstrap-server",
                    "127.0.0.1:9",
                    "--schema-registry",
                    "http://127.0.0.1:9",
                    "--wait-for-cluster",
                    "1s")
                .err())
        .contains("Waiting up to 1s for the broker at 127.0.0.1:9")
        .contains("--bootstrap-server");
  }

  @Test
  void noCluster_isToldHowToGiveOne() {
    assertThat(fails(1, "score").err()).contains("--bootstrap-server").contains("--dir");
  }

  @Test
  void unknownOption_isAUsageError() {
    assertThat(fails(2, "train", "--batchsize", "3").err()).contains("--batchsize");
  }

  @Test
  void unknownPreset_isToldThoseThereAre() {
    assertThat(fails(1, "demo", "--preset", "best", "--source", "digits").err())
        .contains("best")
        .contains("online")
        .contains("keras");
  }

  @Test
  void pathThatIsNoDirectory_isNamed() throws IOException {
    Path file = Files.writeString(home.resolve("file"), "x");
    assertThat(fails(1, "up", "--dir", file.toString()).err()).contains(file.toString());
  }
}
