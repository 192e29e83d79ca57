package dev.thalweg.integration.command;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * A data set in IDX files that is made for a test: each class has a pattern of its own, an example
 * is its class's pattern and noise. The patterns are far enough apart to tell all classes, but one
 * label in ten is another class's, in both splits: so a model that has learned everything there is
 * to learn is right about nine examples in ten, and no model can do better.
 */
enum MadeDataSet {
  /** Like Fashion-MNIST, of another size. */
  GARMENTS("images-idx3-ubyte.gz", "labels-idx1-ubyte", Type.UINT8, Type.UINT8, 10, "20x24"),
  /** Labels that a byte can't hold, in int32, beside a second column. */
  SIGNS("images-idx3-ubyte", "labels-idx2-int.gz", Type.UINT8, Type.INT32, 40, "12x12"),
  /** Rows of float32. */
  READINGS("examples-idx2-float", "labels-idx1-ubyte", Type.FLOAT32, Type.UINT8, 5, "24"),
  /** Pictures in colour. */
  TILES("images-idx4-ubyte", "labels-idx1-ubyte", Type.UINT8, Type.UINT8, 8, "16x16x3");

  static final int TRAIN = 12_000;
  static final int TEST = 2_000;

  /** The share of labels that are right: what the set allows. */
  static final double ALLOWED = 0.9;

  /** Between two labels in int32; the classes between them have no examples. */
  private static final int STEP = 7;

  /** What the values of a file are. */
  private enum Type {
    UINT8(8),
    INT32(12),
    FLOAT32(13);

    private final int code;

    Type(int code) {
      this.code = code;
    }

    private void write(DataOutputStream out, double value) throws IOException {
      switch (this) {
        case UINT8 -> out.writeByte((int) value);
        case INT32 -> out.writeInt((int) value);
        case FLOAT32 -> out.writeFloat((float) value);
      }
    }
  }

  private final String examples;
  private final String labels;
  private final Type type;
  private final Type labelType;
  private final int classes;
  private final String shape;

  MadeDataSet(
      String examples, String labels, Type type, Type labelType, int classes, String shape) {
    this.examples = examples;
    this.labels = labels;
    this.type = type;
    this.labelType = labelType;
    this.classes = classes;
    this.shape = shape;
  }

  private int[] dimensions() {
    return Arrays.stream(shape.split("x", -1)).mapToInt(Integer::parseInt).toArray();
  }

  /** Writes the four files; the same every time. */
  void write(Path directory) throws IOException {
    double[][] patterns = patterns(new Random(seed()));
    write(directory, "train-", TRAIN, patterns, new Random(seed() + 1));
    write(directory, "test-", TEST, patterns, new Random(seed() + 2));
  }

  /** Of its own, the same on every machine. */
  private int seed() {
    return name().hashCode();
  }

  private double[][] patterns(Random random) {
    double[][] patterns =
        new double[classes][Arrays.stream(dimensions()).reduce(1, (a, b) -> a * b)];
    for (double[] pattern : patterns) {
      Arrays.setAll(pattern, i -> random.nextGaussian());
    }
    return patterns;
  }

  private void write(Path directory, String split, int count, double[][] patterns, Random random)
      throws IOException {
    int[] told = new int[count];
    try (DataOutputStream out = open(directory.resolve(split + examples))) {
      header(out, type, count, dimensions());
      for (int i = 0; i < count; i++) {
        int label = random.nextInt(classes);
        boolean isRight = random.nextDouble() < ALLOWED;
        told[i] = isRight ? label : (label + 1 + random.nextInt(classes - 1)) % classes;
        for (double value : patterns[label]) {
          type.write(out, inRange(value + random.nextGaussian()));
        }
      }
    }
    int[] columns = labelType == Type.INT32 ? new int[] {2} : new int[0];
    try (DataOutputStream out = open(directory.resolve(split + labels))) {
      header(out, labelType, count, columns);
      for (int label : told) {
        labelType.write(out, labelType == Type.INT32 ? label * STEP : label);
        if (columns.length > 0) {
          labelType.write(out, -1);
        }
      }
    }
  }

  /** Bytes around the middle; float32 as it is. */
  private double inRange(double value) {
    return type == Type.UINT8 ? Math.max(0, Math.min(255, 128 + 40 * value)) : value;
  }

  private static DataOutputStream open(Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    return new DataOutputStream(
        new BufferedOutputStream(
            file.toString().endsWith(".gz") ? new GZIPOutputStream(out) : out, 1 << 16));
  }

  private static void header(DataOutputStream out, Type type, int count, int... dimensions)
      throws IOException {
    out.writeInt(type.code << 8 | (dimensions.length + 1));
    out.writeInt(count);
    for (int dimension : dimensions) {
      out.writeInt(dimension);
    }
  }
}
