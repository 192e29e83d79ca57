package dev.thalweg.cli.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.cli.CommandLines.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before a cluster is asked. */
class SnapshotsExportCommandTest {
  @TempDir Path folder;

  private Run export(String name, String... more) {
    List<String> args = new ArrayList<>(List.of("snapshots", "export"));
    args.addAll(List.of("--out", folder.resolve(name).toString()));
    args.addAll(List.of(more));
    return CommandLines.run(Map.of(), args.toArray(String[]::new));
  }

  private static void assertRefused(Run run, int exitCode, String why) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.err()).startsWith("thalweg: ").contains(why).doesNotContain("\tat ");
  }

  @Test
  void format_isWhatTheNameEndsWithUnlessItIsGiven() {
    assertRefused(export("a.bin"), 1, "a.bin ends with neither .safetensors nor .onnx");
    assertRefused(export("a.onnx"), 1, "No cluster is given");
    assertRefused(export("a.SafeTensors"), 1, "No cluster is given");
    assertRefused(export("a.bin", "--format", "onnx"), 1, "No cluster is given");
    assertRefused(export("a.onnx", "--format", "pickle"), 2, "--format");
    assertRefused(export("a.onnx", "--dtype", "int8"), 1, "No cluster is given");
    assertRefused(export("a.onnx", "--dtype", "bfloat16"), 2, "--dtype");
  }

  @Test
  void fileThatIsThere_isRefusedWithTheFlagThatReplacesIt() throws IOException {
    Files.createFile(folder.resolve("a.onnx"));

    assertRefused(export("a.onnx"), 1, "--force");
    assertRefused(export("a.onnx", "--force"), 1, "No cluster is given");
  }

  @Test
  void missingFileOrSubcommand_isAUsageError() {
    assertRefused(CommandLines.run(Map.of(), "snapshots", "export"), 2, "--out");
    assertRefused(CommandLines.run(Map.of(), "snapshots"), 2, "subcommand");
  }
}
