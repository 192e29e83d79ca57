package dev.thalweg.model.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of files a network can be written to. */
public enum ExportFormat {
  /** Named tensors behind a JSON header: parameters alone, for any framework. */
  SAFETENSORS(".safetensors") {
    @Override
    public void write(ExportedModel model, OutputStream out) throws IOException {
      SafetensorsWriter.write(model, out);
    }

    @Override
    public ExportedModel read(Path file) throws IOException {
      return SafetensorsReader.read(file);
    }
  },

  /** A graph from examples to probabilities or numbers, for any ONNX runtime. */
  ONNX(".onnx") {
    @Override
    public void write(ExportedModel model, OutputStream out) throws IOException {
      OnnxFile.write(model, out);
    }

    @Override
    public ExportedModel read(Path file) throws IOException {
      return OnnxFile.read(file);
    }
  };

  private final String extension;

  ExportFormat(String extension) {
    this.extension = extension;
  }

  /** How the names of its files end, such as {@code .onnx}. */
  public String extension() {
    return extension;
  }

  /** The format that a file's name ends with, in any case of letters. */
  public static Optional<ExportFormat> ofName(Path file) {
    Path last = file.getFileName();
    String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(format -> name.endsWith(format.extension)).findFirst();
  }

  /** Writes the model; does not close the stream. The same model gives the same bytes. */
  public abstract void write(ExportedModel model, OutputStream out) throws IOException;

  /**
   * Reads a file that {@link #write} has written, and checks all of it. What it allocates is
   * limited by the size of the file.
   *
   * @throws IllegalArgumentException with one sentence if the file holds anything else
   */
  public abstract ExportedModel read(Path file) throws IOException;
}
