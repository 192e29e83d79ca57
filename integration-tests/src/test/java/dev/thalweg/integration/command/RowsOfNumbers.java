package dev.thalweg.integration.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A data set that is no picture: rows of four float32 values, of three classes that lie well apart.
 */
public final class RowsOfNumbers {
  public static final int VALUES = 4;
  public static final int CLASSES = 3;

  private static final int FLOATS_OF_TWO_DIMENSIONS = 0x0D02;
  private static final int BYTES_OF_ONE_DIMENSION = 0x0801;
  private static final float[][] CENTRES = {{3, 0, -1, 0.5f}, {-2, 2, 0, 0}, {0, -3, 1.5f, -1}};

  private RowsOfNumbers() {}

  /** The class of a row. */
  public static int label(int row) {
    return row % CLASSES;
  }

  /** A row, always the same one. */
  public static float[] row(int row) {
    SplittableRandom random = new SplittableRandom(row);
    float[] values = CENTRES[label(row)].clone();
    for (int i = 0; i < VALUES; i++) {
      values[i] += (float) random.nextDouble(-0.5, 0.5);
    }
    return values;
  }

  /** Writes a folder for {@code --source idx}. */
  public static Path write(Path folder, int rows) throws IOException {
    Files.createDirectories(folder);
    for (String split : new String[] {"train", "test"}) {
      ByteBuffer examples =
          ByteBuffer.allocate(12 + rows * VALUES * Float.BYTES)
              .putInt(FLOATS_OF_TWO_DIMENSIONS)
              .putInt(rows)
              .putInt(VALUES);
      ByteBuffer labels = ByteBuffer.allocate(8 + rows).putInt(BYTES_OF_ONE_DIMENSION).putInt(rows);
      for (int row = 0; row < rows; row++) {
        for (float value : row(row)) {
          examples.putFloat(value);
        }
        labels.put((byte) label(row));
      }
      Files.write(folder.resolve(split + "-examples-idx2-float"), examples.array());
      Files.write(folder.resolve(split + "-labels-idx1-ubyte"), labels.array());
    }
    return folder;
  }
}
