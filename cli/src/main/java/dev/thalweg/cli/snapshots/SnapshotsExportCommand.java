package dev.thalweg.cli.snapshots;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.model.export.Dtype;
import dev.thalweg.model.export.ExportFormat;
import dev.thalweg.model.export.ExportedModel;
import dev.thalweg.schemas.UserException;
import dev.thalweg.snapshots.history.SnapshotExport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg snapshots export}. */
@Command(
    name = "export",
    description = {
      "Write a snapshot to a file: its parameters as safetensors, or the whole network as ONNX.",
      "The file is read back and compared before it gets its name."
    })
final class SnapshotsExportCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ClusterOptions cluster;

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "The snapshot's version, in samples (default: the newest).")
  Long version;

  @Option(
      names = "--format",
      paramLabel = "safetensors|onnx",
      description = "The format to write (default: the one that the file's name ends with).")
  ExportFormat format;

  @Option(
      names = "--dtype",
      paramLabel = "float32|float16|int8",
      description =
          "The numbers to write: float32, every bit; float16, half the bytes; or int8, dense"
              + " layers' weights as whole numbers with a scale for each unit, a quarter of theirs"
              + " (default: ${DEFAULT-VALUE}).")
  Dtype dtype = Dtype.FLOAT32;

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file to write.")
  Path out;

  @Option(names = "--force", fallbackValue = "true", description = "Replace the file if it exists.")
  boolean force;

  @Override
  public Integer call() {
    ExportFile file = new ExportFile(out, format(), force);
    file.requireWritable();
    OptionalLong wanted = version == null ? OptionalLong.empty() : OptionalLong.of(version);
    try (Cluster opened = cluster.open()) {
      ExportedModel model =
          as(dtype, SnapshotExport.read(opened.connection(), cluster.pipeline(), wanted));
      ExportFile.Written written = file.write(model);
      PrintWriter told = spec.commandLine().getOut();
      told.printf("Wrote %s: %,d bytes, sha256 %s%n", out, written.bytes(), written.sha256());
      told.printf(
          "It holds %s version %d as %s, snapshot sha256 %s%n",
          model.model(),
          model.version(),
          dtype.text(),
          model.metadata().get(SnapshotExport.SHA256));
      told.flush();
      return 0;
    }
  }

  private static ExportedModel as(Dtype dtype, ExportedModel model) {
    try {
      return model.as(dtype);
    } catch (IllegalArgumentException e) {
      throw new UserException("--dtype " + dtype.text() + ": " + e.getMessage(), e);
    }
  }

  private ExportFormat format() {
    if (format != null) {
      return format;
    }
    return ExportFormat.ofName(out)
        .orElseThrow(
            () ->
                new UserException(
                    "%s ends with neither .safetensors nor .onnx: give --format, or another name."
                        .formatted(out)));
  }
}
